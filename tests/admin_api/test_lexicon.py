"""The lexicon over HTTP: looked at, checked, changed by two people, taken back; what the bot does stands in between."""

from typing import Any

import pytest

from mentoring.lexicon_changes import ChangeId
from mentoring.safeguarding.change_effect import Effect
from storage import lexicon_versions
from tests.admin_api.desk import Desk, problems_by_field
from tests.watchwords import small_rows

ROW = "en-test-001"
MEAN = "en-test-002"


@pytest.fixture
async def staffed(desk: Desk) -> Desk:
    """Carla (1) coordinates, Sol (2) and Dara (3) are leads; Otto (4) is a lead of another school, Ben (5) a mentor."""
    desk.shipped = small_rows()
    await desk.programme()
    for role, name in (("coordinator", "Carla"), ("safeguarding_lead", "Sol"), ("safeguarding_lead", "Dara")):
        await desk.joins((await desk.person(role, name))["id"])
    await desk.programme(name="Elsewhere")
    await desk.joins((await desk.person("safeguarding_lead", "Otto", programme=2))["id"])
    await desk.joins((await desk.person("mentor", "Ben"))["id"])
    return desk


async def the_row(desk: Desk, row_id: str = ROW, **changed: Any) -> dict[str, Any]:
    shown = (await desk.get(f"/lexicon/rows/{row_id}"))["row"]
    del shown["standing"]
    return shown | changed


async def proposed(desk: Desk, *rows: Any, by: int = 1, **more: Any) -> Any:
    return await desk.post("/programmes/1/lexicon/changes", {"by": by, "why": "So one says", "rows": rows, **more})


async def tried(desk: Desk, change: Any) -> None:
    """Do what the bot does with a proposed change."""
    on = await desk.store.read(lexicon_versions.newest_version)
    await desk.store.write(
        lambda tx: lexicon_versions.note_tried(
            tx, ChangeId(change["id"]), Effect(looked_at=2), on=on, failure=None, now=desk.now
        )
    )


async def brought_live(desk: Desk, change: Any) -> None:
    """Do what the bot does with an approved change."""
    await tried(desk, change)
    kept = await desk.store.read(lambda tx: lexicon_versions.get(tx, ChangeId(change["id"])))
    assert kept is not None
    assert await desk.store.write(lambda tx: lexicon_versions.go_live(tx, kept, "f", desk.now)) is not None


async def test_rows_are_listed_searched_and_paged(staffed: Desk) -> None:
    page = await staffed.get("/lexicon/rows", limit=1)
    assert ([row["id"] for row in page["items"]], page["next"]) == ([ROW], ROW)
    page = await staffed.get("/lexicon/rows", after=page["next"])
    assert ([row["id"] for row in page["items"]], page["next"]) == ([MEAN], None)
    for query, ids in (
        ({"search": "BISCUIT"}, [MEAN]),
        ({"severity": "high"}, [ROW]),
        ({"category": "bullying"}, [MEAN]),
        ({"language": "bg"}, []),
        ({"changed": True}, []),
    ):
        assert [row["id"] for row in (await staffed.get("/lexicon/rows", **query))["items"]] == ids, query


async def test_a_row_tells_what_is_shipped_and_how_it_has_fared(staffed: Desk) -> None:
    row = await staffed.get(f"/lexicon/rows/{ROW}")
    assert (row["row"]["standing"], row["shipped"]["pattern"]) == ("shipped", "grey thunder")
    assert (row["hits_in_30_days"], row["record"], row["changes"]) == (0, None, [])
    await staffed.refused(404, "GET", "/lexicon/rows/en-nothing-001")
    await staffed.refused(404, "GET", "/lexicon/rows/No%20id")


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"negative": ["only grey thunder", "other"]}, "is found but should not be: only grey thunder"),
        ({"positive": ["sunshine", "grey thunder"]}, "should be found but is not: sunshine"),
        ({"pattern": "muslim"}, "`muslim` says who somebody is; that alone is never a concern"),
        ({"pattern": "{muslim,gay}"}, "`muslim` says who somebody is; that alone is never a concern"),
        ({"pattern": "grey @nowhere"}, "`@nowhere` is neither a detector nor a context set"),
    ],
)
async def test_what_is_wrong_with_a_row_is_said_before_and_refused_after(staffed: Desk, cells: Any, fault: str) -> None:
    row = await the_row(staffed, **cells)
    (checked,) = (await staffed.post("/lexicon/check", {"rows": [row]}))["rows"]
    assert any(fault in each for each in checked["faults"])
    body = {"by": 1, "why": "x", "rows": [row]}
    problem = await staffed.refused(422, "POST", "/programmes/1/lexicon/changes", body)
    assert any(fault.lower() in each["problem"].lower() for each in problem["errors"])
    assert (await staffed.get("/programmes/1/lexicon/changes"))["items"] == []


