"""A case as a file to be handed over: its record as JSON, which anybody can check, and a PDF that anybody can read."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.agreement.typesetting import Manuscript
from bot.case_card import severity_word
from bot.case_chronology import sentence
from bot.speech import chat_of, send_file, words_of
from bot.words import Words, deferred
from mentoring.case_export import exported
from mentoring.case_record import SALT, CaseEvent
from mentoring.cases import Case, CaseState
from mentoring.people import Person, PersonId, Role
from mentoring.programmes import Programme
from storage import audit, cases, concerns, people, programmes
from storage.tx import Tx

_TEMPLATE = ("bot", "case_paper.typ")
_ROLES = {
    Role.MENTEE: deferred("mentee"),
    Role.MENTOR: deferred("mentor"),
    Role.COORDINATOR: deferred("coordinator"),
    Role.SAFEGUARDING_LEAD: deferred("safeguarding lead"),
}
_STANDS = {
    CaseState.NEW: deferred("new"),
    CaseState.ACKNOWLEDGED: deferred("somebody has it"),
    CaseState.ACTING: deferred("somebody is acting"),
    CaseState.REFERRED: deferred("referred"),
    CaseState.CLOSED: deferred("closed"),
}


def record_as_json(tx: Tx, case: Case) -> str:
    """Return a case's whole record with its words, as `interlude case verify` checks it."""
    file = exported(case, cases.record_of(tx, case.id, with_words=True))
    return json.dumps(file, ensure_ascii=False, indent=1)


def send_record(tx: Tx, case: Case, reader: Person, now: datetime) -> None:
    """Send a case's record as a file to somebody's own chat."""
    _ = words_of(reader)
    name = file_name(case, "json")
    caption = _("Check it with: {command}", command=f"interlude case verify {name}")
    content, key = record_as_json(tx, case).encode(), cases.key_name(case.id)
    send_file(tx, chat_of(reader), name, "application/json", content, caption, now=now, key_name=key)


def file_name(case: Case, ending: str) -> str:
    """Return what a case's file is called."""
    return f"case-{case.id}.{ending}"


def manuscript_of(tx: Tx, case: Case, reader: Person, now: datetime) -> Manuscript | None:
    """Return what a case's PDF is made of, in the language of who asked for it; None without its programme."""
    programme = programmes.get(tx, case.programme_id)
    if programme is None:
        return None
    _ = words_of(reader)
    events = cases.record_of(tx, case.id, with_words=True)
    writers = {int(concern.id): concern.person_id for concern in concerns.of_case(tx, case.id)}
    record = record_as_json(tx, case)
    day = now.astimezone(programme.zone).date()
    acts = Counter(event.actor for event in events)
    data = {
        "lang": _.language,
        "title": _("Case {number}", number=case.id),
        "programme": programme.name,
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "standing": _standing(case, programme, reader, _, now),
        "chronology": _("What happened"),
        "events": [_event(tx, event, writers, programme, _) for event in events],
        "who_acted": _("Who acted, and how often"),
        "actors": [{"name": _who(tx, actor, _), "acts": str(count)} for actor, count in acts.most_common()],
        "check": _("How this can be checked"),
        "not_seen": _("Deletions by people in the chat are not visible to the bot, and are not in this record."),
        "how": _(
            "The record is attached to this document as {file}. “{command}” finds any change in it, without a network. "
            "Keep this page: the last hash shows that it is the whole record.",
            file=file_name(case, "json"),
            command=f"interlude case verify {file_name(case, 'json')}",
        ),
        "hashes": [
            {"name": _("last hash of the record"), "hash": case.head},
            {"name": _("hash of the attached file"), "hash": sha256(record.encode()).hexdigest()},
        ],
        "attached": file_name(case, "json"),
        "unshown": _("▯ stands for a sign that this page cannot show; the attached record has it."),
        "footer": _("Confidential · case {number} · for {name}", number=case.id, name=reader.display_name),
    }
    return Manuscript(data, record, now, _TEMPLATE)


def _standing(case: Case, programme: Programme, reader: Person, in_words: Words, now: datetime) -> list[str]:
    _ = in_words
    stands = _(_STANDS[case.state])
    lines = [
        _("How grave: {severity}. It stands: {state}.", severity=severity_word(case.severity, _), state=stands),
        _("Opened: {moment}", moment=_.full_moment(case.opened_at, programme.zone)),
    ]
    if case.closed_at is not None:
        lines.append(_("Closed: {moment}", moment=_.full_moment(case.closed_at, programme.zone)))
    made = _.full_moment(now, programme.zone)
    return [*lines, _("Made for {name}: {moment}", name=reader.display_name, moment=made)]


def _event(
    tx: Tx, event: CaseEvent, writers: Mapping[int, PersonId | None], programme: Programme, in_words: Words
) -> dict[str, Any]:
    """Return one line of the chronology: of words that somebody wrote, their writer is who did it."""
    _ = in_words
    concern = event.facts.get("concern")
    writer = writers.get(concern) if isinstance(concern, int) else None
    who = _who(tx, event.actor if writer is None else f"person:{writer}", in_words)
    local = event.at.astimezone(programme.zone)
    return {
        "seq": str(event.seq),
        "moment": f"{local:%Y-%m-%d %H:%M:%S}",
        "told": sentence(event, in_words),
        "who": who,
        "words": _words_in(event),
    }


def _words_in(event: CaseEvent) -> Sequence[str]:
    if event.words is None:
        return []
    text = event.words.get("text")
    if isinstance(text, str) and text:
        return [text]
    told = [str(value) for name, value in event.words.items() if name not in (SALT, "spans", "text") and value]
    return [", ".join(told)] if told else []


def _who(tx: Tx, actor: str, in_words: Words) -> str:
    """Return who an actor is: a name with the role, the bot itself, or the console."""
    _ = in_words
    if actor == audit.SYSTEM:
        return _("the bot")
    number = actor.removeprefix("person:")
    person = people.get(tx, PersonId(int(number))) if number.isdecimal() else None
    if person is None:
        return _("Somebody at the console") if actor == "api" else _("somebody who has not joined")
    return f"{person.display_name} ({_(_ROLES[person.role])})"
