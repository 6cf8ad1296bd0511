"""The rota, conflicts and ladders as they are kept, on both engines."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from mentoring.closing import Closing, Outcome, Reason, Verdict
from mentoring.duty import DutySpan, rota
from mentoring.people import Role
from mentoring.programmes import Rules
from mentoring.safeguarding import Severity
from storage import cases, closings, duty, ladders, people, programmes
from storage.store import Store
from storage.tx import Tx

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
SOFIA = ZoneInfo("Europe/Sofia")


async def test_what_the_staff_flow_keeps_comes_back_as_it_was_and_is_replaced_as_a_whole(store: Store):
    def work(tx: Tx) -> None:
        programme = programmes.add(tx, name="Spring", zone=SOFIA, language="en", rules=Rules(), now=NOW)
        sol, amina = (
            people.add(tx, programme=programme, role=role, display_name=name, language="en", now=NOW)
            for name, role in (("Sol", Role.SAFEGUARDING_LEAD), ("Amina", Role.MENTEE))
        )
        assert duty.rota_of(tx, programme, SOFIA) is None
        for kept in (
            rota(SOFIA, [DutySpan(0, time(7), time(18), sol), DutySpan(0, time(18), time(7), sol, sol)], head=sol),
            rota(SOFIA, [DutySpan(3, time.min, time.min, sol)], on_call=sol, admits_gaps=True),
        ):
            duty.set_rota(tx, programme, kept, NOW)
            assert duty.rota_of(tx, programme, SOFIA) == kept

        case = cases.open_or_join(
            tx, about="person:2", programme=programme, person=amina, severity=Severity.HIGH, now=NOW
        ).case
        assert duty.in_conflict(tx, case) == {amina}
        noted = duty.add_conflict(tx, programme=programme, staff=sol, person=amina, reason="aunt", now=NOW)
        assert duty.in_conflict(tx, case) == {amina, sol}
        duty.drop_conflict(tx, noted.id)
        assert duty.in_conflict(tx, case) == {amina}

        ladders.begin(tx, case.id, Severity.HIGH, NOW)
        ladders.climb(tx, case.id, 2)
        ladders.begin(tx, case.id, Severity.CRITICAL, NOW)
        assert ladders.of_case(tx, case.id) == ladders.Climb(case.id, Severity.CRITICAL, NOW, 0)
        assert [ladders.stop(tx, case.id), ladders.stop(tx, case.id)] == [True, False]

        closing = Closing(Outcome.NOTHING, Verdict.FALSE, Reason.GAME)
        closings.ask(tx, case.id, sol, Closing(Outcome.FAMILY, Verdict.REAL), NOW)
        closings.ask(tx, case.id, sol, closing, NOW)
        assert closings.of_case(tx, case.id) == closings.ClosingAsked(case.id, sol, closing, NOW)
        closings.drop(tx, case.id)
        assert closings.of_case(tx, case.id) is None

    await store.write(work)
