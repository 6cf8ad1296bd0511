"""From a look to a case: what was noticed in something written is kept, told and answered, whatever becomes of it.

This runs in the transaction of the update, before its handler: a cry for help that nobody may receive, that is written
to nobody, or by somebody who has not joined, opens a case all the same. What then happens to the message itself is the
rules' to decide (`mentoring/relay.py`), with the verdict that is returned here.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.alerts import tell_of_case
from bot.case_circle import circle_of
from bot.helplines import helplines_of
from bot.incoming import Incoming
from bot.mishaps import tell_of_unseen
from bot.passing_on import address
from bot.safety_words import Reader, also_read_text, help_buttons, help_text, looked_at_text, partner_card, unseen_text
from bot.speech import Buttons, Chat, chat_of, say, words_of
from bot.watching import Look
from bot.words import best_language, words
from mentoring.case_record import Fact
from mentoring.cases import Case, CaseId, ConcernId, ConcernSource, EventKind
from mentoring.naming import named_in
from mentoring.pairs import PairState
from mentoring.people import Person, Role
from mentoring.programmes import Programme
from mentoring.relay import Talk
from mentoring.safeguarding import Finding
from mentoring.safety import (
    CONTACTS_COUNT_FOR,
    MEDIUMS_COUNT_FOR,
    NOT_LOOKED_AT,
    Before,
    Stance,
    Verdict,
    judge,
)
from storage import audit, cases, concerns, duty, messages, pairs, people, programmes
from storage.concerns import NotedConcern, spans_of
from storage.messages import Place
from storage.outbox import Priority
from storage.tx import Tx
from storage.vault import KeyErased

HELP_SHOWN_FOR = timedelta(minutes=30)
"""How long what somebody reads at once is fresh: within it they get a line instead, unless it is graver now."""

_HELPERS = (Role.SAFEGUARDING_LEAD, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Noticed:
    """What was noticed in one message, and what was made of it. `case` is None when it is only noted."""

    concern: ConcernId
    case: CaseId | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Scene:
    """Who wrote something, in which programme, and to whom if that is certain."""

    programme: Programme
    person: Person | None
    talk: Talk | None

    @property
    def about(self) -> str | None:
        """What further concerns join: the pair, else the person; None for a stranger."""
        if self.talk is not None:
            return f"pair:{self.talk.pair.id}"
        return None if self.person is None else f"person:{self.person.id}"


def notice(tx: Tx, look: Look, now: datetime) -> Noticed | None:
    """Keep what was noticed in a message, tell the staff and answer its writer; None when there was nothing.

    What is seen again in the same words of the same message (an edit that changes
    nothing, a second try) is the concern that it was.
    """
    if look.is_quiet:
        return None
    place = Place(look.bot_id, look.chat_id, look.telegram_id)
    before = concerns.newest_at(tx, place)
    if before is not None and _says_the_same(tx, before, look):
        return Noticed(before.id, before.case_id, before.verdict)
    scene = _scene(tx, look, place)
    if scene is None or (scene.person is not None and scene.person.role.is_staff):
        return None
    verdict = _judge(tx, scene, look, now)
    case = _case(tx, scene, look, verdict, now)
    says_help = verdict.shows_help and not _is_fresh(tx, scene, verdict, now)
    key = _key(scene, case)
    concern = concerns.add(
        tx,
        programme=scene.programme.id,
        person=None if scene.person is None else scene.person.id,
        pair=None if scene.talk is None else scene.talk.pair.id,
        case=None if case is None else case.id,
        place=place,
        source=ConcernSource.UNSEEN if look.finding is None else look.source,
        verdict=verdict,
        finding=_finding(look),
        text=look.text,
        key_name=key,
        version=0 if before is None else before.version + 1,
        helped=says_help,
        now=now,
    )
    if case is not None:
        _write_down(tx, case, concern, verdict, look, now)
        _answer(tx, scene, look, verdict, case, now, in_full=says_help)
    return Noticed(concern, None if case is None else case.id, verdict)


def with_verdict(tx: Tx, incoming: Incoming, noticed: Noticed | None) -> Incoming:
    """Return a message with what was made of what was noticed in it."""
    if noticed is None:
        return incoming
    private = concerns.private_spans(tx, noticed.concern) if noticed.verdict.contacts is not None else ()
    return replace(
        incoming, verdict=noticed.verdict, concern=noticed.concern, case=noticed.case, private=tuple(private)
    )


def with_kept_verdict(tx: Tx, incoming: Incoming) -> Incoming:
    """Return a message that has waited with what was made of it when it was written."""
    kept = concerns.newest_at(tx, Place(incoming.bot_id, incoming.chat_id, incoming.telegram_id))
    return incoming if kept is None else with_verdict(tx, incoming, Noticed(kept.id, kept.case_id, kept.verdict))


def tell_partner(tx: Tx, case_id: CaseId, now: datetime) -> None:
    """Tell the mentor of a case's pair that an adult is helping; nothing once the case or the pair is closed."""
    case = cases.get(tx, case_id)
    pair = None if case is None or case.pair_id is None else pairs.get(tx, case.pair_id)
    if case is None or pair is None or not case.is_open or pair.state is PairState.CLOSED:
        return
    if any(event.kind is EventKind.PARTNER_TOLD for event in cases.record_of(tx, case.id)):
        return  # a graver word later is no news to them
    talk = pairs.talk_in(tx, pair.mentor_id, pair.id)
    if talk is None or not talk.sender.has_joined:
        return
    text = partner_card(talk.recipient.display_name, words_of(talk.sender))
    say(tx, chat_of(talk.sender), text, now=now, priority=Priority.PROMPT)
    cases.append(tx, case.id, EventKind.PARTNER_TOLD, actor=audit.SYSTEM, at=now)


