"""The rules now in force for a pair, as `/rules` tells them to one of the two."""

from datetime import datetime, timedelta

from bot.words import Words
from mentoring.days_off import OffKind
from mentoring.hours import Hours
from mentoring.kinds import RELAYED_KINDS, Kind
from mentoring.quiet_hours import open_blocks
from mentoring.relay import Talk

_LOOK_AHEAD = timedelta(days=60)
_HOUR = timedelta(hours=1)


def pair_rules_text(talk: Talk, own: Hours, in_words: Words, now: datetime) -> str:
    """Return what holds between a person and their partner now. `own` are the person's hours in this pair."""
    _ = in_words
    return "\n".join(
        [_heading(talk, _), _messages(own, _), *_answers(talk, _), *_kinds(talk, _), *_day_off(own, _, now)]
    )


def _heading(talk: Talk, in_words: Words) -> str:
    _ = in_words
    name, rules = talk.recipient.display_name, talk.rules_version
    if talk.agreed is None:
        return _("🤝 You and {name} (programme rules, version {rules}; no agreement yet):", name=name, rules=rules)
    return _(
        "🤝 You and {name} (programme rules, version {rules}; your agreement, version {agreement}):",
        name=name,
        rules=rules,
        agreement=talk.agreed.version,
    )


def _messages(own: Hours, in_words: Words) -> str:
    _ = in_words
    agreed = own.reach.agreed
    quiet = (*own.reach.quiet.blocks, *(() if agreed is None else agreed.blocks))
    if not quiet:
        return _("• Messages reach you at any time.")
    return _("• Messages reach you {hours}.", hours=_.week(open_blocks(quiet)))


def _answers(talk: Talk, in_words: Words) -> list[str]:
    _ = in_words
    if talk.answer_time is None:
        return []
    hours = max(1, round(talk.answer_time / _HOUR))
    return [
        _.plural(
            "• An answer may take {count} hour. Quiet time and days off do not count.",
            "• An answer may take {count} hours. Quiet time and days off do not count.",
            hours,
        )
    ]


def _kinds(talk: Talk, in_words: Words) -> list[str]:
    _ = in_words
    allowed = talk.rules.allowed_kinds & RELAYED_KINDS
    if allowed == RELAYED_KINDS:
        return []
    names = {
        Kind.TEXT: _("text"),
        Kind.PHOTO: _("photos"),
        Kind.VOICE: _("voice messages"),
        Kind.DOCUMENT: _("files"),
        Kind.STICKER: _("stickers"),
    }
    return [_("• You can send: {kinds}.", kinds=", ".join(name for kind, name in names.items() if kind in allowed))]


def _day_off(own: Hours, in_words: Words, now: datetime) -> list[str]:
    """Return the line about the next day off that is near, with the name that the school gives it."""
    _ = in_words
    zone = own.answering.zone
    today = now.astimezone(zone).date()
    for days in range(_LOOK_AHEAD.days):
        day = today + timedelta(days=days)
        off = own.answering.days_off.on(day)
        if off is not None:
            # A country's name for its holiday would come in a language of the library's choosing.
            name = _("a public holiday") if off.kind is OffKind.PUBLIC_HOLIDAY else off.name
            return [_("• The next day off is {day}: {name}.", day=_.day(day, today), name=name)]
    return []
