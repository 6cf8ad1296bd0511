"""The one menu: what waits first, then everything there is for a role; a message that changes in place.

Two lists are open to whoever builds something that people do here: `WAITING`, what waits for somebody, and `SECTIONS`,
where the menu leads to. A section's button brings back whatever its owner's handler listens to, and that handler shows
its page in the same bubble, with the button `bot.pages.to_the_menu` to come back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import waiting
from bot.agreement.presses import page_of_pair
from bot.case_card import heading
from bot.case_circle import workable
from bot.check_ins.by_hand import check_in_waiting
from bot.goals.waiting import goals_waiting
from bot.helplines import helplines_of
from bot.pages import Page, rows_of, to_the_menu
from bot.pair_rules import pair_rules_text
from bot.pauses import own_break_buttons
from bot.safety_words import call_text
from bot.sessions.news import reader_of
from bot.sessions.pages import list_page
from bot.sessions.session_words import described
from bot.speech import Button, words_of
from bot.start_point.showing import unfinished as unfinished_start_point
from bot.waiting import Waiting, Waits
from bot.words import Words, deferred
from mentoring.cases import CaseState
from mentoring.pairs import OPEN_STATES, PairId, PairState
from mentoring.people import Person, Role
from mentoring.relay import Talk, may_talk
from storage import agreements, asked, hours, pairs, people, programmes, sessions
from storage.pairs import key_name
from storage.tx import Tx

WAITING: Sequence[Waits] = (
    waiting.new_cases,
    waiting.answers_owed,
    check_in_waiting,
    waiting.sessions_proposed,
    waiting.agreements_waiting,
    goals_waiting,
    unfinished_start_point,
    waiting.open_tasks,
)
"""What may wait for somebody, in the order in which it is shown."""

_MEMBERS = frozenset({Role.MENTEE, Role.MENTOR})
_STAFF = frozenset({Role.COORDINATOR, Role.SAFEGUARDING_LEAD})
_MENTEE, _LEAD = frozenset({Role.MENTEE}), frozenset({Role.SAFEGUARDING_LEAD})


@dataclass(frozen=True, slots=True)
class Section:
    """Where the menu leads: a label (12 characters stand beside another), what its button brings back, for whom."""

    label: str
    data: str
    roles: frozenset[Role] = _MEMBERS


SECTIONS: Sequence[Section] = (
    Section(deferred("💬 Check-in"), "ci:here"),
    Section(deferred("🎯 Goals"), "goal:list"),
    Section(deferred("🏆 Wins"), "win:wall"),
    Section(deferred("📔 My journal"), "jour:home"),
    Section(deferred("🗺 Start point"), "sp:home", _MENTEE),
    Section(deferred("🃏 Cards"), "cards:home"),
    Section(deferred("🤝 My pair"), "menu:pair"),
    Section(deferred("📋 Tasks"), "tasks:0", _STAFF),
    Section(deferred("🤝 Pairs"), "menu:pairs", _STAFF),
    Section(deferred("🛟 Cases"), "menu:cases", _LEAD),
    Section(deferred("🙋 Help"), "menu:help", _MEMBERS | _STAFF),
)
"""Where the menu leads, in the order in which it is shown."""

_WAITING_SHOWN = 2
_NAMED = 20
"""How many pairs or cases one page names."""


def home(tx: Tx, person: Person, now: datetime) -> Page:
    """Return the menu itself."""
    _ = words_of(person)
    waits = everything_waiting(tx, person, now)
    talks = [] if person.role.is_staff else pairs.talks_of(tx, person.id)
    writable = [talk for talk in talks if may_talk(talk) is None]
    text = [_("👋 {name}, here is everything.", name=person.display_name)]
    if not waits:
        text.append(
            _("Nothing waits for you right now. 🌿 Look around, or just write.")
            if writable
            else _("Nothing waits for you right now. 🌿")
        )
    if writable and asked.of(tx, person.id, now) is None:
        text.append(_where_words_go(writable, _))
    elif not writable and any(talk.pair.state is PairState.PAUSED for talk in talks):
        text.append(_("🌙 You two are on a break."))
    if waits:
        text.append(_.plural("{count} thing waits for you:", "{count} things wait for you:", len(waits)))
    shown = waits[: _WAITING_SHOWN if len(waits) > _WAITING_SHOWN + 1 else _WAITING_SHOWN + 1]
    rows = [[Button(each.label, each.data)] for each in shown]
    left = len(waits) - len(shown)
    if left:
        rows.append([Button(_.plural("… and {count} more", "… and {count} more", left), "menu:waiting")])
    sections = [Button(_(each.label), each.data) for each in SECTIONS if person.role in each.roles]
    return Page("\n\n".join(text), [*rows, *rows_of(sections)])


def page(tx: Tx, person: Person, name: str, pair: int | None, now: datetime) -> Page:
    """Return what a press on `menu:<name>.<pair>` shows. What is forged, or no longer there, shows the menu itself."""
    talk = None if pair is None else pairs.talk_in(tx, person.id, PairId(pair))
    match name:
        case "waiting":
            return _waiting_page(tx, person, now)
        case "help":
            return _help_page(tx, person)
        case "pair" if not person.role.is_staff:
            return _my_pair(tx, person, now) if talk is None else _pair_page(tx, talk, now)
        case "meet" if talk is not None:
            return _sessions_page(tx, talk, now)
        case "agreed" if talk is not None:
            return _agreement_page(tx, talk, now)
        case "pairs" if person.role.is_staff:
            return _pairs_page(tx, person)
        case "cases" if person.role is Role.SAFEGUARDING_LEAD:
            return _cases_page(tx, person)
        case _:
            return home(tx, person, now)


def everything_waiting(tx: Tx, person: Person, now: datetime) -> list[Waiting]:
    """Return all that waits for a person, in order."""
    return [each for waits in WAITING for each in waits(tx, person, now)]


def _where_words_go(writable: Sequence[Talk], in_words: Words) -> str:
    """Say to whom a plain message goes, of those whom its writer may write to."""
    _ = in_words
    if len(writable) == 1:
        return _("What you write here still goes to {name}.", name=writable[0].recipient.display_name)
    return _("What you write here still goes to your mentees: I ask you to whom.")


def _waiting_page(tx: Tx, person: Person, now: datetime) -> Page:
    _ = words_of(person)
    waits = everything_waiting(tx, person, now)
    if not waits:
        return home(tx, person, now)
    text = _.plural("{count} thing waits for you:", "{count} things wait for you:", len(waits))
    rows = [[Button(each.label, each.data)] for each in waits[:_NAMED]]
    return Page(text, [*rows, [to_the_menu(_)]])


def _help_page(tx: Tx, person: Person) -> Page:
    _ = words_of(person)
    programme = programmes.get(tx, person.programme_id)
    if person.role.is_staff:
        text = _("You hear from me when a pair or a case needs you. /help shows all that I can do.")
        return Page(text, [[to_the_menu(_)]])
    text = _("🙋 You are not alone with it. Whom would you like to reach?")
    if programme is not None:
        text += "\n\n" + call_text(helplines_of(programme.rules), _)
    buttons = [
        [Button(_("I want to talk to a person"), "human:help")],
        [Button(_("I am worried about somebody"), "worry:new")],
        [to_the_menu(_)],
    ]
    return Page(text, buttons)


def _my_pair(tx: Tx, person: Person, now: datetime) -> Page:
    """Return the page of somebody's pair; of several, the question which."""
    _ = words_of(person)
    talks = [talk for talk in pairs.talks_of(tx, person.id) if talk.pair.state in OPEN_STATES]
    if len(talks) == 1:
        return _pair_page(tx, talks[0], now)
    if not talks:
        text = _("You have no partner yet. Your coordinator is looking for one who fits, and I will tell you.")
        return Page(text, [[to_the_menu(_)]])
    buttons = [Button(talk.recipient.display_name, f"menu:pair.{talk.pair.id}") for talk in talks]
    return Page(_("🤝 Which pair?"), [*rows_of(buttons), [to_the_menu(_)]])