def keep_out_named(tx: Tx, case: Case, text: str, now: datetime) -> None:
    """Keep those of the staff out of a case whom somebody names in it: it may be about them."""
    staff = {person.id: person.display_name for person in people.staff_of(tx, case.programme_id)}
    for who in sorted(named_in(text, staff)):
        if duty.keep_out(tx, case.id, who, duty.NAMED, now):
            facts: dict[str, Fact] = {"person": int(who), "why": duty.NAMED}
            cases.append(tx, case.id, EventKind.KEPT_OUT, actor=audit.SYSTEM, at=now, facts=facts)


def reader_of(tx: Tx, programme: Programme, now: datetime, case: Case | None = None) -> Reader:
    """Return who at school reads it now: by the rota, else the first of the leads (coordinators) who has joined.

    Nobody is named who must not hear of `case`; None for what is no case yet.
    """
    staff = people.staff_of(tx, programme.id)
    if case is not None:
        circle = circle_of(tx, case, programme)
        if case.is_about_staff:
            first = next((person for rank in circle.ranks for person in rank), None)
            return Reader(None if first is None else first.display_name)
        staff = [person for person in staff if person.id in circle.people]
    rota = duty.rota_of(tx, programme.id, programme.zone)
    if rota is not None and rota.spans:
        span = rota.on_duty(now)
        on_duty = [] if span is None else [span.lead, span.deputy]
        named = next((person for who in on_duty for person in staff if person.id == who), None)
        return Reader(None if named is None else named.display_name, is_on_duty=span is not None)
    for role in _HELPERS:
        for person in staff:
            if person.role is role:
                return Reader(person.display_name)
    return Reader(None)


def _scene(tx: Tx, look: Look, place: Place) -> _Scene | None:
    """Return who wrote to whom; None when there is no programme. An edit stays with the pair it was written in."""
    person = people.of_chat(tx, look.bot_id, look.chat_id)
    if person is None:
        # Nobody knows a stranger's school. Somebody must look all the same: the oldest programme with anybody there.
        known = programmes.everyone(tx)
        staffed = [programme for programme in known if people.staff_of(tx, programme.id)]
        return next((_Scene(programme, None, None) for programme in staffed or known), None)
    programme = programmes.get(tx, person.programme_id)
    if programme is None:
        return None
    own = messages.at_place(tx, place)
    answered = None if look.reply_to is None else messages.at_place(tx, Place(look.bot_id, look.chat_id, look.reply_to))
    talks = pairs.talks_of(tx, person.id)
    meant = address(talks, own or answered)
    ended = [talk for talk in meant if talk.pair.state is PairState.CLOSED]
    return _Scene(programme, person, meant[0] if len(meant) == 1 and not ended else None)


