"""Check-ins over HTTP: scores as the questionnaire says, own words only when they are shared, and asking by hand."""

from datetime import timedelta
from typing import Any

import pytest

from mentoring.check_ins import Cause, CheckIn, CheckInId
from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId
from mentoring.questionnaires.answer import SKIPPED, Answer, Words
from mentoring.questionnaires.questionnaire import Questionnaire, Sees
from storage import answers, check_ins, questionnaires
from storage.schedules import CHECK_IN_ASK, CHECK_IN_EXPIRES
from storage.tx import Tx
from tests.admin_api.desk import Desk
from tests.check_ins import every_kind

AMINA = 2
ANSWERS: dict[str, Answer] = {"mood": 4, "topic": "home", "met": True, "more": Words("I learned to weld")}


async def a_check_in(desk: Desk, questionnaire: Questionnaire, *, closed: bool = True, shared: bool = False) -> None:
    """Amina (2) is asked about her pair (1), and answers."""
    await desk.amina_and_ben()

    def act(tx: Tx) -> None:
        version, _ = questionnaires.keep(tx, ProgrammeId(1), questionnaire, desk.now)
        planned = check_ins.plan(
            tx,
            programme=ProgrammeId(1),
            person=PersonId(AMINA),
            pair=PairId(1),
            version=version.id,
            key=version.key,
            occurrence="2026-W10",
            cause=Cause.WEEKLY,
            planned_for=desk.now,
            expires_at=desk.now + timedelta(days=4),
        )
        assert planned is not None
        check_ins.mark_asked(tx, planned, desk.now)
        check_in = known(tx, planned)
        for key, answer in ANSWERS.items():
            question = questionnaire.question(key)
            assert question is not None
            answers.keep(tx, check_in, question, answer, desk.now)
        hours = questionnaire.question("hours")
        assert hours is not None
        answers.keep(tx, check_in, hours, SKIPPED, desk.now)
        check_ins.show_words(tx, check_in, to_coordinator=shared, to_mentor=True)
        if closed:
            check_ins.close(tx, planned, desk.now)

    await desk.store.write(act)


def known(tx: Tx, check_in: CheckInId) -> CheckIn:
    kept = check_ins.get(tx, check_in)
    assert kept is not None
    return kept


def shown_answers(check_in: Any) -> dict[str, tuple[int | None, Any]]:
    return {answer["question"]: (answer["score"], answer["answer"]) for answer in check_in["answers"]}


async def test_scores_are_shown_and_words_are_not(desk: Desk) -> None:
    await a_check_in(desk, every_kind())

    check_in = await desk.get("/check-ins/1")

    assert (check_in["state"], check_in["questionnaire"], check_in["cause"]) == ("closed", "every_kind", "weekly")
    assert shown_answers(check_in) == {
        "mood": (4, None),
        "topic": (2, None),
        "met": (1, None),
        "hours": (None, None),
        "more": (None, None),
    }
    assert [answer["question"] for answer in check_in["answers"] if answer["is_skipped"]] == ["hours"]
    assert "weld" not in str(check_in)


@pytest.mark.parametrize(
    ("sees", "mood", "topic"),
    [
        (Sees.NOTHING, (None, None), (None, None)),
        (Sees.SCORES, (4, None), (2, None)),
        (Sees.CHOICES, (4, 4), (2, "home")),
    ],
)
async def test_as_much_is_shown_as_the_questionnaire_says(desk: Desk, sees: Sees, mood: Any, topic: Any) -> None:
    await a_check_in(desk, every_kind(coordinator_sees=sees.value))

    answered = shown_answers(await desk.get("/check-ins/1"))

    assert (answered["mood"], answered["topic"]) == (mood, topic)


async def test_words_are_shown_when_their_person_shares_them(desk: Desk) -> None:
    await a_check_in(desk, every_kind(), shared=True)

    check_in = await desk.get("/check-ins/1")

    assert check_in["shares_words"] is True
    assert shown_answers(check_in)["more"] == (None, {"text": "I learned to weld"})


async def test_nothing_is_shown_before_it_is_handed_in(desk: Desk) -> None:
    await a_check_in(desk, every_kind(), closed=False, shared=True)

    assert (await desk.get("/check-ins/1"))["answers"] is None


async def test_check_ins_are_listed_by_what_is_wanted(desk: Desk) -> None:
    await a_check_in(desk, every_kind())
    shown = await desk.get("/check-ins/1")

    assert await desk.get("/programmes/1/check-ins") == {"items": [shown], "next": None}
    for wanted in ({"person_id": AMINA}, {"pair_id": 1}, {"questionnaire": "every_kind"}, {"state": "closed"}):
        assert (await desk.get("/programmes/1/check-ins", **wanted))["items"] == [shown]
    for other in ({"person_id": 1}, {"pair_id": 9}, {"questionnaire": "another"}, {"state": "open"}, {"after": 1}):
        assert (await desk.get("/programmes/1/check-ins", **other))["items"] == []


async def test_somebody_is_asked_by_hand_once(desk: Desk) -> None:
    await desk.amina_and_ben()
    await desk.store.write(lambda tx: questionnaires.keep(tx, ProgrammeId(1), every_kind(), desk.now))

    asked = await desk.post(f"/people/{AMINA}/check-ins", {"questionnaire": "every_kind", "pair_id": 1})
    again = await desk.post(f"/people/{AMINA}/check-ins", {"questionnaire": "every_kind", "pair_id": 1})

    assert (asked["state"], asked["cause"], asked["answers"]) == ("planned", "hand", None)
    assert again == asked
    (row,) = await desk.left_for_the_bot(CHECK_IN_ASK)
    assert (row.subject, row.due_at) == (asked["id"], desk.now)
    assert len(await desk.left_for_the_bot(CHECK_IN_EXPIRES)) == 1


@pytest.mark.parametrize(
    ("person", "body", "status"),
    [
        (9, {"questionnaire": "every_kind"}, 404),
        (AMINA, {"questionnaire": "nothing_like_it"}, 422),
        (AMINA, {"questionnaire": "every_kind", "pair_id": 9}, 422),
        (3, {"questionnaire": "every_kind"}, 422),
        (AMINA, {}, 422),
    ],
)
async def test_what_cannot_be_asked_is_refused(desk: Desk, person: int, body: Any, status: int) -> None:
    await desk.amina_and_ben()
    await desk.person("coordinator", "Carla")
    await desk.store.write(lambda tx: questionnaires.keep(tx, ProgrammeId(1), every_kind(), desk.now))

    await desk.refused(status, "POST", f"/people/{person}/check-ins", body)

    assert (await desk.get("/programmes/1/check-ins"))["items"] == []


async def test_check_ins_of_nobody_are_not_to_be_found(desk: Desk) -> None:
    await desk.refused(404, "GET", "/check-ins/9")
    await desk.refused(404, "GET", "/programmes/9/check-ins")
