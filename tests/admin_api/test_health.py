"""Health: what the machine that runs it may ask, without a token and without anybody's data."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from admin_api.health_facts import BotFacts
from storage import canaries, inbox, outbox
from storage.alerts import AlertId
from storage.outbox import Call, Priority, Purpose
from storage.tx import Tx
from tests.admin_api.desk import Desk


async def look(desk: Desk, path: str) -> httpx.Response:
    """Ask as somebody without a token."""
    del desk.client.headers["Authorization"]
    return await desk.client.get(path)


async def checks(desk: Desk, status: int) -> Any:
    answer = await look(desk, "/readyz")
    assert answer.status_code == status
    report = answer.json()
    assert report["status"] == ("ready" if status == 200 else "not ready")
    return report["checks"]


async def an_update_comes_in(desk: Desk) -> None:
    await desk.store.write(lambda tx: inbox.accept(tx, 71, [(5001, {"update_id": 9, "message": {}})], desk.now))


async def a_call_waits(desk: Desk) -> None:
    call = Call("sendMessage", {"text": "Hello"}, Purpose.NOTICE, Priority.PROMPT)
    await desk.store.write(lambda tx: outbox.add(tx, call, bot_id=71, chat_id=5001, now=desk.now))


async def test_alive_is_answered_even_when_the_database_is_gone(desk: Desk) -> None:
    await desk.store.close()

    answer = await look(desk, "/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


async def test_ready_when_nothing_stands_in_the_way(desk: Desk) -> None:
    await an_update_comes_in(desk)
    await a_call_waits(desk)
    desk.now += timedelta(seconds=3)

    assert await checks(desk, 200) == {
        "database": {"ok": True, "trouble": None},
        "intake": {
            "ok": True,
            "trouble": None,
            "waiting": 1,
            "parked": 0,
            "oldest_waiting_seconds": 3.0,
            "seconds_since_telegram_answered": 1.0,
        },
        "sender": {"ok": True, "trouble": None, "waiting": 1, "oldest_waiting_seconds": 3.0},
        "canary": {"ok": True, "trouble": None, "seconds_since_seen": None},
    }


async def test_not_ready_without_a_database_and_it_says_so(desk: Desk) -> None:
    await desk.store.close()

    assert await checks(desk, 503) == {
        "database": {"ok": False, "trouble": "The database does not answer."},
        "intake": None,
        "sender": None,
        "canary": None,
    }


@pytest.mark.parametrize(
    ("seconds", "trouble"),
    [(None, "Telegram has not answered yet."), (240.0, "Telegram has not answered for 240 seconds.")],
)
async def test_not_ready_while_telegram_is_silent(desk: Desk, seconds: float | None, trouble: str) -> None:
    desk.bot_facts = BotFacts(seconds_since_telegram_answered=seconds)

    intake = (await checks(desk, 503))["intake"]

    assert (intake["ok"], intake["trouble"]) == (False, trouble)


async def test_a_process_without_a_bot_is_ready(desk: Desk) -> None:
    desk.bot_facts = None

    assert (await checks(desk, 200))["intake"]["seconds_since_telegram_answered"] is None


async def test_not_ready_when_what_came_in_is_not_handled(desk: Desk) -> None:
    await an_update_comes_in(desk)
    desk.now += timedelta(minutes=3)

    intake = (await checks(desk, 503))["intake"]

    assert intake["trouble"] == "An update has been waiting for 180 seconds."


async def test_a_parked_update_is_shown_and_stops_nothing(desk: Desk) -> None:
    await an_update_comes_in(desk)
    await desk.store.write(lambda tx: inbox.park(tx, 1, "ValueError"))
    desk.now += timedelta(days=1)

    assert (await checks(desk, 200))["intake"]["parked"] == 1


async def test_not_ready_when_nothing_goes_out(desk: Desk) -> None:
    await a_call_waits(desk)
    desk.now += timedelta(minutes=20)

    sender = (await checks(desk, 503))["sender"]

    assert sender["trouble"] == "A call has been due for 1200 seconds."


async def test_a_call_put_off_is_not_late(desk: Desk) -> None:
    desk.now += timedelta(hours=1)
    await a_call_waits(desk)
    desk.now -= timedelta(hours=1)

    assert (await checks(desk, 200))["sender"]["oldest_waiting_seconds"] == 0.0


async def test_not_ready_while_no_test_of_the_alarm_chain_comes_through(desk: Desk) -> None:
    def fly(tx: Tx) -> None:
        canary = canaries.add(tx, AlertId(7), None, desk.now)
        canaries.note_seen(tx, AlertId(7), desk.now)
        assert canaries.get(tx, canary) is not None

    await desk.store.write(fly)
    desk.now += timedelta(hours=3)
    assert "for 180 minutes" in (await checks(desk, 503))["canary"]["trouble"]


async def test_not_ready_when_the_last_test_of_the_alarm_chain_was_missed(desk: Desk) -> None:
    def miss(tx: Tx) -> None:
        canaries.note_missed(tx, canaries.add(tx, None, None, desk.now), desk.now)

    await desk.store.write(miss)
    assert (await checks(desk, 503))["canary"]["trouble"] == "The last test of the alarm chain did not come through."