def _pair_page(tx: Tx, talk: Talk, now: datetime) -> Page:
    _ = words_of(talk.sender)
    reader = reader_of(talk, now)
    coming = sessions.coming(tx, talk.pair.id, now)
    if coming:
        session = described(coming[0].arrangement, reader.person, reader.partner, _, now)
        meeting = _("Your next session:") + "\n" + session
    else:
        meeting = _("📅 No session is planned yet.")
    rules = pair_rules_text(talk, hours.hours_of(tx, talk.sender.id, talk.pair.id), _, now)
    text = [rules, meeting]
    if agreements.open_of(tx, talk.pair.id) is not None:
        text.append(_("✍️ There is an agreement that you have not finished."))
    if talk.pair.state is PairState.PAUSED:
        text.insert(0, _("🌙 You two are on a break."))
    buttons = [
        Button(_("📅 Sessions"), f"menu:meet.{talk.pair.id}"),
        Button(_("📜 Agreement"), f"menu:agreed.{talk.pair.id}"),
    ]
    page = Page("\n\n".join(text), rows_of(buttons), key_name(talk.pair.id))
    return page.with_row(*own_break_buttons(tx, talk)).with_row(to_the_menu(_))


def _sessions_page(tx: Tx, talk: Talk, now: datetime) -> Page:
    _ = words_of(talk.sender)
    coming = sessions.coming(tx, talk.pair.id, now)
    plan = [Button(_("Plan a session"), f"session:new.{talk.pair.id}")]
    if not coming:
        text = _("📅 No session is planned yet.")
        return Page(text, [plan, [_to_the_pair(talk)]])
    listed = list_page(coming, reader_of(talk, now))
    return Page(listed.text, [*listed.buttons, [_to_the_pair(talk)]], key_name(talk.pair.id))


