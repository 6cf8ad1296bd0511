"""A case's card: its number and severity, who has it, and what can be done; never what it is about, or whom."""

from collections.abc import Sequence

from bot.speech import Button, Buttons
from bot.words import Words, deferred
from mentoring.cases import Case, CaseKind, CaseState, EventKind
from mentoring.closing import Outcome, Reason, ReferredTo, Verdict
from mentoring.people import PersonId
from mentoring.safeguarding import Severity
from storage import cases, closings, drills, ladders, people
from storage.tx import Tx

_IN_A_ROW = 3
_MARKS = {Severity.CRITICAL: "🔴", Severity.HIGH: "🟠", Severity.MEDIUM: "🟡", Severity.LOW: "⚪"}

OUTCOMES = {
    Outcome.SUPPORTED: deferred("Talked to and supported"),
    Outcome.FAMILY: deferred("Family involved"),
    Outcome.REFERRED: deferred("Others took over"),
    Outcome.NOTHING: deferred("Nothing was needed"),
}
VERDICTS = {
    Verdict.REAL: deferred("It was real"),
    Verdict.LOWER: deferred("Real, but less serious"),
    Verdict.FALSE: deferred("A false alarm"),
}
REASONS = {
    Reason.IDIOM: deferred("A way of speaking"),
    Reason.LESSON: deferred("About a lesson"),
    Reason.WORKSHOP: deferred("About the workshop"),
    Reason.GAME: deferred("About a game"),
    Reason.QUOTE: deferred("A song or a quote"),
    Reason.NAME: deferred("A name"),
    Reason.NUMBER: deferred("Just a number"),
    Reason.LANGUAGE: deferred("Another language"),
}
REFERRED_TO = {
    ReferredTo.SOCIAL_SERVICES: deferred("Social services"),
    ReferredTo.POLICE: deferred("Police"),
    ReferredTo.HEALTH: deferred("Doctor or hospital"),
    ReferredTo.COUNSELLOR: deferred("School counsellor"),
}


def heading(case: Case, in_words: Words) -> str:
    """Return number and severity: all that a push may say; of a drill that it is one."""
    _ = in_words
    severity = severity_word(case.severity, in_words)
    if case.kind is CaseKind.DRILL:
        told = _(
            "DRILL {number}: {severity}. Only practice: press as if it were real.", number=case.id, severity=severity
        )
        return f"{_MARKS[case.severity]} {told}"
    return f"{_MARKS[case.severity]} " + _("Case {number}: {severity}", number=case.id, severity=severity)


def topic_name(case: Case, in_words: Words) -> str:
    """Return what a case's topic in the staff group is called."""
    _ = in_words
    if case.kind is CaseKind.DRILL:
        return _("Drill {number}", number=case.id)
    return _("Case {number}", number=case.id)


def withdrawn_card(case: Case, in_words: Words) -> str:
    """Return what a card says where it must not be worked any more; not why, nor by whom it is."""
    _ = in_words
    return heading(case, in_words) + "\n" + _("Somebody else works on this now.")


def severity_word(severity: Severity, in_words: Words) -> str:
    """Return a severity in words."""
    _ = in_words
    match severity:
        case Severity.CRITICAL:
            return _("critical")
        case Severity.HIGH:
            return _("high")
        case Severity.MEDIUM:
            return _("medium")
        case _:
            return _("low")


def queue_page(tx: Tx, listed: Sequence[tuple[Case, bool]], in_words: Words) -> tuple[str, Buttons]:
    """Return a list of cases as they stand, each with whether its readers may work it, and buttons to open them."""
    _ = in_words
    lines = [
        _.plural("{count} case to look at in school time:", "{count} cases to look at in school time:", len(listed))
    ]
    opening = []
    for case, may_work in listed:
        if may_work:
            lines.append(" · ".join([heading(case, in_words), *_standing(tx, case, in_words)]))
            opening.append(Button(_("Case {number}", number=case.id), f"case:{case.id}.show"))
        else:
            lines.append(withdrawn_card(case, in_words))
    return "\n".join(lines), [opening[start : start + _IN_A_ROW] for start in range(0, len(opening), _IN_A_ROW)]


