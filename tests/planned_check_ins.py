"""What stories about planned check-ins do and look at: let time pass, hand one in, and see all that was ever asked."""

from dataclasses import replace
from datetime import timedelta

from bot.check_ins.handing_in import hand_in
from bot.check_ins.sitting import sit_down
from mentoring.check_ins import CheckIn, CheckInState
from mentoring.people import PersonId
from mentoring.questionnaires.answer import SKIPPED
from mentoring.questionnaires.answers import Raw, WrongAnswer, read_answer
from mentoring.schedules import Rhythm, Schedule
from mentoring.tasks import Task, TaskKind
from storage import answers, check_ins, due, schedules, tasks
from storage.tx import Tx
from tests.story import SOFIA, Story

EVERY_STATE = tuple(CheckInState)


async def only(story: Story, *keys: str) -> None:
    """Let the programme ask these questionnaires alone."""

    def act(tx: Tx) -> None:
        for schedule in schedules.of_programme(tx, story.programme):
            schedules.keep(tx, story.programme, replace(schedule, is_on=schedule.questionnaire in keys), story.now)
        schedules.plan_programme(tx, story.programme, story.now)

    await story.store.write(act)
    await story.settles()


async def schedule(story: Story, key: str, **fields: object) -> None:
    """Change one of the programme's schedules, as the admin API does."""

    def act(tx: Tx) -> None:
        before = schedules.get(tx, story.programme, key) or Schedule(key, Rhythm.WEEKLY)
        schedules.keep(tx, story.programme, replace(before, **fields), story.now)  # type: ignore[arg-type]
        schedules.plan_programme(tx, story.programme, story.now)

    await story.store.write(act)
    await story.settles()


async def days(story: Story, count: float) -> None:
    """Let days go by, from each moment at which something is due to the next."""
    until = story.now + timedelta(days=count)
    while True:
        moment = await story.store.read(due.next_moment)
        if moment is None or moment > until:
            break
        story.world.clock.move_to(max(moment, story.now))
        await story.settles()
    story.world.clock.move_to(until)
    await story.settles()


async def asked(story: Story, person: PersonId | None = None, key: str | None = None) -> list[CheckIn]:
    """All check-ins of the programme (of one person, one questionnaire), oldest first."""
    return await story.store.read(
        lambda tx: check_ins.page(tx, story.programme, person=person, key=key, states=EVERY_STATE, limit=1000)
    )


async def under_way(story: Story, person: PersonId) -> CheckIn | None:
    """The one that somebody has under way."""
    return await story.store.read(lambda tx: check_ins.open_of(tx, person))


async def open_tasks(story: Story, kind: TaskKind) -> list[Task]:
    """The programme's open tasks of a kind."""
    found = await story.store.read(lambda tx: tasks.open_of(tx, story.programme, story.now))
    return [task for task in found if task.kind is kind]


def moment(check_in: CheckIn) -> str:
    """When a check-in was asked, by Sofia's clocks, to the hour."""
    assert check_in.asked_at is not None
    return f"{check_in.asked_at.astimezone(SOFIA):%a %H}"


async def hands_in(story: Story, person: PersonId, **said: Raw) -> CheckIn:
    """Answer what is under way and hand it in; what is not said is skipped, or the middle one where it cannot be."""

    def act(tx: Tx) -> CheckIn:
        check_in = check_ins.open_of(tx, person)
        assert check_in is not None, "nothing is under way"
        sitting = sit_down(tx, check_in.id, story.now)
        assert sitting is not None
        while (question := sitting.next_open) is not None:
            middle = question.choices[len(question.choices) // 2].key if question.choices else "yes"
            raw = said.get(question.key, middle if question.is_required else SKIPPED)
            answer = read_answer(question, raw)
            assert not isinstance(answer, WrongAnswer), (question.key, answer)
            answers.keep(tx, sitting.check_in, question, answer, story.now)
            sitting = sit_down(tx, check_in.id, story.now)
            assert sitting is not None
        hand_in(tx, sitting)
        ended = check_ins.get(tx, check_in.id)
        assert ended is not None
        assert ended.state is CheckInState.CLOSED
        return ended

    ended = await story.store.write(act)
    await story.settles()
    return ended
