"""Trends over HTTP: of somebody, of a pair, of a programme without its small groups; only what staff may see."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.shipped_questionnaires import bring_shipped_questionnaires
from mentoring.check_ins import Cause
from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId
from storage import answers, check_ins, questionnaires
from storage.tx import Tx
from tests.admin_api.desk import Desk

A_WEEK = timedelta(weeks=1)


@pytest.fixture
async def office(desk: Desk) -> Desk:
    """A desk with the pair of Ben (1) and Amina (2), and the questionnaires that are shipped."""
    await bring_shipped_questionnaires(desk.store, desk.now)
    await desk.amina_and_ben()
    return desk


async def hands_in(desk: Desk, person: int, week: int, *, key: str = "mentee_weekly", pair: int | None = 1,
                   **scores: int) -> None:  # fmt: skip
    """Keep a check-in that somebody handed in some weeks from now, with these points of its scales."""

    def act(tx: Tx) -> None:
        version = questionnaires.current(tx, ProgrammeId(1), key)
        assert version is not None
        at = desk.now + week * A_WEEK
        planned = check_ins.plan(
            tx,
            programme=ProgrammeId(1),
            person=PersonId(person),
            pair=None if pair is None else PairId(pair),
            version=version.id,
            key=key,
            occurrence=f"week {week}",
            cause=Cause.WEEKLY,
            planned_for=at,
            expires_at=at + A_WEEK,
        )
        assert planned is not None
        assert check_ins.mark_asked(tx, planned, at)
        check_in = check_ins.get(tx, planned)
        assert check_in is not None
        for name, score in scores.items():
            question = version.questionnaire.question(name)
            assert question is not None
            answers.keep(tx, check_in, question, Decimal(score) if question.kind == "number" else score, at)
        assert check_ins.close(tx, planned, at)

    await desk.store.write(act)


async def test_somebodys_scores_are_shown_over_time(office: Desk) -> None:
    for week, mood in enumerate((4, 4, 2)):
        await hands_in(office, 2, week, mood=mood)
    (line,) = (await office.get("/people/2/trends"))["items"]
    assert line == {
        "person_id": 2,
        "role": "mentee",
        "questionnaire": "mentee_weekly",
        "question": "mood",
        "latest": 2,
        "mean": 3.33,
        "direction": "falling",
        "scores": [
            {"at": "2026-03-02T14:00:00Z", "score": 4},
            {"at": "2026-03-09T14:00:00Z", "score": 4},
            {"at": "2026-03-16T14:00:00Z", "score": 2},
        ],
    }
    assert (await office.get("/people/1/trends"))["items"] == []


async def test_the_two_of_a_pair_stand_beside_each_other(office: Desk) -> None:
    await hands_in(office, 2, 0, together=2)
    await hands_in(office, 1, 0, key="mentor_weekly", together=5)
    items = (await office.get("/pairs/1/trends"))["items"]
    assert {(item["person_id"], item["question"], item["latest"]) for item in items} == {
        (2, "together", 2),
        (1, "together", 5),
    }


async def test_what_the_questionnaire_hides_from_staff_has_no_trend(office: Desk) -> None:
    body = (await office.get("/programmes/1/questionnaires/mentee_weekly"))["questionnaire"]
    answer = await office.client.put(
        "/api/v1/programmes/1/questionnaires/mentee_weekly",
        json={"questionnaire": body | {"coordinator_sees": "nothing"}},
    )
    assert answer.is_success, answer.text
    await hands_in(office, 2, 0, mood=4)
    assert (await office.get("/people/2/trends"))["items"] == []
    assert (await office.get("/programmes/1/trends", questionnaire="mentee_weekly"))["questions"] == []


async def test_a_programme_is_shown_by_week_and_never_a_small_group(office: Desk) -> None:
    mentees = [2] + [(await office.person("mentee", f"Mentee {number}"))["id"] for number in range(4)]
    for person in mentees:
        await hands_in(office, person, 0, pair=None, mood=4)
    for person in mentees[:4]:
        await hands_in(office, person, 1, pair=None, mood=1)

    shown = await office.get("/programmes/1/trends", questionnaire="mentee_weekly")
    assert (shown["period"], shown["smallest_group"]) == ("week", 5)
    assert shown["taking_part"] == [
        {"first_day": "2026-03-02", "people": 5, "asked": 5, "handed_in": 5},
        {"first_day": "2026-03-09", "people": None, "asked": None, "handed_in": None},
    ]
    (trend,) = shown["questions"]
    everybody = {"people": 5, "mean": 4.0}
    assert trend["shown"] == everybody
    assert [period["everybody"] for period in trend["periods"]] == [everybody, None]
    await office.refused(404, "GET", "/programmes/1/trends?questionnaire=nothing_of_ours")
    await office.refused(422, "GET", "/programmes/1/trends")