def card(tx: Tx, case: Case, in_words: Words) -> tuple[str, Buttons]:
    """Return what a case's card says as it stands, and its buttons."""
    return "\n".join([heading(case, in_words), *_standing(tx, case, in_words)]), card_buttons(tx, case, in_words)


def card_buttons(tx: Tx, case: Case, in_words: Words) -> Buttons:
    """Return what can be done with a case as it stands."""
    _ = in_words
    name = f"case:{case.id}"
    if case.kind is CaseKind.DRILL:
        return [[Button(_("I have it"), f"{name}.take")]] if case.is_open else []
    take, acting = Button(_("I have it"), f"{name}.take"), Button(_("I am acting"), f"{name}.acting")
    look, refer = Button(_("Open"), f"{name}.open"), Button(_("Refer"), f"{name}.refer")
    close = Button(_("Close"), f"{name}.close")
    if case.is_open and closings.of_case(tx, case.id) is not None:
        return [[Button(_("Close it, I agree"), f"{name}.agree")], [Button(_("Keep it open"), f"{name}.keep"), look]]
    # One that has become graver is called about again, although somebody had it.
    climbing = [[take]] if ladders.of_case(tx, case.id) is not None else []
    match case.state:
        case CaseState.NEW:
            return [[take], [look, refer]]
        case CaseState.ACKNOWLEDGED:
            return [*climbing, [acting, look], [refer, close]]
        case CaseState.ACTING:
            return [*climbing, [look], [refer, close]]
        case CaseState.REFERRED:
            return [*climbing, [acting, look], [close]]
        case CaseState.CLOSED:
            return [[look]]


def _standing(tx: Tx, case: Case, in_words: Words) -> list[str]:
    """Return who did what last, in a line, and who wants it closed in another; of a drill how it ended."""
    _ = in_words
    if case.kind is CaseKind.DRILL:
        return _drill_ended(tx, case, in_words)
    lines = []
    last = next((event for event in reversed(cases.record_of(tx, case.id)) if event.kind is EventKind.STATE), None)
    if last is not None:
        who, facts = _name(tx, last.actor, in_words), last.facts
        match case.state:
            case CaseState.ACKNOWLEDGED:
                lines.append(_("{name} has it.", name=who))
            case CaseState.ACTING:
                lines.append(_("{name} is acting.", name=who))
            case CaseState.REFERRED if facts.get("referred_to") in list(ReferredTo):
                where = _(REFERRED_TO[ReferredTo(str(facts["referred_to"]))])
                lines.append(_("Referred by {name}: {where}", name=who, where=where))
            case CaseState.CLOSED if facts.get("outcome") in list(Outcome):
                outcome = _(OUTCOMES[Outcome(str(facts["outcome"]))])
                lines.append(_("Closed by {name}: {outcome}", name=who, outcome=outcome))
            case _:
                pass
    asked = closings.of_case(tx, case.id) if case.is_open else None
    if asked is not None:
        who = _name(tx, f"person:{asked.person_id}", in_words)
        outcome = _(OUTCOMES[asked.closing.outcome])
        lines.append(_("{name} wants to close it: {outcome}", name=who, outcome=outcome))
        lines.append(_("For a critical case a second person has to agree."))
    return lines


def _drill_ended(tx: Tx, case: Case, in_words: Words) -> list[str]:
    _ = in_words
    drill = drills.of_case(tx, case.id)
    if drill is None or drill.ended_at is None:
        return []
    if drill.seconds is None or drill.taken_by is None:
        return [_("Nobody took it. Please talk about why, and try again soon.")]
    who = _name(tx, f"person:{drill.taken_by}", in_words)
    return [_("{name} had it after {length}. Well done.", name=who, length=_.length(drill.seconds))]


def _name(tx: Tx, actor: str, in_words: Words) -> str:
    _ = in_words
    number = actor.removeprefix("person:")
    person = people.get(tx, PersonId(int(number))) if number.isdecimal() else None
    return _("Somebody at the console") if person is None else person.display_name
