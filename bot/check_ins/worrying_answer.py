"""An answer for which the questionnaire wants a case: it opens as a report of the person's own does.

The staff hear of it at once, and its writer reads at once who that is and whom they can call; the partner nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.alerts import tell_of_case
from bot.check_ins.answer_words import described
from bot.helplines import helplines_of
from bot.noticing import HELP_SHOWN_FOR, keep_out_named, reader_of
from bot.reported_concerns import write_into
from bot.safety_words import also_read_text, help_buttons, help_text
from bot.speech import chat_of, say, words_of
from bot.words import words
from mentoring.case_record import Fact
from mentoring.cases import ConcernSource, EventKind
from mentoring.check_ins import CheckIn
from mentoring.programmes import Programme
from mentoring.questionnaires.answer_rules import Reason
from mentoring.questionnaires.questionnaire import Questionnaire
from mentoring.questionnaires.texts import in_language
from mentoring.safeguarding import Severity
from mentoring.safety import Stance
from storage import answers, audit, cases, concerns, pairs, people, programmes, questionnaires
from storage.outbox import Priority
from storage.tx import Tx


def open_case(tx: Tx, check_in: CheckIn, reasons: Sequence[Reason], now: datetime) -> None:
    """Open a case, or join the open one, for answers that a rule names; and let their writer know who helps."""
    programme, person = programmes.get(tx, check_in.programme_id), people.get(tx, check_in.person_id)
    version = questionnaires.version(tx, questionnaires.QuestionnaireVersionId(check_in.version_id))
    if programme is None or person is None or version is None:
        return
    severity = max(reason.rule.then.severity or Severity.NONE for reason in reasons)
    actor = f"person:{person.id}"
    joined = cases.open_or_join(
        tx,
        about=actor if check_in.pair_id is None else f"pair:{check_in.pair_id}",
        programme=programme.id,
        pair=check_in.pair_id,
        person=person.id,
        severity=severity,
        now=now,
        actor=actor,
    )
    in_full = not concerns.helped_since(tx, person.id, now - HELP_SHOWN_FOR, severity)
    facts: dict[str, Fact] = {"check_in": int(check_in.id), "questionnaire": check_in.questionnaire_key}
    said = {"text": _what_was_answered(tx, check_in, version.questionnaire, reasons, programme, now)}
    write_into(
        tx,
        joined.case.id,
        person,
        ConcernSource.ANSWER,
        severity,
        facts,
        said,
        now,
        pair=check_in.pair_id,
        helped=in_full,
    )
    keep_out_named(tx, joined.case, said["text"], now)
    if joined.is_raised:
        tell_of_case(tx, joined.case, now)
    reader, lines, own_words = (
        reader_of(tx, programme, now, joined.case),
        helplines_of(programme.rules),
        words_of(person),
    )
    if in_full:
        text, buttons = (
            help_text(reader, lines, own_words, partner=None),
            help_buttons(joined.case.id, lines, own_words),
        )
    else:
        text, buttons = also_read_text(reader, own_words, partner=None), ()
    say(
        tx,
        chat_of(person),
        text,
        now=now,
        buttons=buttons,
        priority=Priority.ALERT if in_full else Priority.STAFF_REPLY,
    )
    told: dict[str, Fact] = {"told": "help" if in_full else Stance.NOTED.value}
    cases.append(tx, joined.case.id, EventKind.WRITER_TOLD, actor=audit.SYSTEM, at=now, facts=told)


def _what_was_answered(
    tx: Tx,
    check_in: CheckIn,
    questionnaire: Questionnaire,
    reasons: Sequence[Reason],
    programme: Programme,
    now: datetime,
) -> str:
    """Return the questions and answers that the rules name, in the staff's language; "" for what has no answer."""
    _, kept = words(programme.language), answers.of(tx, check_in, questionnaire)
    today, lines = now.astimezone(programme.zone).date(), []
    for key in dict.fromkeys(str(reason.figures.get("question", "")) for reason in reasons):
        question = questionnaire.question(key)
        if question is not None and key in kept:
            asked = in_language(question.text, programme.language, partner=_partner(tx, check_in))
            lines.append(f"{asked} → {described(question, kept[key].answer, _, today)}")
    return "\n".join(lines)


def _partner(tx: Tx, check_in: CheckIn) -> str:
    """Return what the other one of the pair is called; "…" where there is none."""
    talk = None if check_in.pair_id is None else pairs.talk_in(tx, check_in.person_id, check_in.pair_id)
    return "…" if talk is None else talk.recipient.display_name
