"""What closing a case teaches: which rows were right, and how one that was wrong may learn to tell the difference.

Only a safeguarding lead sees the sentence again, in their own chat, and that is in the case's record. What goes into
the lexicon is what they choose or write; the sentence itself only if they say so with a tap of its own.
"""

from dataclasses import replace
from datetime import datetime

from bot.asking import Taken
from bot.case_card import REASONS, VERDICTS
from bot.case_circle import circle_of
from bot.incoming import Incoming
from bot.pages import Page
from bot.speech import Button, chat_of, say, words_of
from bot.words import Words
from mentoring.case_record import Fact
from mentoring.cases import Case, ConcernId, EventKind
from mentoring.closing import Closing, Reason, Verdict
from mentoring.lexicon_changes import LexiconChange, RowChange
from mentoring.people import Person, Role
from mentoring.programmes import Programme
from mentoring.safeguarding import Lexicon, LexiconRow, Severity
from mentoring.safeguarding.detector_atoms import LIKENESS_CALLS
from mentoring.safeguarding.feedback import as_exception, as_sentence, draft_exceptions, sentence_around
from mentoring.tasks import TaskKind
from storage import asked, audit, cases, concerns, lexicon_drafts, lexicon_versions, programmes, rule_verdicts, tasks
from storage.asked import Asked
from storage.concerns import NotedConcern
from storage.lexicon_drafts import Draft, DraftId
from storage.rule_verdicts import RuleVerdict
from storage.tx import Tx
from storage.vault import KeyErased

WHY = "feedback"
"""The reason under which a record notes that a sentence was read to draft an exception."""

LINE = "lexicon"
"""The name under which a lead is asked for words of a draft; the subject is the draft's id."""

_MOST_ROWS = 6
_LONGEST_LABEL = 28  # what a phone of 360 px shows on a button of its own
_NEXT = {Verdict.REAL: Verdict.LOWER, Verdict.LOWER: Verdict.FALSE, Verdict.FALSE: Verdict.REAL}
_MARKS = {Verdict.REAL: "✅", Verdict.LOWER: "🔽", Verdict.FALSE: "❌"}


def learn_from(tx: Tx, case: Case, closing: Closing, by: Person, now: datetime) -> None:
    """Note what a closed case says of the rows that found it, and offer the leads to improve one that was wrong."""
    for concern, rule in _hits(tx, case):
        verdict, reason = closing.verdict, closing.reason
        rule_verdicts.judge(tx, concern.id, case.id, rule, verdict, reason, by=by.id, now=now)
    _look_at_records(tx, case, now)
    programme = programmes.get(tx, case.programme_id)
    if closing.verdict is Verdict.REAL or programme is None or not rule_verdicts.of_case(tx, case.id):
        return
    for reader in [by] if by.role is Role.SAFEGUARDING_LEAD else _leads(tx, case, programme):
        page = rows_page(tx, case, words_of(reader))
        say(tx, chat_of(reader), page.text, now=now, buttons=page.buttons)


def rows_page(tx: Tx, case: Case, in_words: Words) -> Page:
    """Return what each row of a closed case was, with what can be done about those that were wrong."""
    _ = in_words
    verdicts = rule_verdicts.of_case(tx, case.id)[:_MOST_ROWS]
    lines = [
        _("Case {number} is closed. These rows of the word list called you:", number=case.id),
        *(f"{number}. {_said(each, in_words)}" for number, each in enumerate(verdicts, start=1)),
        _("Tap a row to change what it was. From a false alarm I can draft an exception for you."),
    ]
    buttons = []
    for number, each in enumerate(verdicts, start=1):
        name = f"{each.concern_id}.{each.rule}"
        row = [Button(f"{_MARKS[each.verdict]} {number}", f"fb:turn.{name}")]
        if each.verdict is Verdict.FALSE:
            row.append(Button(f"{_('Draft')} {number}", f"fb:draft.{name}"))
        elif each.verdict is Verdict.LOWER:
            row.append(Button(f"{_('Lower it')} {number}", f"fb:lower.{name}"))
        buttons.append(row)
    return Page("\n".join(lines), buttons)