async def test_a_row_without_two_sentences_of_each_kind_is_refused(staffed: Desk) -> None:
    row = await the_row(staffed, positive=["only grey thunder"], negative=["a", "a"])
    problem = await staffed.refused(422, "POST", "/lexicon/check", {"rows": [row]})
    assert set(problems_by_field(problem)) == {"rows 1, positive", "rows 1, negative"}


async def test_what_loosens_a_high_row_takes_a_lead_who_did_not_propose_it(staffed: Desk) -> None:
    row = await the_row(staffed, exceptions=["grey thunder on"])
    change = await proposed(staffed, row, by=2)
    path = f"/lexicon/changes/{change['id']}"
    assert (change["state"], change["loosens"], change["rows"][0]["columns"]) == ("trying", True, ["except"])
    problem = await staffed.refused(409, "POST", f"{path}/approve", {"by": 3})
    assert problem["type"].endswith("change-state"), "not before anybody knows what it does"

    await tried(staffed, change)
    for by, status, kind in (
        (1, 409, "second-person"),
        (2, 409, "second-person"),
        (4, 422, "invalid"),
        (5, 422, "invalid"),
    ):
        problem = await staffed.refused(status, "POST", f"{path}/approve", {"by": by})
        assert problem["type"].endswith(kind), by
    approved = await staffed.post(f"{path}/approve", {"by": 3})
    assert (approved["state"], approved["decided_by"]) == ("approved", 3)

    await brought_live(staffed, change)
    live = await staffed.get(f"/lexicon/rows/{ROW}")
    assert (live["row"]["standing"], live["row"]["exceptions"]) == ("changed", ["grey thunder on"])
    assert live["shipped"]["exceptions"] == []
    assert [each["state"] for each in live["changes"]] == ["live"]
    assert await staffed.audited(f"lexicon_change:{change['id']}") == [
        "lexicon.proposed",
        "lexicon.approved",
        "lexicon.live",
    ]


async def test_what_loosens_nothing_goes_live_by_its_authors_own_yes(staffed: Desk) -> None:
    new = {
        "language": "en",
        "category": "bullying",
        "severity": "high",
        "pattern": "wet sponge",
        "positive": ["you wet sponge", "what a wet sponge"],
        "negative": ["wet", "a sponge that is wet"],
    }
    change = await proposed(staffed, new, await the_row(staffed, MEAN, severity="low"))
    assert [row["row_id"] for row in change["rows"]] == ["en-bullying-own-001", MEAN]
    assert not change["loosens"]
    await tried(staffed, change)
    await staffed.post(f"/lexicon/changes/{change['id']}/approve", {"by": 1})
    await brought_live(staffed, change)
    assert (await staffed.get("/lexicon/rows/en-bullying-own-001"))["row"]["standing"] == "own"
    second = await proposed(staffed, new | {"pattern": "dry sponge", "positive": ["dry sponge", "a dry sponge"]})
    assert second["rows"][0]["row_id"] == "en-bullying-own-002"


async def test_a_row_is_switched_off_and_comes_back_as_it_is_shipped(staffed: Desk) -> None:
    off = await proposed(staffed, switch_off=[ROW], by=2)
    assert (off["loosens"], off["rows"][0]["after"]) == (True, None)
    await tried(staffed, off)
    await staffed.post(f"/lexicon/changes/{off['id']}/approve", {"by": 3})
    await brought_live(staffed, off)
    assert (await staffed.get("/lexicon/rows", changed=True))["items"][0]["standing"] == "off"

    back = await proposed(staffed, as_shipped=[ROW])
    assert not back["loosens"]
    await tried(staffed, back)
    await staffed.post(f"/lexicon/changes/{back['id']}/approve", {"by": 1})
    await brought_live(staffed, back)
    assert (await staffed.get(f"/lexicon/rows/{ROW}"))["row"]["standing"] == "shipped"
    versions = await staffed.get("/lexicon/versions")
    assert (versions["in_force"], [each["version"] for each in versions["items"]]) == (2, [1, 2])
    assert (await staffed.get("/lexicon/difference", before=0, after=2))["rows"] == []
    (row,) = (await staffed.get("/lexicon/difference", before=0, after=1))["rows"]
    assert (row["row_id"], row["after"]) == (ROW, None)


