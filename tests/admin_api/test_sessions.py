"""Sessions over HTTP: when they meet and whether they did; never what they wrote about it."""

from datetime import timedelta
from typing import Any

from mentoring.pairs import PairId
from mentoring.people import PersonId
from mentoring.sessions import Arrangement, Happened, Place
from storage import sessions
from tests.admin_api.desk import Desk


async def a_session(desk: Desk) -> None:
    """Ben (1) and Amina (2) meet in two days, at a place that they name themselves."""
    await desk.amina_and_ben()

    def act(tx: Any) -> None:
        where = Arrangement(desk.now + timedelta(days=2), 60, Place.OTHER, "the bench behind the gym")
        proposal = sessions.propose(tx, PairId(1), PersonId(1), where, desk.now)
        session = sessions.get(tx, proposal.session_id)
        assert session is not None
        sessions.agree(tx, session, proposal, desk.now)

    await desk.store.write(act)


async def test_a_session_is_shown_without_their_words(desk: Desk) -> None:
    await a_session(desk)

    shown = await desk.get("/sessions/1")

    assert shown == {
        "id": 1,
        "pair_id": 1,
        "state": "agreed",
        "starts_at": "2026-03-04T14:00:00Z",
        "minutes": 60,
        "place": "other",
        "created_at": "2026-03-02T14:00:00Z",
        "changed_at": "2026-03-02T14:00:00Z",
        "reports": [],
        "was_held": None,
    }
    assert await desk.get("/pairs/1/sessions") == {"items": [shown], "next": None}
    assert (await desk.get("/pairs/1/sessions", state="cancelled"))["items"] == []
    assert "bench" not in str(await desk.all_kept_in("sessions", "line"))


async def test_what_the_two_said_of_it_is_shown(desk: Desk) -> None:
    await a_session(desk)
    for person, happened in ((1, Happened.NO), (2, Happened.YES)):
        await desk.store.write(lambda tx, p=person, h=happened: sessions.report(tx, 1, PersonId(p), h, desk.now))

    shown = await desk.get("/sessions/1")

    assert shown["reports"] == [{"person_id": 1, "happened": "no"}, {"person_id": 2, "happened": "yes"}]
    assert shown["was_held"] is True


async def test_sessions_of_nobody_are_not_to_be_found(desk: Desk) -> None:
    await desk.refused(404, "GET", "/sessions/9")
    await desk.refused(404, "GET", "/pairs/9/sessions")
