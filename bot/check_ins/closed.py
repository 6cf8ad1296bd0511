"""What follows when a check-in has ended: answers that give the staff a reason to look, or none that came."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from bot.check_ins.planning import ask_next
from bot.check_ins.worrying_answer import open_case
from mentoring.check_ins import Cause, CheckIn, CheckInState
from mentoring.pairs import PairId
from mentoring.people import PersonId
from mentoring.questionnaires.answer_rules import (
    COMPARED_WITHIN,
    MOST_IN_A_ROW,
    AnswerRule,
    Diverging,
    Facts,
    Reason,
    reasons,
    settled,
)
from mentoring.questionnaires.questionnaire import counted_answers
from mentoring.tasks import TaskKind
from storage import answers, audit, check_ins, questionnaires, tasks, trends
from storage.tx import Tx


def on_closed(tx: Tx, check_in: CheckIn, now: datetime) -> None:
    """Look at a check-in that was handed in (`CLOSED`) or let go (`EXPIRED`); called once for each, as it ends.

    Each rule of its questionnaire that applies opens a task or a case, each task whose reason is gone closes; and what
    had to wait for it has its turn.
    """
    rules = _rules_of(tx, check_in)
    _follow(tx, check_in, rules, _facts_of(tx, check_in), now)
    if check_in.state is CheckInState.CLOSED and check_in.pair_id is not None:
        for other in trends.newest_of_partner(tx, check_in, since=check_in.planned_for - COMPARED_WITHIN):
            partners = check_ins.get(tx, other)
            if partners is not None:
                _compare(tx, partners, check_in, now)
    ask_next(tx, check_in.person_id, now)


def _compare(tx: Tx, partners: CheckIn, newest: CheckIn, now: datetime) -> None:
    """Follow the rules of the partner's check-in that compare it with the one that was just handed in."""
    rules = [
        rule
        for rule in _rules_of(tx, partners)
        if isinstance(rule, Diverging) and rule.other_questionnaire == newest.questionnaire_key
    ]
    if rules:
        _follow(tx, partners, rules, _facts_of(tx, partners), now)


def _follow(tx: Tx, check_in: CheckIn, rules: Sequence[AnswerRule], facts: Facts, now: datetime) -> None:
    by_kind: dict[TaskKind, list[Reason]] = defaultdict(list)
    worrying = []
    for reason in reasons(rules, facts):
        if reason.rule.then.severity is None:
            by_kind[reason.task].append(reason)
        else:
            worrying.append(reason)
    if worrying:
        open_case(tx, check_in, worrying, now)
    for kind, found in by_kind.items():
        pair, person = _about(kind, check_in)
        tasks.open_task(
            tx,
            programme=check_in.programme_id,
            kind=kind,
            pair=pair,
            person=person,
            facts={"questionnaire": check_in.questionnaire_key, **found[0].figures},
            urgent=any(reason.rule.then.urgent for reason in found),
            now=now,
        )
    for kind in settled(rules, facts):
        _settle(tx, check_in, kind, facts, now)


def _settle(tx: Tx, check_in: CheckIn, kind: TaskKind, facts: Facts, now: datetime) -> None:
    """Close the task of a kind that this questionnaire opened, if what it is about was answered now.

    One that another questionnaire opened has its own reason.
    """
    pair, person = _about(kind, check_in)
    task = tasks.open_about(tx, programme=check_in.programme_id, kind=kind, pair=pair, person=person)
    if task is None or task.facts.get("questionnaire") != check_in.questionnaire_key:
        return
    if kind is TaskKind.CHECK_INS_MISSED or task.facts.get("question") in facts.scores:
        tasks.finish(tx, task.id, by=audit.SYSTEM, now=now)


def _about(kind: TaskKind, check_in: CheckIn) -> tuple[PairId | None, PersonId | None]:
    """Return the pair and person of a task: that two see it differently is about both."""
    return check_in.pair_id, None if kind is TaskKind.VIEWS_DIFFER else check_in.person_id


def _rules_of(tx: Tx, check_in: CheckIn) -> list[AnswerRule]:
    version = questionnaires.version(tx, questionnaires.QuestionnaireVersionId(check_in.version_id))
    return [] if version is None else list(version.questionnaire.rules)


def _facts_of(tx: Tx, check_in: CheckIn) -> Facts:
    before = check_ins.ended_before(tx, check_in, limit=2 * MOST_IN_A_ROW)
    if check_in.state is CheckInState.EXPIRED:
        # What somebody began of their own accord and left was not missed.
        asked = [each for each in (check_in, *before) if each.cause is not Cause.HAND]
        answered = [at for at, each in enumerate(asked) if each.state is not CheckInState.EXPIRED]
        return Facts(missed_in_a_row=answered[0] if answered else len(asked))
    version = questionnaires.version(tx, questionnaires.QuestionnaireVersionId(check_in.version_id))
    assert version is not None
    kept = answers.of(tx, check_in, version.questionnaire)
    counted = counted_answers(version.questionnaire, {key: each.answer for key, each in kept.items()})
    handed_in = [earlier.id for earlier in before if earlier.state is CheckInState.CLOSED]
    scores = trends.scores_of(tx, handed_in)
    return Facts(
        answers=counted,
        scores={key: score for key in counted if (score := kept[key].score) is not None},
        earlier=[scores[earlier] for earlier in handed_in if earlier in scores],
        others=trends.of_partner(
            tx, check_in, since=check_in.planned_for - COMPARED_WITHIN, until=check_in.planned_for + COMPARED_WITHIN
        ),
    )
