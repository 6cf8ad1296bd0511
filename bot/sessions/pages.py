"""What a person sees of a session: one message whose words and buttons change in place.

A button's data is `session:<verb>.<id>` and what the verb needs; while somebody plans one it is `plan:<draft>.<verb>`
and the choice. `bot/handlers/sessions.py` reads them all, and looks up whose thing it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.agreement.clause_words import label
from bot.pages import rows_of
from bot.sessions.session_words import described, length
from bot.speech import Button, Buttons
from bot.words import Words
from mentoring.agreement.clauses import Part
from mentoring.people import Person
from mentoring.sessions import Arrangement, Place, Proposal, Session, SessionState
from storage.session_drafts import Draft

DAYS_OFFERED = 8
HOURS_OFFERED = tuple(time(hour) for hour in (8, 10, 12, 13, 14, 15, 16, 17, 18))
LENGTHS_OFFERED = (30, 45, 60, 90)

_IN_A_ROW = 4
_HOURS_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Page:
    """Words and buttons of the one message."""

    text: str
    buttons: Buttons = ()

    def under(self, note: str) -> "Page":
        """Return the page with a sentence above it."""
        return Page(f"{note}\n\n{self.text}", self.buttons)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a page, whom the session is with, in which words, and when (aware, UTC)."""

    person: Person
    partner: Person
    words: Words
    now: datetime

    @property
    def today(self) -> date:
        """The day it is where the reader lives."""
        return self.now.astimezone(self.person.zone).date()


def plan_data(draft: Draft, verb: str, choice: object = "") -> str:
    """Return what a button of somebody's plan brings back."""
    return f"plan:{draft.id}.{verb}.{choice}"


def day_page(draft: Draft, reader: Reader, again: Arrangement | None) -> Page:
    """Ask for the day; `again` is the session that would follow the last one, None when there was none."""
    _, name = reader.words, reader.partner.display_name
    days = [reader.today + timedelta(days=n) for n in range(DAYS_OFFERED)]
    rows = _rows([Button(_.short_day(day), plan_data(draft, "day", day)) for day in days], _IN_A_ROW)
    if again is not None:
        moment = _.moment(again.starts_at, reader.person.zone, reader.now)
        rows.insert(0, [Button(_("Like last time: {moment}", moment=moment), plan_data(draft, "again"))])
    rows.append([Button(_("Another day"), plan_data(draft, "own", "day")), _never_mind(draft, _)])
    return Page(_("📅 On which day do you want to meet {name}?", name=name), rows)


def clock_page(draft: Draft, reader: Reader, hours: Sequence[time]) -> Page:
    """Ask for the time of day on the chosen day."""
    _ = reader.words
    assert draft.day is not None
    rows = _rows([Button(_.clock(at), plan_data(draft, "clock", f"{at:%H:%M}")) for at in hours], _HOURS_IN_A_ROW)
    rows.append([Button(_("Another time"), plan_data(draft, "own", "clock")), _back(draft, "day", _)])
    return Page(_("🕓 At what time? ({day})", day=_.day(draft.day, reader.today)), rows)


def length_page(draft: Draft, reader: Reader) -> Page:
    """Ask how long."""
    _ = reader.words
    rows = _rows([Button(length(n, _), plan_data(draft, "minutes", n)) for n in LENGTHS_OFFERED], 2)
    return Page(_("⏱ How long?"), [*rows, [_back(draft, "clock", _)]])


def place_page(draft: Draft, reader: Reader, places: Sequence[Place], agreed: Place | None) -> Page:
    """Ask where, of the `places` that the programme leaves; what the two agreed on comes first."""
    _ = reader.words
    named = sorted((place for place in places if place is not Place.OTHER), key=lambda place: place is not agreed)
    rows = rows_of([Button(label(Part.WHERE, place, _), plan_data(draft, "place", place)) for place in named])
    elsewhere = [Button(_("Somewhere else"), plan_data(draft, "own", "place"))] if Place.OTHER in places else []
    return Page(_("📍 Where?"), [*rows, [*elsewhere, _back(draft, "minutes", _)]])


def own_words_page(draft: Draft, reader: Reader, what: str) -> Page:
    """Ask for a day, a time or a place in the reader's own words: the next message that they write."""
    _, name = reader.words, reader.partner.display_name
    question = {
        "day": _(
            "Write me the day, for example: {example}", example=_.day(reader.today + timedelta(days=5), reader.today)
        ),
        "clock": _("Write me the time, for example: {example}", example=_.clock(time(16, 30))),
        "place": _("Write me the place, in a few words."),
    }[what]
    note = _("Your next message goes into the plan, not to {name}.", name=name)
    return Page(f"✏️ {question}\n\n{note}", [[_back(draft, what, _)]])


def check_page(draft: Draft, arrangement: Arrangement, reader: Reader) -> Page:
    """Show what will be proposed."""
    _, name = reader.words, reader.partner.display_name
    text = described(arrangement, reader.person, reader.partner, _, reader.now)
    question = _("Shall I ask {name} this?", name=name)
    send = Button(_("✓ Send to {name}", name=name), plan_data(draft, "send"))
    return Page(
        f"{question}\n\n{text}",
        [[send], [_back(draft, "day", _, _("Change")), _never_mind(draft, _)]],
    )


