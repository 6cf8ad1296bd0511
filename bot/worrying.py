"""Being worried about somebody: by buttons, in four taps, and one line if they like; the other side notices nothing."""

from datetime import datetime, timedelta

from bot.alerts import tell_of_case
from bot.asking import Taken
from bot.helplines import helplines_of
from bot.incoming import Incoming
from bot.noticing import keep_out_named, reader_of
from bot.pages import Page
from bot.reported_concerns import write_into
from bot.safety_words import call_text
from bot.speech import Button, Buttons, Chat, say, words_of
from bot.words import Words, deferred
from mentoring.case_record import Fact
from mentoring.cases import Case, ConcernSource, EventKind
from mentoring.pairs import PairState
from mentoring.people import Person, PersonId
from mentoring.programmes import Programme
from mentoring.relay import Talk
from mentoring.safeguarding import Severity
from storage import asked, cases, duty, pairs, people, programmes, reports
from storage.asked import Asked
from storage.reports import Report, ReportId
from storage.tx import Tx

LINE = "worried_line"
"""What a person is asked to write once they have said what they are worried about."""

LINE_AWAITED = timedelta(minutes=15)

STAFF = "staff"
"""What a report says of whom it is about when it is somebody who works at the school; then comes a `.` and who."""

ABOUT = {
    "me": deferred("Me"),
    "other": deferred("Somebody else"),
    STAFF: deferred("Somebody who works at my school"),
}
WHAT = {
    "hurt": deferred("Somebody could get hurt"),
    "self": deferred("Somebody could hurt themselves"),
    "mean": deferred("Mean or threatening words"),
    "asks": deferred("Asking for pictures, secrets or to meet"),
    "home": deferred("Something at home"),
    "else": deferred("Something else"),
}
URGENCY = {
    "now": deferred("Now: somebody is in danger"),
    "today": deferred("Today"),
    "later": deferred("It can wait a few days"),
}
_SEVERITIES = {"now": Severity.CRITICAL, "today": Severity.HIGH, "later": Severity.MEDIUM}


def ask_about(tx: Tx, chat: Chat, person: Person, now: datetime) -> None:
    """Begin a report: whom is it about?"""
    report = reports.begin(tx, person.id, now)
    _ = words_of(person)
    programme = programmes.get(tx, person.programme_id)
    partners = [
        Button(talk.recipient.display_name, f"worry:{report}.about.{talk.pair.id}") for talk in _talks(tx, person)
    ]
    me, other, staff = (Button(_(label), f"worry:{report}.about.{name}") for name, label in ABOUT.items())
    text = _("Whom are you worried about? Only the people at school who can help will read this. Nobody else notices.")
    if programme is not None:
        text += "\n\n" + call_text(helplines_of(programme.rules), _)
    say(tx, chat, text, now=now, buttons=[[button] for button in (me, *partners, other, staff)])


def next_page(
    tx: Tx, person: Person, report: Report, answer: str, said: str, now: datetime
) -> tuple[str, Buttons] | None:
    """Note an answer (`said` to the question `answer`) and return what to ask next; None when it makes no sense."""
    _ = words_of(person)
    if report.case_id is not None:
        return None
    if answer == "about" and report.about is None:
        talk = next((talk for talk in _talks(tx, person) if str(talk.pair.id) == said), None)
        if talk is None and said not in ABOUT:
            return None
        own = _talks(tx, person)
        concerned = talk or (own[0] if said == "me" and len(own) == 1 else None)
        reports.say_about(
            tx, report.id, said if talk is None else "partner", None if concerned is None else concerned.pair.id
        )
        if said == STAFF:
            return _who_page(tx, person, report)
        return _("What is it about?"), _choices(report.id, "what", WHAT, _)
    if answer == "who" and report.about == STAFF:
        known = [str(each.id) for each in people.staff_of(tx, person.programme_id)]
        reports.say_about(tx, report.id, f"{STAFF}.{said if said in known else 0}", None)
        return _("What is it about?"), _choices(report.id, "what", WHAT, _)
    if answer == "what" and said in WHAT and report.about not in (None, STAFF) and report.what is None:
        reports.say_what(tx, report.id, said)
        return _("How urgent is it?"), _choices(report.id, "urgency", URGENCY, _)
    if answer == "urgency" and said in URGENCY and report.what is not None:
        return _send(tx, person, report, said, now)
    return None


