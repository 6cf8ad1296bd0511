"""One call that tells of several cases, and what each of a pair last heard: as kept on both engines."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mentoring.people import Role
from mentoring.programmes import Rules
from mentoring.safeguarding import Severity
from storage import alerts, cases, ladders, outbox, pair_news, pairs, people, programmes
from storage.alerts import Step, What
from storage.outbox import Call, Priority, Purpose
from storage.store import Store
from storage.tx import Tx

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
SOFIA = ZoneInfo("Europe/Sofia")
SHOWN = Step.SHOWN


async def test_a_call_shows_several_cases_in_one_bubble(store: Store):
    def work(tx: Tx) -> None:
        programme = programmes.add(tx, name="Spring", zone=SOFIA, language="en", rules=Rules(), now=NOW)
        other = programmes.add(tx, name="Autumn", zone=SOFIA, language="en", rules=Rules(), now=NOW)
        opened = [
            cases.open_or_join(tx, about=about, programme=where, person=None, severity=Severity.MEDIUM, now=NOW).case
            for about, where in (("chat:1:1", programme), ("chat:1:2", programme), ("chat:1:3", other))
        ]
        for later, case in enumerate(opened):
            ladders.begin(tx, case.id, Severity.MEDIUM, NOW + timedelta(minutes=later))
        ladders.begin(tx, opened[1].id, Severity.HIGH, NOW)
        assert ladders.standing_in(tx, programme, Severity.MEDIUM) == [
            ladders.Climb(opened[0].id, Severity.MEDIUM, NOW, 0)
        ]

        row = outbox.add(tx, Call("sendMessage", {}, Purpose.ALERT, Priority.STAFF_REPLY), bot_id=1, chat_id=7, now=NOW)
        told = [
            alerts.add(tx, case.id, bot_id=1, chat_id=7, step=Step.CARD, severity=Severity.MEDIUM, now=NOW)
            for case in opened[:2]
        ]
        for alert in told:
            alerts.put_call(tx, alert, row, What.CARD)
        found = alerts.of_call(tx, row)
        assert [(alert.id, what) for alert, what in found] == [(alert, What.CARD) for alert in told]
        assert [alerts.beside(tx, alert) for alert, _ in found] == [[], []]
        for alert in told:
            alerts.set_shown(tx, alert, 500, NOW)
        first = alerts.get(tx, told[0])
        assert first is not None
        assert [(alert.id, alert.step) for alert in alerts.beside(tx, first)] == [(alert, SHOWN) for alert in told]
        assert alerts.of_call(tx, row + 1) == []

    await store.write(work)


async def test_what_somebody_heard_of_their_pair_is_theirs_and_the_last(store: Store):
    def work(tx: Tx) -> None:
        programme = programmes.add(tx, name="Spring", zone=SOFIA, language="en", rules=Rules(), now=NOW)
        ben, amina = (
            people.add(tx, programme=programme, role=role, display_name=name, language="en", now=NOW)
            for name, role in (("Ben", Role.MENTOR), ("Amina", Role.MENTEE))
        )
        pair = pairs.add(tx, programme=programme, mentor=ben, mentee=amina, now=NOW)
        for heard in ("talks", "rests"):
            pair_news.note(tx, pair, ben, heard)
            assert (pair_news.heard(tx, pair, ben), pair_news.heard(tx, pair, amina)) == (heard, None)
        pair_news.forget(tx, pair, ben)
        assert pair_news.heard(tx, pair, ben) is None

    await store.write(work)
