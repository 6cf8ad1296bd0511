"""The buttons of a case's card: have it, act, open, refer, close. Only for safeguarding leads and who was called."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from telegram import Update

from bot import drilling
from bot.about_staff import mark, whom_page
from bot.alerts import refresh
from bot.case_card import OUTCOMES, REASONS, REFERRED_TO, VERDICTS, card, heading
from bot.case_circle import may_work
from bot.case_reading import WHY, ask_for_paper, release, send_file_of, send_words
from bot.context import BotContext
from bot.feedback import learn_from
from bot.handlers.buttons import Press, as_id, press_of
from bot.speech import Button, Buttons, Chat, change, chat_of, say, words_of
from bot.telling_of_reading import keep_back, tell_after_all, telling_page, why_not_page
from bot.words import Words, words
from mentoring.case_record import Fact
from mentoring.cases import Case, CaseId, CaseKind, CaseState, EventKind, move_case
from mentoring.closing import Closing, Outcome, Reason, ReferredTo, Verdict, may_close
from mentoring.people import Person
from mentoring.relay import MessageId
from storage import alerts, cases, closings, ladders, people, programmes
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class _Desk:
    """Somebody who may work a case, where they pressed, and the words in which that place is spoken to."""

    person: Person
    case: Case
    press: Press
    words: Words
    now: datetime

    @property
    def actor(self) -> str:
        """What the record calls them."""
        return f"person:{self.person.id}"


_Page = tuple[str, Buttons]


async def case_pressed(update: Update, context: BotContext) -> None:
    """A button of a case was pressed (`case:id.act` and what was chosen): for who may not, nothing happens."""
    press = await press_of(update, context)
    case_id, *said = press.subject.split(".")

    def act(tx: Tx) -> None:
        desk = _desk(tx, press, as_id(case_id), context.now)
        do = _ACTS.get(said[0]) if said else None
        if desk is None or do is None or (desk.case.kind is not CaseKind.REAL and do is not _take):
            return
        page = do(tx, desk, said[1:])
        if page is not None:
            change(tx, press.chat, press.bubble, page[0], now=context.now, buttons=page[1])

    await context.act(act)


def _desk(tx: Tx, press: Press, case_id: int | None, now: datetime) -> _Desk | None:
    """Return the desk of who pressed; None when there is no such case, it is not theirs to work, or not here.

    Who somebody is says our own table, never the group: anybody may be in it (case 50).
    """
    person = people.of_chat(tx, press.chat.bot_id, press.by)
    case = None if case_id is None else cases.get(tx, CaseId(case_id))
    if person is None or case is None or case.programme_id != person.programme_id:
        return None
    programme = programmes.get(tx, case.programme_id)
    if programme is None or not may_work(tx, person, case, programme):
        return None
    if press.chat.chat_id == press.by:
        return _Desk(person, case, press, words_of(person), now)
    at_the_group = press.chat.chat_id == programme.staff_chat_id
    return _Desk(person, case, press, words(programme.language), now) if at_the_group else None


# --- what is done ---------------------------------------------------------------------------------------------------


def _take(tx: Tx, desk: _Desk, _said: Sequence[str]) -> _Page | None:
    if desk.case.kind is CaseKind.DRILL:
        drilling.take(tx, desk.case, desk.person, desk.now)
        return None
    stopped = ladders.stop(tx, desk.case.id)
    if desk.case.state is CaseState.NEW:
        return _move(tx, desk, CaseState.ACKNOWLEDGED)
    if stopped:
        cases.append(tx, desk.case.id, EventKind.NOTE, actor=desk.actor, at=desk.now, facts={"pressed": "take"})
    return _as_it_stands(tx, desk)


def _act(tx: Tx, desk: _Desk, _said: Sequence[str]) -> _Page | None:
    return _move(tx, desk, CaseState.ACTING)


def _refer(tx: Tx, desk: _Desk, said: Sequence[str]) -> _Page | None:
    _ = desk.words
    where = _chosen(ReferredTo, said)
    if where is None:
        text, choices = _asked(desk, _("To whom was it referred?"), "refer", REFERRED_TO.items())
        *rows, back = choices
        return text, [*rows, [Button(_("This is about one of us"), f"case:{desk.case.id}.us")], back]
    return _move(tx, desk, CaseState.REFERRED, {"referred_to": where.value})


def _close(tx: Tx, desk: _Desk, said: Sequence[str]) -> _Page | None:
    """Ask how it ended, whether it was real, and why not; then close it, or ask for a second person."""
    _ = desk.words
    if not isinstance(move_case(desk.case, CaseState.CLOSED), CaseState) or not desk.case.is_open:
        return _as_it_stands(tx, desk)
    outcome, verdict, reason = _chosen(Outcome, said), _chosen(Verdict, said[1:]), _chosen(Reason, said[2:])
    if outcome is None:
        return _asked(desk, _("How did it end?"), "close", OUTCOMES.items())
    if verdict is None:
        return _asked(desk, _("Was the concern real?"), f"close.{outcome}", VERDICTS.items())
    if verdict is Verdict.REAL:
        reason = None
    elif reason is None:
        return _asked(desk, _("What was it instead?"), f"close.{outcome}.{verdict}", REASONS.items())
    closing = Closing(outcome, verdict, reason)
    if may_close(desk.case, desk.person.id, None):
        return _closed(tx, desk, closing, _told(closing))
    closings.ask(tx, desk.case.id, desk.person.id, closing, desk.now)
    kind = EventKind.CLOSING_ASKED
    cases.append(tx, desk.case.id, kind, actor=desk.actor, at=desk.now, facts=_told(closing))
    return _as_it_stands(tx, desk)


def _agree(tx: Tx, desk: _Desk, _said: Sequence[str]) -> _Page | None:
    asked = closings.of_case(tx, desk.case.id)
    if asked is None:
        return _as_it_stands(tx, desk)
    if not may_close(desk.case, desk.person.id, asked.person_id):
        return None  # their own wish: somebody else has to agree
    facts = _told(asked.closing) | {"asked_by": f"person:{asked.person_id}"}
    return _closed(tx, desk, asked.closing, facts)


def _closed(tx: Tx, desk: _Desk, closing: Closing, facts: Mapping[str, Fact]) -> _Page | None:
    page = _move(tx, desk, CaseState.CLOSED, facts)
    learn_from(tx, desk.case, closing, desk.person, desk.now)
    return page


def _keep(tx: Tx, desk: _Desk, _said: Sequence[str]) -> _Page | None:
    if closings.of_case(tx, desk.case.id) is not None:
        closings.drop(tx, desk.case.id)
        cases.append(tx, desk.case.id, EventKind.KEPT_OPEN, actor=desk.actor, at=desk.now)
    return _as_it_stands(tx, desk)


def _open(_tx: Tx, desk: _Desk, _said: Sequence[str]) -> _Page | None:
    _ = desk.words
    return _asked(desk, _("Why do you need to read it? That you read it is noted."), "read", WHY.items())


def _read(tx: Tx, desk: _Desk, said: Sequence[str]) -> _Page | None:
    why = said[0] if said else ""
    if why == "export":
        send_file_of(tx, desk.case, desk.person, desk.now)
    elif why == "paper":
        ask_for_paper(tx, desk.case, desk.person, desk.now)
    elif why in WHY:
        send_words(tx, desk.case, desk.person, why, desk.now)
    return _as_it_stands(tx, desk)


def _release(tx: Tx, desk: _Desk, said: Sequence[str]) -> _Page | None:
    message = as_id(said[0]) if said else None
    text = None if message is None else release(tx, desk.case, desk.person, MessageId(message), desk.now)
    return None if text is None else (text, ())


def _about_us(tx: Tx, desk: _Desk, said: Sequence[str]) -> _Page | None:
    """Ask whom of the staff it is about, where nobody else reads it; then let it go to the head."""
    whom = as_id(said[0]) if said else None
    if desk.press.chat.chat_id != desk.press.by:
        text, buttons = whom_page(tx, desk.case, words_of(desk.person))
        say(tx, chat_of(desk.person), text, now=desk.now, buttons=buttons)
        return _as_it_stands(tx, desk)
    if whom is None:
        return whom_page(tx, desk.case, desk.words)
    if not mark(tx, desk.case, desk.person, whom, desk.now):
        return None
    _ = desk.words
    return _("Thank you. The case goes to whom it has to go to, and you hear no more of it here."), ()


def _tell(tx: Tx, desk: _Desk, said: Sequence[str]) -> _Page | None:
    """Say whether the pair is told that its words were read: not yet, for a reason, or now."""
    match list(said):
        case ["not"]:
            return why_not_page(desk.case, desk.words)
        case ["not", why]:
            keep_back(tx, desk.case, desk.person, why, desk.now)
        case ["now"]:
            tell_after_all(tx, desk.case, desk.now)
        case _:
            pass
    return telling_page(tx, desk.case, desk.words, desk.now)


def _show(tx: Tx, desk: _Desk, _said: Sequence[str]) -> _Page | None:
    return card(tx, desk.case, desk.words)


def _show_below(tx: Tx, desk: _Desk, _said: Sequence[str]) -> _Page | None:
    """Show the card of one case of a list; the list stays, and goes on saying how each of them stands."""
    text, buttons = card(tx, desk.case, desk.words)
    say(tx, desk.press.chat, text, now=desk.now, buttons=buttons, quietly=True)
    return None


_ACTS: Mapping[str, Callable[[Tx, _Desk, Sequence[str]], _Page | None]] = {
    "take": _take,
    "acting": _act,
    "refer": _refer,
    "close": _close,
    "agree": _agree,
    "keep": _keep,
    "open": _open,
    "read": _read,
    "release": _release,
    "us": _about_us,
    "tell": _tell,
    "card": _show,
    "show": _show_below,
}


# --- how it is done -------------------------------------------------------------------------------------------------

_Choice = TypeVar("_Choice", bound=StrEnum)


def _chosen(kind: type[_Choice], said: Sequence[str]) -> _Choice | None:
    """Return the first thing said as one of a kind; None when nothing was said, or something that is none."""
    return next((choice for choice in kind if said and choice.value == said[0]), None)


def _asked(desk: _Desk, question: str, so_far: str, choices: Iterable[tuple[str, str]]) -> _Page:
    """Return a question with its choices; what was chosen before stands in the buttons, so nothing is remembered."""
    _ = desk.words
    name = f"case:{desk.case.id}"
    rows = [[Button(desk.words(label), f"{name}.{so_far}.{choice}")] for choice, label in choices]
    back = [Button(_("‹ Back"), f"{name}.card")]
    return f"{heading(desk.case, desk.words)}\n{question}", [*rows, back]


def _move(tx: Tx, desk: _Desk, wanted: CaseState, facts: Mapping[str, Fact] | None = None) -> _Page | None:
    """Bring the case into a state when it may go there, and stop calling people about it."""
    if desk.case.state is not wanted and isinstance(move_case(desk.case, wanted), CaseState):
        ladders.stop(tx, desk.case.id)
        closings.drop(tx, desk.case.id)
        cases.set_state(tx, desk.case.id, wanted, actor=desk.actor, now=desk.now, facts=facts)
    return _as_it_stands(tx, desk)


def _as_it_stands(tx: Tx, desk: _Desk) -> _Page | None:
    """Bring all cards up to date, and return the page for the pressed one where it is none of those."""
    case = cases.get(tx, desk.case.id)
    assert case is not None
    refresh(tx, case, desk.now)
    chat: Chat = desk.press.chat
    cards = {(alert.bot_id, alert.chat_id, alert.card_id) for alert in alerts.of_case(tx, case.id)}
    is_card = (chat.bot_id, chat.chat_id, desk.press.bubble) in cards
    return None if is_card else card(tx, case, desk.words)


def _told(closing: Closing) -> dict[str, Fact]:
    reason = None if closing.reason is None else closing.reason.value
    return {"outcome": closing.outcome.value, "verdict": closing.verdict.value, "reason": reason}