def _who_page(tx: Tx, person: Person, report: Report) -> tuple[str, Buttons]:
    """Ask who of the staff it is about, so that they are the one who does not hear of it."""
    _ = words_of(person)
    name = f"worry:{report.id}.who"
    named = [[Button(each.display_name, f"{name}.{each.id}")] for each in people.staff_of(tx, person.programme_id)]
    text = _("Who is it? They will not hear of this. Only the person above them will.")
    return text, [*named, [Button(_("Somebody else at school"), f"{name}.0")]]


def take_line(tx: Tx, person: Person, incoming: Incoming, waiting: Asked, now: datetime) -> Taken | None:
    """Put the line that was asked for into the case."""
    report = reports.get(tx, ReportId(waiting.subject))
    if report is None or report.case_id is None:
        return None
    asked.forget(tx, person.id)
    words = {"text": incoming.content.text}
    actor = f"person:{person.id}"
    facts: dict[str, Fact] = {"report": int(report.id)}
    cases.append(tx, report.case_id, EventKind.NOTE, actor=actor, at=now, facts=facts, words=words)
    case = cases.get(tx, report.case_id)
    if case is not None:
        keep_out_named(tx, case, incoming.content.text, now)
    _ = words_of(person)
    return Taken(Page(_("Thank you. This is only for the people at school who can help.")))


def _send(tx: Tx, person: Person, report: Report, urgency: str, now: datetime) -> tuple[str, Buttons] | None:
    """Open the case, at once and before any further word; then ask for that word."""
    programme = programmes.get(tx, person.programme_id)
    if programme is None:
        return None
    severity, actor = _SEVERITIES[urgency], f"person:{person.id}"
    about = f"person:{person.id}" if report.pair_id is None else f"pair:{report.pair_id}"
    whom, _dot, number = (report.about or "").partition(".")
    if whom == STAFF:
        about = f"staff:{person.id}:{number}"  # never part of a case that they may work
    joined = cases.open_or_join(
        tx,
        about=about,
        programme=programme.id,
        pair=report.pair_id,
        person=person.id,
        severity=severity,
        now=now,
        actor=actor,
        about_staff=whom == STAFF,
    )
    if not reports.send(tx, report.id, urgency, joined.case.id, now):
        return None
    facts: dict[str, Fact] = {"report": int(report.id)}
    if whom == STAFF and number != "0":
        duty.keep_out(tx, joined.case.id, PersonId(int(number)), duty.ABOUT, now)
        facts["person"] = int(number)
    said = {"about": whom, "what": report.what, "urgency": urgency}
    source = ConcernSource.REPORT
    write_into(tx, joined.case.id, person, source, severity, facts, said, now, pair=report.pair_id)
    if joined.is_raised:
        tell_of_case(tx, joined.case, now)
    asked.ask(tx, person.id, LINE, report.id, now + LINE_AWAITED)
    return _sent_page(tx, person, programme, report, joined.case, now)


def _sent_page(
    tx: Tx, person: Person, programme: Programme, report: Report, case: Case, now: datetime
) -> tuple[str, Buttons]:
    _ = words_of(person)
    reader = reader_of(tx, programme, now, case)
    name = reader.name or _("Somebody at your school")
    text = "\n\n".join(
        [
            _("Thank you for telling. It was right. {name} has been told just now.", name=name),
            _("If you like, write now in one message what happened. It goes only to the people who can help."),
            call_text(helplines_of(programme.rules), _),
        ]
    )
    buttons = [[Button(_("Nothing to add"), f"worry:{report.id}.done.")]]
    talk = None if report.pair_id is None else pairs.talk_in(tx, person.id, report.pair_id)
    if talk is not None and report.about == "partner":
        label = _("Hear nothing from {name} for now", name=talk.recipient.display_name)
        buttons.append([Button(label, f"mute:{talk.pair.id}")])
    return text, buttons


def _choices(report: ReportId, question: str, choices: dict[str, str], in_words: Words) -> Buttons:
    return [[Button(in_words(label), f"worry:{report}.{question}.{name}")] for name, label in choices.items()]


def _talks(tx: Tx, person: Person) -> list[Talk]:
    return [talk for talk in pairs.talks_of(tx, person.id) if talk.pair.state is not PairState.CLOSED]
