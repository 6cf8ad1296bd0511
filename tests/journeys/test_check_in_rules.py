"""What people answer in check-ins: a reason to look becomes a task, a reason to worry a case; good news closes it."""

import pytest

from mentoring.cases import Case, CaseState, ConcernSource
from mentoring.check_ins import CheckInState
from mentoring.people import Role
from mentoring.tasks import Task, TaskKind
from phones.phone import Phone
from storage import cases, concerns, tasks
from tests.planned_check_ins import asked, days, hands_in, only, open_tasks
from tests.story import Member, Story


async def a_friday(story: Story) -> tuple[Member, Member]:
    """Amina and Ben on a Friday evening, both asked how their week was."""
    amina, ben, _pair = await story.pair(check_ins=True)
    await only(story, "mentee_weekly", "mentor_weekly")
    await days(story, 4.1)
    return amina, ben


async def all_tasks(story: Story) -> list[Task]:
    found = await story.store.read(lambda tx: tasks.open_of(tx, story.programme, story.now))
    return [task for task in found if task.kind is not TaskKind.PAIR_SILENT]


async def open_cases(story: Story) -> list[Case]:
    return await story.store.read(lambda tx: cases.page(tx, story.programme, limit=99))


def everything(phone: Phone) -> str:
    return "\n".join(message.text for message in phone.messages if message.text)


async def test_a_good_week_is_no_reason_for_anything(story: Story):
    amina, ben = await a_friday(story)
    await hands_in(story, amina.id, mood="5", together="5", safe="3")
    await hands_in(story, ben.id, together="5", load="4")
    assert await all_tasks(story) == []
    assert await open_cases(story) == []


async def test_a_hard_week_is_a_task_and_a_better_one_closes_it(story: Story):
    amina, _ben = await a_friday(story)
    await hands_in(story, amina.id, mood="1")
    (task,) = await all_tasks(story)
    assert (task.kind, task.person_id) == (TaskKind.LOW_SCORE, amina.id)
    assert task.facts == {"questionnaire": "mentee_weekly", "question": "mood", "score": 1}

    await days(story, 7)
    await hands_in(story, amina.id, mood="4")
    assert await open_tasks(story, TaskKind.LOW_SCORE) == []


async def test_what_falls_week_by_week_is_a_task_though_no_week_is_the_worst(story: Story):
    amina, _ben = await a_friday(story)
    for mood in ("5", "4", "3", "2"):
        assert await open_tasks(story, TaskKind.SCORES_FALLING) == []
        await hands_in(story, amina.id, mood=mood)
        await days(story, 7)
    (task,) = await open_tasks(story, TaskKind.SCORES_FALLING)
    assert (task.facts["score"], task.facts["before"], task.facts["times"]) == (2, 5, 3)


@pytest.mark.parametrize("first", ["amina", "ben"])
async def test_two_who_see_it_differently_are_one_task_whoever_answers_first(story: Story, first: str):
    amina, ben = await a_friday(story)
    answers = {"amina": (amina.id, "2"), "ben": (ben.id, "5")}
    for name in sorted(answers, key=lambda name: name != first):
        person, score = answers[name]
        await hands_in(story, person, together=score, mood="4")
    (task,) = await open_tasks(story, TaskKind.VIEWS_DIFFER)
    assert task.person_id is None
    assert {task.facts["score"], task.facts["other"]} == {2, 5}

    await days(story, 7)
    for person in (amina.id, ben.id):
        await hands_in(story, person, together="4", mood="4")
    assert await open_tasks(story, TaskKind.VIEWS_DIFFER) == []


async def test_who_asks_for_an_adult_soon_is_an_urgent_task_that_stays_until_somebody_looked(story: Story):
    amina, _ben = await a_friday(story)
    await hands_in(story, amina.id, adult="soon")
    (task,) = await open_tasks(story, TaskKind.ANSWER_TO_READ)
    assert task.is_urgent
    await days(story, 7)
    await hands_in(story, amina.id)
    assert await open_tasks(story, TaskKind.ANSWER_TO_READ) == [task]


async def test_who_does_not_feel_safe_is_a_case_and_hears_at_once_who_helps_and_the_mentor_hears_nothing(story: Story):
    await story.programme_with(check_ins=True)
    sol = await story.joins("Sol", Role.SAFEGUARDING_LEAD)
    ben, amina = await story.joins("Ben", Role.MENTOR), await story.joins("Amina", Role.MENTEE)
    pair = await story.pair_of(ben.id, amina.id)
    await only(story, "mentee_weekly")
    await days(story, 4.1)
    heard_by_ben = everything(ben.phone)
    await hands_in(story, amina.id, safe="1")

    (case,) = await open_cases(story)
    assert (case.pair_id, case.person_id, case.state) == (pair, amina.id, CaseState.NEW)
    (concern,) = await story.store.read(lambda tx: concerns.of_case(tx, case.id))
    assert concern.source is ConcernSource.ANSWER
    assert concern.was_helped
    assert "Sol at your school has been told just now" in everything(amina.phone)
    assert "112" in everything(amina.phone)
    assert f"{case.id}" in everything(sol.phone)
    assert everything(ben.phone) == heard_by_ben
    record = await story.store.read(lambda tx: cases.record_of(tx, case.id, with_words=True))
    assert any(event.words is not None and "→" in str(event.words.get("text")) for event in record)


async def test_what_was_not_handed_in_is_no_low_score(story: Story):
    amina, _ben = await a_friday(story)
    await days(story, 5)
    assert [each.state for each in await asked(story, amina.id)] == [CheckInState.EXPIRED]
    assert await open_tasks(story, TaskKind.LOW_SCORE) == []