async def test_taking_back_what_loosened_needs_one_person(staffed: Desk) -> None:
    change = await proposed(staffed, await the_row(staffed, exceptions=["grey thunder on"]), by=2)
    await staffed.refused(409, "POST", f"/lexicon/changes/{change['id']}/revert", {"by": 1})
    await tried(staffed, change)
    await staffed.post(f"/lexicon/changes/{change['id']}/approve", {"by": 3})
    await brought_live(staffed, change)

    back = await staffed.post(f"/lexicon/changes/{change['id']}/revert", {"by": 1})
    assert (back["state"], back["loosens"], back["reverts_id"]) == ("approved", False, change["id"])
    await brought_live(staffed, back)
    assert (await staffed.get(f"/lexicon/rows/{ROW}"))["row"]["standing"] == "shipped"


async def test_a_change_is_refused_or_withdrawn_while_it_is_open(staffed: Desk) -> None:
    for by, state in ((3, "refused"), (1, "withdrawn")):
        change = await proposed(staffed, await the_row(staffed, note="hm"))
        await staffed.refused(422, "POST", f"/lexicon/changes/{change['id']}/refuse", {"by": 4})
        assert (await staffed.post(f"/lexicon/changes/{change['id']}/refuse", {"by": by}))["state"] == state
        await staffed.refused(409, "POST", f"/lexicon/changes/{change['id']}/refuse", {"by": by})
    listed = await staffed.get("/programmes/1/lexicon/changes", state="refused")
    assert [each["id"] for each in listed["items"]] == [1]


async def test_an_export_comes_in_again_and_only_what_differs_is_proposed(staffed: Desk) -> None:
    exported = (await staffed.client.get("/api/v1/lexicon/languages/en/csv")).text
    assert exported.splitlines()[0].startswith("id,category,severity,pattern,except,unless")
    await staffed.refused(404, "GET", "/lexicon/languages/bg/csv")
    body = {"by": 1, "why": "from the file"}
    path = "/programmes/1/lexicon/csv"
    await staffed.refused(422, "POST", path, body | {"csv": exported})

    new = 'en-bullying-new,bullying,low,wet sponge,,,,any,,wet sponge || the wet sponge,wet || sponge,"ours, here"\n'
    change = await staffed.post(path, body | {"csv": exported + new})
    assert [row["row_id"] for row in change["rows"]] == ["en-bullying-own-001"]
    problem = await staffed.refused(422, "POST", path, body | {"csv": exported + new.replace("low", "awful")})
    assert problem["errors"][0]["problem"].startswith("The file, line 4, severity")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"by": 5}, "by"),
        ({"by": 4}, "by"),
        ({"by": 99}, "by"),
        ({}, "rows"),
        ({"switch_off": ["en-test-009"]}, "switch off 1"),
        ({"as_shipped": [ROW]}, "as shipped 1"),
        ({"switch_off": [ROW, ROW]}, "rows"),
    ],
)
async def test_a_change_that_cannot_be_is_refused_with_its_field(staffed: Desk, body: Any, field: str) -> None:
    asked = {"by": 1, "why": "x", "switch_off": [MEAN] if "by" in body else [], **body}
    problem = await staffed.refused(422, "POST", "/programmes/1/lexicon/changes", asked)
    assert set(problems_by_field(problem)) == {field}


async def test_a_row_of_an_unknown_id_or_another_language_is_refused(staffed: Desk) -> None:
    row = await the_row(staffed)
    for changed, field in (
        ({"id": "en-test-077"}, "rows 1, id"),
        ({"language": "bg"}, "rows 1, language"),
    ):
        body = {"by": 1, "why": "x", "rows": [row | changed]}
        problem = await staffed.refused(422, "POST", "/programmes/1/lexicon/changes", body)
        assert set(problems_by_field(problem)) == {field}


async def test_how_rows_fare_is_listed_for_all(staffed: Desk) -> None:
    assert await staffed.get("/lexicon/records") == {"rows": []}