def offer_page(session: Session, proposal: Proposal, reader: Reader) -> Page:
    """Show a proposal to the one who answers it."""
    _, name = reader.words, reader.partner.display_name
    lines = [described(proposal.arrangement, reader.person, reader.partner, _, reader.now)]
    if session.state is SessionState.AGREED:
        before = _.moment(session.arrangement.starts_at, reader.person.zone, reader.now)
        lines.insert(0, _("{name} would like to move your session ({moment}):", name=name, moment=before))
    else:
        lines.insert(0, _("{name} would like to meet you:", name=name))
    no = _("No, as it was") if session.state is SessionState.AGREED else _("No")
    return Page(
        "\n\n".join(lines),
        [
            [Button(_("✓ Yes"), f"session:yes.{proposal.id}")],
            [Button(_("Another time"), f"session:other.{session.id}"), Button(no, f"session:no.{proposal.id}")],
        ],
    )


def session_page(session: Session, proposal: Proposal | None, reader: Reader) -> Page:
    """Show where a session stands, and what can be done about it."""
    _, name = reader.words, reader.partner.display_name
    if proposal is not None and proposal.by != reader.person.id:
        return offer_page(session, proposal, reader)
    text = described(
        session.arrangement if proposal is None else proposal.arrangement, reader.person, reader.partner, _, reader.now
    )
    move, call_off = Button(_("Move it"), f"session:other.{session.id}"), f"session:off.{session.id}"
    match session.state:
        case SessionState.AGREED if proposal is not None:
            before = _.moment(session.arrangement.starts_at, reader.person.zone, reader.now)
            note = _("You asked {name} to move your session ({moment}):", name=name, moment=before)
            return Page(f"{note}\n\n{text}", [[move, Button(_("Call it off"), call_off)]])
        case SessionState.PROPOSED:
            note = _("You asked {name}, and there is no answer yet:", name=name)
            return Page(f"{note}\n\n{text}", [[move, Button(_("Take it back"), call_off)]])
        case SessionState.AGREED:
            note = _("🤝 You meet {name}:", name=name)
            return Page(f"{note}\n\n{text}", [[move, Button(_("Call it off"), call_off)]])
        case SessionState.DECLINED:
            note = _("This will not happen:")
            return Page(f"{note}\n\n{text}", [[Button(_("Another time"), f"session:new.{session.pair_id}")]])
        case SessionState.CANCELLED:
            note = _("This session is called off:")
            return Page(f"{note}\n\n{text}", [[Button(_("Another time"), f"session:new.{session.pair_id}")]])


def list_page(sessions: Sequence[Session], reader: Reader) -> Page:
    """Show the sessions to come, one button for each."""
    _, name = reader.words, reader.partner.display_name
    rows = [
        [
            Button(
                ("🤝 " if session.state is SessionState.AGREED else "❔ ")
                + _.moment(session.arrangement.starts_at, reader.person.zone, reader.now),
                f"session:show.{session.id}",
            )
        ]
        for session in sessions
    ]
    rows.append([Button(_("Plan another one"), f"session:new.{sessions[0].pair_id}")])
    return Page(_("Your sessions with {name}:", name=name), rows)


def call_off_page(session: Session, reader: Reader, rule: str | None) -> Page:
    """Ask once more before a session is called off, and show what the two signed about it."""
    _, name = reader.words, reader.partner.display_name
    text = described(session.arrangement, reader.person, reader.partner, _, reader.now)
    paragraphs = [_("Call this off? I tell {name}.", name=name), text]
    if rule is not None:
        paragraphs.append(signed_rule(rule, _))
    return Page(
        "\n\n".join(paragraphs),
        [
            [Button(_("Move it"), f"session:other.{session.id}")],
            [
                Button(_("Call it off"), f"session:gone.{session.id}"),
                Button(_("Keep it"), f"session:show.{session.id}"),
            ],
        ],
    )


def signed_rule(rule: str, in_words: Words) -> str:
    """Return what the two signed about the one who cannot come."""
    _ = in_words
    return _("You both signed: “{rule}”", rule=rule)


def reminder_page(session: Session, reader: Reader) -> Page:
    """Remind of a session."""
    _, name = reader.words, reader.partner.display_name
    text = described(session.arrangement, reader.person, reader.partner, _, reader.now)
    note = _("🔔 You meet {name}:", name=name)
    return Page(
        f"{note}\n\n{text}",
        [[Button(_("I can't come"), f"session:off.{session.id}")]],
    )


def question_page(session: Session, reader: Reader) -> Page:
    """Ask whether a session happened: one tap."""
    _, name = reader.words, reader.partner.display_name
    moment = _.moment(session.arrangement.starts_at, reader.person.zone, reader.now)
    answers = ((_("👍 Yes"), "yes"), (_("No"), "no"), (_("We moved it"), "moved"))
    return Page(
        _("Did you and {name} meet? ({moment})", name=name, moment=moment),
        [[Button(text, f"session:held.{session.id}.{happened}") for text, happened in answers]],
    )


def _rows(buttons: Sequence[Button], in_a_row: int) -> list[list[Button]]:
    return [list(buttons[first : first + in_a_row]) for first in range(0, len(buttons), in_a_row)]


def _back(draft: Draft, step: str, in_words: Words, text: str | None = None) -> Button:
    _ = in_words
    return Button(text or _("‹ Back"), plan_data(draft, "step", step))


def _never_mind(draft: Draft, in_words: Words) -> Button:
    _ = in_words
    return Button(_("Never mind"), plan_data(draft, "drop"))