def turn_verdict(tx: Tx, case: Case, concern: ConcernId, rule: str, by: Person, now: datetime) -> None:
    """Say of one row's hit the next thing that it may have been: real, less serious, a false alarm, real …"""
    kept = _verdict_on(tx, case, concern, rule)
    if kept is None:
        return
    verdict = _NEXT[kept.verdict]
    closed = _reason_of_case(tx, case)
    reason = None if verdict is Verdict.REAL else kept.reason or closed or Reason.IDIOM
    rule_verdicts.judge(tx, concern, case.id, rule, verdict, reason, by=by.id, now=now)
    actor = f"person:{by.id}"
    audit.add(tx, actor=actor, did="rule.judged", about=f"case:{case.id}", at=now, rule=rule, verdict=verdict.value)
    _look_at_records(tx, case, now)


def draft(tx: Tx, case: Case, concern: ConcernId, row: LexiconRow, by: Person, now: datetime) -> Draft | None:
    """Begin an exception from the sentence in which a row was wrong; None when the words are gone.

    That the sentence is read for it is in the case's record first.
    """
    if _verdict_on(tx, case, concern, row.id) is None:
        return None
    try:
        text = concerns.text_of(tx, concern)
        spans = concerns.spans_of_rule(tx, concern, row.id)
    except KeyErased:
        return None
    if not text:
        return None
    facts: dict[str, Fact] = {"why": WHY, "concerns": [int(concern)], "rule": row.id}
    cases.append(tx, case.id, EventKind.READ, actor=f"person:{by.id}", at=now, facts=facts)
    audit.add(tx, actor=f"person:{by.id}", did="case.read", about=f"case:{case.id}", at=now, why=WHY)
    sentence, inside = sentence_around(text, spans)
    phrases = draft_exceptions(row, sentence, inside)
    return lexicon_drafts.add(
        tx,
        case=case.id,
        concern=concern,
        rule=row.id,
        by=by.id,
        pattern=row.pattern,
        sentence=sentence,
        phrases=phrases,
        now=now,
    )


def draft_page(made: Draft, in_words: Words, *, with_sentence: bool = True) -> Page:
    """Return the page of a draft: which words to except; then which sentence keeps it so; then whether to propose.

    Without the sentence where the page stands in a bubble that could be forwarded.
    """
    _ = in_words
    name = f"fb:of.{made.id}"
    drop = Button(_("Drop it"), f"{name}.drop")
    own = Button(_("Write it myself"), f"{name}.write")
    if made.pattern.startswith(LIKENESS_CALLS):
        head = [_("Row {row} finds what sounds like danger. Nobody wrote its words: it learnt them.", row=made.rule)]
    else:
        head = [_("Row {row} looks for: {pattern}", row=made.rule, pattern=made.pattern)]
    if with_sentence:
        head.append(_("It found it in:") + f"\n«{made.sentence}»")
    key = cases.key_name(made.case_id)
    if made.phrase is None:
        head.append(_("Which words made it harmless? They become an exception: the row looks past them."))
        choices = [[Button(_short(phrase), f"{name}.take.{n}")] for n, phrase in enumerate(made.phrases)]
        return Page("\n\n".join(head), [*choices, [own, drop]], key)
    head.append(_("Exception: {phrase}", phrase=made.phrase))
    if made.test is None:
        head.append(
            _(
                "A sentence has to show that it stays so. Write one like it, without names. Or keep this very "
                "sentence: then everybody who works on the word list can read it."
            )
        )
        keep = Button(_("Keep this sentence"), f"{name}.keep")
        return Page("\n\n".join(head), [[own], [keep], [Button(_("‹ Back"), f"{name}.back"), drop]], key)
    head.append(_("No alarm any more for: {sentence}", sentence=made.test))
    propose = Button(_("Propose it"), f"{name}.propose")
    return Page("\n\n".join(head), [[propose], [Button(_("‹ Back"), f"{name}.back"), drop]], key)


def take_line(tx: Tx, person: Person, incoming: Incoming, waiting: Asked, now: datetime) -> Taken | None:
    """Take what a lead wrote as the words, or the sentence, of their draft (`Flow.take`)."""
    made = lexicon_drafts.get(tx, DraftId(waiting.subject))
    if made is None or made.person_id != person.id:
        return None
    _ = words_of(person)
    text = incoming.content.text or ""
    written = as_exception(text) if made.phrase is None else as_sentence(text)
    if not written:
        return Taken(Page(_("I need at least one word.")), is_unread=True)
    made = replace(made, phrase=written) if made.phrase is None else replace(made, test=written)
    lexicon_drafts.change(tx, made)
    asked.forget(tx, person.id)
    return Taken(draft_page(made, _, with_sentence=False))


