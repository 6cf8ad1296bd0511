"""An exported case can be checked by anybody: as it was recorded it holds, and with any change it does not."""

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from mentoring.case_export import NotACase, broken_at, exported
from mentoring.cases import CaseState, EventKind
from mentoring.programmes import Rules
from mentoring.safeguarding import Severity
from storage import cases, programmes
from storage.store import Store
from storage.tx import Tx

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


@pytest.fixture
async def file(store: Store) -> Any:
    """A case that was opened, written to, raised, taken and closed, as it is exported with its words."""

    def work(tx: Tx) -> Any:
        zone = ZoneInfo("Europe/Sofia")
        programme = programmes.add(tx, name="Spring", zone=zone, language="en", rules=Rules(), now=NOW)
        case = cases.open_or_join(tx, about="pair:1", programme=programme, severity=Severity.HIGH, now=NOW).case
        words = {"text": "everything is grey"}
        cases.append(tx, case.id, EventKind.CONCERN, actor="system", at=NOW, facts={"concern": 1}, words=words)
        cases.raise_severity(tx, case, Severity.CRITICAL, actor="system", now=NOW)
        later = NOW + timedelta(minutes=4)
        cases.set_state(tx, case.id, CaseState.ACKNOWLEDGED, actor="person:4", now=later)
        cases.set_state(tx, case.id, CaseState.CLOSED, actor="person:5", now=later, facts={"outcome": "supported"})
        closed = cases.get(tx, case.id)
        assert closed is not None
        return json.loads(json.dumps(exported(closed, cases.record_of(tx, case.id, with_words=True))))

    return await store.write(work)


async def test_what_was_exported_holds_with_its_words_and_without(file: Any) -> None:
    assert broken_at(file) is None
    assert file["events"][1]["words"]["text"] == "everything is grey"
    for event in file["events"]:
        event["words"] = None
    assert broken_at(file) is None


async def test_any_change_is_found_where_it_was_made(file: Any) -> None:
    def changed(number: int, **fields: Any) -> Any:
        copy = deepcopy(file)
        copy["events"][number - 1] |= fields
        return copy

    assert broken_at(changed(2, at=file["events"][1]["at"] + 1)) == 2
    assert broken_at(changed(4, actor="person:9")) == 4
    assert broken_at(changed(3, facts={"from": "high", "to": "low"})) == 3
    assert broken_at(changed(2, words=file["events"][1]["words"] | {"text": "all is well"})) == 2
    for number in range(1, 6):
        copy = deepcopy(file)
        del copy["events"][number - 1]
        assert broken_at(copy) == number
    assert broken_at(file | {"case": file["case"] | {"state": "new"}}) == 0
    assert broken_at(file | {"case": file["case"] | {"severity": "low"}}) == 0
    assert broken_at(file | {"case": file["case"] | {"id": 2}}) == 1


@pytest.mark.parametrize("told", [{}, {"format": "other"}, {"format": "interlude-case-1", "case": 1, "events": []}])
def test_what_is_no_exported_case_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(NotACase):
        broken_at(told)


async def test_the_command_accepts_what_holds_and_refuses_what_was_tampered_with(file: Any, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    for kept, code, said in (
        (json.dumps(file), 0, "It holds: case 1, 5 events"),
        (json.dumps(file).replace("person:4", "person:9"), 1, "event 4 is not what was recorded"),
        ("[]", 1, "no exported case"),
        ("not json", 1, "It does not hold"),
    ):
        path.write_text(kept)
        result = CliRunner().invoke(app, ["case", "verify", str(path)])
        assert (result.exit_code, said in result.output) == (code, True), result.output
