"""The week's digest: what is too little for a task or a case, how drills went, and where cover is missing.

It comes with the first digest of a week. It says numbers, never what anything was about.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.cover import A_WEEK, cover_lines
from bot.words import Words
from mentoring.programmes import Programme
from storage import concerns, drills, pairs, people
from storage.tx import Tx

_MOST_PAIRS = 8


def weekly_text(tx: Tx, programme: Programme, in_words: Words, now: datetime) -> str | None:
    """Return what the last seven days and the next seven have to say; None when that is nothing."""
    _ = in_words
    since = now - A_WEEK
    parts = [
        _faint(tx, programme, in_words, since, now),
        _drills(tx, programme, in_words, since, now),
        _under(_("🕳 Who is called in the next seven days"), cover_lines(tx, programme, in_words, now, now + A_WEEK)),
    ]
    said = [part for part in parts if part]
    return "\n\n".join([_("This week"), *said]) if said else None


def _faint(tx: Tx, programme: Programme, in_words: Words, since: datetime, now: datetime) -> str:
    """Return how many low concerns each pair had, beside the week before."""
    _ = in_words
    counts = concerns.low_between(tx, programme.id, since, now)
    before = concerns.low_between(tx, programme.id, since - timedelta(days=7), since)
    lines = []
    for pair_id, count in counts.most_common(_MOST_PAIRS):
        pair = pairs.get(tx, pair_id)
        both = [] if pair is None else [people.get(tx, who) for who in (pair.mentee_id, pair.mentor_id)]
        name = " · ".join(person.display_name for person in both if person is not None)
        lines.append(_("{name}: {count} (the week before: {before})", name=name, count=count, before=before[pair_id]))
    if lines:
        lines.append("→ " + _("Nothing to do for these alone. More of them may be worth a kind word."))
    return _under(_("🌫 Faint signs, noted and passed on"), lines)


def _drills(tx: Tx, programme: Programme, in_words: Words, since: datetime, now: datetime) -> str:
    _ = in_words
    lines = []
    for drill in drills.ended_between(tx, programme.id, since, now):
        moment = _.moment(drill.begun_at, programme.zone, now)
        taker = None if drill.taken_by is None else people.get(tx, drill.taken_by)
        if taker is None or drill.seconds is None:
            lines.append(_("{moment}: nobody took it", moment=moment))
        else:
            length = _.length(drill.seconds)
            lines.append(
                _("{moment}: {name} had it after {length}", moment=moment, name=taker.display_name, length=length)
            )
    return _under(_("🔔 Drills"), lines)


def _under(title: str, lines: Sequence[str]) -> str:
    return "\n".join([title, *lines]) if lines else ""