def propose_exception(tx: Tx, made: Draft, row: LexiconRow, by: Person, now: datetime) -> LexiconChange | None:
    """Propose what a draft says as a change of the row; None while something is missing."""
    if made.phrase is None or made.test is None:
        return None
    after = replace(
        row,
        exceptions=tuple(dict.fromkeys((*row.exceptions, made.phrase))),
        negative=tuple(dict.fromkeys((*row.negative, made.test))),
    )
    verdict = next((each for each in rule_verdicts.of_case(tx, made.case_id) if each.rule == row.id), None)
    why = "false alarm" if verdict is None or verdict.reason is None else f"false alarm: {verdict.reason.value}"
    lexicon_drafts.drop(tx, made.id)
    return _propose(tx, row, after, by, why, now)


def propose_lower(tx: Tx, row: LexiconRow, by: Person, now: datetime) -> LexiconChange | None:
    """Propose that a row is one step less serious; None when it is as low as can be."""
    if row.severity <= Severity.LOW:
        return None
    return _propose(tx, row, replace(row, severity=Severity(row.severity - 1)), by, "taken too seriously", now)


def row_in_force(lexicon: Lexicon, rule: str) -> LexiconRow | None:
    """Return a row as it is looked for now; None when it is not any more."""
    return next((row for row in lexicon.rows if row.id == rule), None)


def _propose(
    tx: Tx, before: LexiconRow, after: LexiconRow, by: Person, why: str, now: datetime
) -> LexiconChange | None:
    if before == after:
        return None
    change = RowChange(before.id, before.language, before, after)
    return lexicon_versions.propose(
        tx, programme=by.programme_id, by=by.id, why=why, rows=[change], actor=f"person:{by.id}", now=now
    )


def _hits(tx: Tx, case: Case) -> list[tuple[NotedConcern, str]]:
    """Return every row that found something in a case, once for each concern."""
    return [
        (concern, rule) for concern in concerns.of_case(tx, case.id) for rule in dict.fromkeys(sorted(concern.rules))
    ]


def _look_at_records(tx: Tx, case: Case, now: datetime) -> None:
    """Have the coordinators look at rows that are mostly wrong. They decide; nothing is switched off by itself."""
    wrong = [rule for rule, record in rule_verdicts.records(tx).items() if record.needs_review]
    found = {rule for _, rule in _hits(tx, case)}
    if found & set(wrong):
        facts: dict[str, str | int | float | bool | None] = {"rows": ", ".join(sorted(wrong)[:20])}
        tasks.open_task(tx, programme=case.programme_id, kind=TaskKind.ROWS_TO_REVIEW, facts=facts, now=now)


def _verdict_on(tx: Tx, case: Case, concern: ConcernId, rule: str) -> RuleVerdict | None:
    return next(
        (each for each in rule_verdicts.of_case(tx, case.id) if (each.concern_id, each.rule) == (concern, rule)), None
    )


def _reason_of_case(tx: Tx, case: Case) -> Reason | None:
    return next((each.reason for each in rule_verdicts.of_case(tx, case.id) if each.reason is not None), None)


def _leads(tx: Tx, case: Case, programme: Programme) -> list[Person]:
    everybody = [person for rank in circle_of(tx, case, programme).ranks for person in rank]
    return [person for person in dict.fromkeys(everybody) if person.role is Role.SAFEGUARDING_LEAD]


def _said(verdict: RuleVerdict, in_words: Words) -> str:
    _ = in_words
    told = f"{_MARKS[verdict.verdict]} {verdict.rule}: {_(VERDICTS[verdict.verdict])}"
    return told if verdict.reason is None else f"{told} ({_(REASONS[verdict.reason])})"


def _short(phrase: str) -> str:
    return phrase if len(phrase) <= _LONGEST_LABEL else f"{phrase[: _LONGEST_LABEL - 1]}…"