def _agreement_page(tx: Tx, talk: Talk, now: datetime) -> Page:
    found = page_of_pair(tx, talk, now)
    return Page(found.text, [*found.buttons, [_to_the_pair(talk)]], key_name(talk.pair.id))


def _to_the_pair(talk: Talk) -> Button:
    _ = words_of(talk.sender)
    return Button(_("‹ Back"), f"menu:pair.{talk.pair.id}")


def _pairs_page(tx: Tx, person: Person) -> Page:
    """Return the pairs of a programme, for its staff: who, and where they stand; nothing of what they write."""
    _ = words_of(person)
    states = {
        PairState.PROPOSED: _("proposed"),
        PairState.NEGOTIATING: _("getting started"),
        PairState.ACTIVE: _("writing to each other"),
        PairState.PAUSED: _("on a break"),
        PairState.CLOSING: _("coming to an end"),
    }
    found = [pair for pair in pairs.of_programme(tx, person.programme_id) if pair.state in OPEN_STATES]
    if not found:
        return Page(_("There is no pair yet. Make the first one in the console."), [[to_the_menu(_)]])
    names = {each.id: each.display_name for each in people.of_programme(tx, person.programme_id)}
    lines = [f"· {names[pair.mentee_id]} – {names[pair.mentor_id]}: {states[pair.state]}" for pair in found[:_NAMED]]
    left = len(found) - len(lines)
    if left:
        lines.append(_.plural("… and {count} more", "… and {count} more", left))
    text = _.plural("🤝 {count} pair:", "🤝 {count} pairs:", len(found)) + "\n" + "\n".join(lines)
    return Page(text, [[to_the_menu(_)]])


def _cases_page(tx: Tx, person: Person) -> Page:
    """Return the open cases that are theirs to work: number and severity, as a push says them."""
    _ = words_of(person)
    states = {state for state in CaseState if state is not CaseState.CLOSED}
    found = workable(tx, person, states=states, limit=_NAMED)
    if not found:
        return Page(_("No case is open. 🌿"), [[to_the_menu(_)]])
    lines = [heading(case, _) for case in found]
    note = _("You find each card where you were told of it, and all of them in the console.")
    return Page("\n".join(lines) + f"\n\n{note}", [[to_the_menu(_)]])