def _judge(tx: Tx, scene: _Scene, look: Look, now: datetime) -> Verdict:
    if look.finding is None:
        return NOT_LOOKED_AT
    seen = {concern.category: concern.severity for concern in look.finding.concerns}
    pair = None if scene.talk is None else scene.talk.pair.id
    before = Before(
        mediums=0 if pair is None else concerns.mediums_since(tx, pair, now - MEDIUMS_COUNT_FOR),
        contacts=0 if scene.person is None else concerns.contacts_since(tx, scene.person.id, now - CONTACTS_COUNT_FOR),
    )
    role = None if scene.person is None else scene.person.role
    return judge(scene.programme.rules.safety, seen, role, before, is_secretive=look.is_secretive)


def _case(tx: Tx, scene: _Scene, look: Look, verdict: Verdict, now: datetime) -> Case | None:
    if not verdict.opens_case:
        return None
    joined = cases.open_or_join(
        tx,
        about=scene.about or f"chat:{look.bot_id}:{look.chat_id}",
        programme=scene.programme.id,
        pair=None if scene.talk is None else scene.talk.pair.id,
        person=None if scene.person is None else scene.person.id,
        severity=verdict.severity,
        now=now,
    )
    keep_out_named(tx, joined.case, look.text, now)
    if joined.is_raised:
        tell_of_case(tx, joined.case, now)
    if joined.is_new and verdict.stance is Stance.UNSEEN:
        tell_of_unseen(tx, scene.programme, now)
    return joined.case


def _write_down(tx: Tx, case: Case, concern: ConcernId, verdict: Verdict, look: Look, now: datetime) -> None:
    finding = _finding(look)
    facts: dict[str, Fact] = {
        "concern": int(concern),
        "source": look.source.value,
        "severity": verdict.severity.word,
        "stance": verdict.stance.value,
        "categories": [category.value for category in finding.categories],
        "rules": [hit.rule for hit in finding.hits],
        "lexicon": finding.lexicon_version,
    }
    words_seen = {"text": look.text, "spans": spans_of(finding)}
    cases.append(tx, case.id, EventKind.CONCERN, actor=audit.SYSTEM, at=now, facts=facts, words=words_seen)


def _answer(
    tx: Tx,
    scene: _Scene,
    look: Look,
    verdict: Verdict,
    case: Case,
    now: datetime,
    *,
    in_full: bool,
) -> None:
    """Tell the writer at once what they must know. Of signs, and of what they are told elsewhere, nothing is said."""
    _ = words(best_language(look.language) if scene.person is None else scene.person.language)
    lines = helplines_of(scene.programme.rules)
    reader = reader_of(tx, scene.programme, now, case)
    partner = scene.talk.recipient.display_name if scene.talk is not None and verdict.withholds else None
    buttons: Buttons = ()
    match verdict.stance:
        case Stance.OWN_SAFETY if in_full:
            text, buttons = help_text(reader, lines, _, partner=partner), help_buttons(case.id, lines, _)
        case Stance.OWN_SAFETY:
            text = also_read_text(reader, _, partner=partner)
        case Stance.AGAINST:
            text = looked_at_text(partner, lines, _)
        case Stance.UNSEEN:
            text = unseen_text(partner, _)
        case Stance.SIGNS | Stance.CONTACT | Stance.NOTED:
            return
        case _:
            assert_never(verdict.stance)
    say(
        tx,
        Chat(look.bot_id, look.chat_id),
        text,
        now=now,
        answers=look.telegram_id,
        buttons=buttons,
        priority=Priority.ALERT if in_full else Priority.STAFF_REPLY,
    )
    facts: dict[str, Fact] = {"told": "help" if in_full else verdict.stance.value}
    cases.append(tx, case.id, EventKind.WRITER_TOLD, actor=audit.SYSTEM, at=now, facts=facts)


def _is_fresh(tx: Tx, scene: _Scene, verdict: Verdict, now: datetime) -> bool:
    return scene.person is not None and concerns.helped_since(
        tx, scene.person.id, now - HELP_SHOWN_FOR, verdict.severity
    )


def _key(scene: _Scene, case: Case | None) -> str:
    """Return the name of the key for what was written: a case outlives the chat, what is only noted does not."""
    if case is not None:
        return cases.key_name(case.id)
    if scene.talk is not None:
        return pairs.key_name(scene.talk.pair.id)
    return "house" if scene.person is None else f"person:{scene.person.id}"


def _says_the_same(tx: Tx, kept: NotedConcern, look: Look) -> bool:
    try:
        return concerns.text_of(tx, kept.id) == look.text
    except KeyErased:
        return False


def _finding(look: Look) -> Finding:
    return look.finding or Finding((), "")
