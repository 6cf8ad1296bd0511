"""What happened in a case, in a sentence for each event: for the paper that is handed over."""

from bot.case_card import OUTCOMES, REFERRED_TO, VERDICTS, severity_word
from bot.words import Words, deferred
from mentoring.case_record import CaseEvent, Fact
from mentoring.cases import EventKind
from mentoring.closing import Outcome, ReferredTo, Verdict
from mentoring.safeguarding import Severity

_TOLD = {
    EventKind.NOTE: deferred("Somebody added something."),
    EventKind.MESSAGE_WITHHELD: deferred("A message was not passed on."),
    EventKind.MESSAGE_RELEASED: deferred("A message was passed on after all."),
    EventKind.MESSAGE_EDITED: deferred("A message was changed by its writer."),
    EventKind.MESSAGE_TAKEN_BACK: deferred("A message was taken back by its writer."),
    EventKind.WRITER_TOLD: deferred("The writer was answered."),
    EventKind.PARTNER_TOLD: deferred("The mentor read that an adult is helping."),
    EventKind.ALERT_LOST: deferred("An alert could not be shown; others were told."),
    EventKind.KEPT_OPEN: deferred("The case was kept open."),
    EventKind.ABOUT_STAFF: deferred("It is about somebody of the staff, and went to the head."),
    EventKind.KEPT_OUT: deferred("Somebody of the staff does not hear of it: they are named in it."),
    EventKind.PAIR_TOLD: deferred("The pair read that messages were read."),
    EventKind.TELLING_KEPT: deferred("The pair is not told for now that messages were read."),
    EventKind.CANARY: deferred("The alarm chain was tested."),
}
_STATES = {
    "acknowledged": deferred("Somebody has it."),
    "acting": deferred("Somebody is acting."),
    "referred": deferred("It was referred."),
    "closed": deferred("It was closed."),
}
_READ = deferred("Its words were read.")
_READ_FOR = {"export": deferred("It was taken as a file."), "paper": deferred("It was taken on paper.")}
_SHOWN_IN = {
    "person": deferred("The alert was shown on somebody's phone."),
    "group": deferred("The alert was shown in the staff group."),
    "topic": deferred("The alert was shown in the staff group."),
}


def sentence(event: CaseEvent, in_words: Words) -> str:
    """Return what one event tells, without anybody's words and without who did it."""
    _ = in_words
    facts = event.facts
    match event.kind:
        case EventKind.OPENED:
            return _("The case was opened: {severity}.", severity=_severity(facts.get("severity"), in_words))
        case EventKind.RAISED:
            return _("It is graver now: {severity}.", severity=_severity(facts.get("to"), in_words))
        case EventKind.CONCERN:
            return _concern(event, in_words)
        case EventKind.ALERTED:
            return _(_SHOWN_IN.get(str(facts.get("where")), _SHOWN_IN["person"]))
        case EventKind.CALLED:
            called = facts.get("people")
            return _.plural("{count} person was called.", "{count} people were called.", len(_listed(called)))
        case EventKind.READ:
            return _(_READ_FOR.get(str(facts.get("why")), _READ))
        case EventKind.CLOSING_ASKED:
            return _("Somebody wants to close it.") + _ending(facts.get("outcome"), facts.get("verdict"), in_words)
        case EventKind.STATE:
            told = _(_STATES.get(str(facts.get("to")), _TOLD[EventKind.NOTE]))
            if facts.get("referred_to") in list(ReferredTo):
                told += " " + _(REFERRED_TO[ReferredTo(str(facts["referred_to"]))]) + "."
            return told + _ending(facts.get("outcome"), facts.get("verdict"), in_words)
        case _:
            return _(_TOLD.get(event.kind, _TOLD[EventKind.NOTE]))


def _concern(event: CaseEvent, in_words: Words) -> str:
    """Return how something came up, how grave it is, and by which rows of which version of the lexicon."""
    _ = in_words
    facts = event.facts
    severity = _severity(facts.get("severity"), in_words)
    if facts.get("source") in ("report", "help"):
        return _("Somebody told of a worry: {severity}.", severity=severity)
    told = _("A concern was noticed: {severity}.", severity=severity)
    seen = [*_listed(facts.get("categories")), *_listed(facts.get("rules"))]
    return f"{told} ({', '.join(map(str, seen))}; {facts.get('lexicon')})" if seen else told


def _ending(outcome: Fact, verdict: Fact, in_words: Words) -> str:
    _ = in_words
    known = [_(OUTCOMES[Outcome(str(outcome))])] if outcome in list(Outcome) else []
    known += [_(VERDICTS[Verdict(str(verdict))])] if verdict in list(Verdict) else []
    return f" ({', '.join(known)})" if known else ""


def _severity(word: Fact, in_words: Words) -> str:
    known = next((severity for severity in Severity if severity.word == word), Severity.LOW)
    return severity_word(known, in_words)


def _listed(fact: Fact) -> list[object]:
    return list(fact) if isinstance(fact, list) else []
