"""Questionnaires over HTTP: set, changed, previewed, taken out of use, and carried as files."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest

from admin_api.questionnaire_shapes import QUESTIONNAIRE_EXAMPLE
from bot.shipped_questionnaires import bring_shipped_questionnaires
from mentoring.people import ProgrammeId
from storage import questionnaires
from tests.admin_api.desk import Desk, problems_by_field
from tests.admin_api.spreadsheets import real_form, small, workbook
from tests.mentoring.questionnaires.forms import example_yaml

AFTER_VISIT: dict[str, Any] = dict(QUESTIONNAIRE_EXAMPLE)
PATH = "/programmes/1/questionnaires/after_visit"


def changed(**fields: Any) -> dict[str, Any]:
    return AFTER_VISIT | fields


def in_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


async def put(desk: Desk, body: Any, path: str = PATH) -> Any:
    answer = await desk.client.put(f"/api/v1{path}", json=body)
    assert answer.is_success, answer.text
    return answer.json()


@pytest.fixture
async def programme(desk: Desk) -> Any:
    return await desk.programme()


async def test_a_questionnaire_is_set_and_changed_and_every_version_stays(desk: Desk, programme: Any):
    first = await put(desk, {"questionnaire": AFTER_VISIT})
    assert (first["number"], first["is_new"], first["is_shipped"], first["questions"]) == (1, True, False, 2)
    assert first["questionnaire"] == AFTER_VISIT
    assert (first["remarks"], first["left_out"]) == ([], [])

    again = await put(desk, {"questionnaire": AFTER_VISIT})
    assert again == first | {"is_new": False}

    second = await put(desk, {"questionnaire": changed(title={"en": "The visit"})})
    assert (second["number"], second["is_new"]) == (2, True)
    assert second["remarks"] == [
        {"place": "title, bg", "remark": "There is no text in bg; the one in en stands in."},
    ]
    shown = await desk.get(PATH)
    assert shown["id"] == second["id"]
    listed = await desk.get("/programmes/1/questionnaires")
    assert [one["id"] for one in listed["items"]] == [second["id"]]
    versions = await desk.get(f"{PATH}/versions")
    assert [(one["id"], one["number"]) for one in versions["items"]] == [(first["id"], 1), (second["id"], 2)]
    kept = await desk.store.read(lambda tx: questionnaires.version(tx, first["id"]))
    assert kept is not None
    assert kept.questionnaire.title == {"en": "Your visit", "bg": "Твоето посещение"}
    assert await desk.audited("programme:1") == ["programme.added", "questionnaire.set", "questionnaire.set"]


async def test_a_shipped_questionnaire_is_changed_for_one_programme_and_comes_back(desk: Desk, programme: Any):
    await desk.programme()
    await bring_shipped_questionnaires(desk.store, datetime(2026, 3, 1, tzinfo=UTC))
    path = "/programmes/1/questionnaires/mentee_weekly"
    shipped = await desk.get(path)
    assert shipped["is_shipped"]

    own = await put(desk, {"questionnaire": shipped["questionnaire"] | {"thanks": {"en": "See you"}}}, path)

    assert (own["is_shipped"], own["number"]) == (False, 1)
    assert (await desk.get(path))["id"] == own["id"]
    assert (await desk.get("/programmes/2/questionnaires/mentee_weekly"))["id"] == shipped["id"]
    assert (await desk.client.delete(f"/api/v1{path}")).status_code == 204
    assert (await desk.get(path))["id"] == shipped["id"]
    await desk.refused(404, "DELETE", path)
    ended = (await desk.get(f"{path}/versions"))["items"][1]
    assert (ended["id"], ended["ended_at"]) == (own["id"], "2026-03-02T14:00:00Z")
    assert (await desk.audited("programme:1"))[1:] == ["questionnaire.set", "questionnaire.removed"]


async def test_every_mistake_is_named_and_nothing_is_kept(desk: Desk, programme: Any):
    questions = [
        {"key": "a b", "kind": "scale", "text": {"en": "How?"}, "choices": [{"value": 1}, {"value": 1}]},
        {"key": "why", "kind": "text", "text": {"fr": "Quoi ?"}, "shown_if": "${liked} = 1"},
    ]

    problem = await desk.refused(422, "PUT", PATH, {"questionnaire": changed(questions=questions, rules=[])})

    by_field = problems_by_field(problem)
    assert by_field.pop("questionnaire, questions 1, key").startswith("This must be up to 32 letters")
    assert by_field == {
        "questionnaire, questions 1, choices 2, value": "The points of a scale stand by rising value.",
        "questionnaire, questions 2, text, fr": "This is not one of the questionnaire's languages.",
        "questionnaire, questions 2, shown if": "There is no question “liked” before this.",
    }
    assert "/questionnaire/questions/0/choices/1/value" in [error["pointer"] for error in problem["errors"]]
    await desk.refused(404, "GET", PATH)


@pytest.mark.parametrize(
    ("body", "field", "says"),
    [
        ({}, "the request", "Exactly one of"),
        ({"yaml": "a: 1", "questionnaire": {}}, "the request", "Exactly one of"),
        ({"questionnaire": changed(key="other")}, "questionnaire, key", "as in the address"),
        ({"yaml": "key: [1"}, "yaml, the questionnaire", "cannot be read as YAML"),
        ({"yaml": "key: x\nlanguages: [en]\nkey: y"}, "yaml, the questionnaire", "stands here twice"),
        ({"xlsform": "not base64!"}, "xlsform", "in base64"),
        ({"xlsform": in_base64(b"hello")}, "xlsform, the file", "no .xlsx workbook"),
        ({"questionnaire": {"a": {"\ud800": 1}}}, None, ""),
    ],
)
async def test_what_is_no_questionnaire_is_refused(desk: Desk, programme: Any, body: Any, field: str | None, says: str):
    if field is None:
        answer = await desk.client.put(
            f"/api/v1{PATH}", content=b'{"questionnaire": {"\\ud800": 1}}', headers={"Content-Type": "application/json"}
        )
        assert answer.status_code in (400, 422)
        return
    problem = await desk.refused(422, "PUT", PATH, body)
    assert says in problems_by_field(problem)[field]


async def test_a_mistake_in_yaml_is_told_by_its_line(desk: Desk, programme: Any):
    text = example_yaml().replace("kind: number", "kind: numbers")
    line = text.splitlines().index("    kind: numbers") + 1
    problem = await desk.refused(422, "POST", "/questionnaires/check", {"yaml": text})
    (error,) = problem["errors"]
    assert (error["field"], error["pointer"]) == (f"yaml, line {line}, questions 4, kind", "/yaml")


async def test_a_mistake_in_a_workbook_is_told_by_its_cell(desk: Desk, programme: Any):
    data = small(("geopoint", "where", "Where?"), ("text", "a b", "What?"))
    problem = await desk.refused(422, "PUT", PATH, {"xlsform": in_base64(data)})
    assert problems_by_field(problem).keys() == {
        "xlsform, sheet survey, row 2, column type (A)",
        "xlsform, sheet survey, row 3, column name (B)",
    }


async def test_a_spreadsheet_goes_in_and_out_and_in_again(desk: Desk, programme: Any):
    kept = await put(desk, {"xlsform": in_base64(real_form())})
    assert (kept["key"], kept["is_new"], kept["questions"]) == ("after_visit", True, 10)
    assert "sheet survey, row 2, column type (A)" in [one["place"] for one in kept["left_out"]]

    file = await desk.client.get(f"/api/v1{PATH}/file", params={"format": "xlsform"})
    assert file.headers["Content-Disposition"] == 'attachment; filename="after_visit.xlsx"'
    assert (await put(desk, {"xlsform": in_base64(file.content)}))["is_new"] is False

    text = (await desk.client.get(f"/api/v1{PATH}/file")).text
    assert text.startswith("key: after_visit\n")
    assert (await put(desk, {"yaml": text}))["is_new"] is False


async def test_a_check_keeps_nothing(desk: Desk, programme: Any):
    found = await desk.post("/questionnaires/check", {"yaml": example_yaml()})
    assert (found["seconds"], found["remarks"], found["questionnaire"]["key"]) == (73, [], "mentee_weekly")
    assert (await desk.get("/programmes/1/questionnaires"))["items"] == []


async def test_a_preview_shows_what_would_be_asked_and_what_is_not_translated(desk: Desk, programme: Any):
    questions = [*AFTER_VISIT["questions"]]
    questions[0] = questions[0] | {"hint": {"en": "Press one, {partner} sees nothing"}}
    await put(desk, {"questionnaire": changed(questions=questions)})

    after = await desk.post(f"{PATH}/preview", {"language": "bg", "answers": {"liked": 1}})

    assert after["title"] == "Твоето посещение"
    assert [(one["key"], one["is_answered"]) for one in after["questions"]] == [("liked", True), ("why", False)]
    assert after["next"] == "why"
    liked = after["questions"][0]
    assert (liked["text"], liked["hint"]) == ("Хареса ли ти?", "Press one, Ben sees nothing")
    assert liked["choices"] == [{"key": "1", "label": "🙁"}, {"key": "2", "label": "😐"}, {"key": "3", "label": "🙂"}]
    assert (liked["missing"], after["missing"]) == (["hint"], ["questions 1, hint"])
    done = await desk.post(f"{PATH}/preview", {"language": "en", "answers": {"liked": 3}})
    assert ([one["key"] for one in done["questions"]], done["next"], done["missing"]) == (["liked"], None, [])
    skipped = await desk.post(f"{PATH}/preview", {"language": "tr", "answers": {"liked": None}})
    assert "title" in skipped["missing"]


async def test_a_draft_is_previewed_before_it_is_kept(desk: Desk, programme: Any):
    body = {"language": "tr", "answers": {"mood": 4, "went": False}, "draft": {"yaml": example_yaml()}}
    shown = await desk.post("/programmes/1/questionnaires/mentee_weekly/preview", body)
    assert [one["key"] for one in shown["questions"]] == ["mood", "went", "reasons", "hours", "topic", "more"]
    assert shown["questions"][1]["section"] == "İşte ve derste"
    bad = {"language": "tr", "draft": {"questionnaire": {}}}
    problem = await desk.refused(422, "POST", f"{PATH}/preview", bad)
    assert "draft, questionnaire, languages" in problems_by_field(problem)


async def test_answers_that_cannot_be_are_named(desk: Desk, programme: Any):
    await put(desk, {"questionnaire": AFTER_VISIT})
    body = {"language": "en", "answers": {"liked": 9, "other": 1, "why": {"a": 1}}}
    problem = await desk.refused(422, "POST", f"{PATH}/preview", body)
    assert {"answers, liked", "answers, other"} <= problems_by_field(problem).keys()


async def test_what_is_not_there_is_not_to_be_found(desk: Desk, programme: Any):
    for path in (
        PATH,
        f"{PATH}/file",
        "/programmes/1/questionnaires/no-key",
        "/programmes/9/questionnaires/after_visit",
    ):
        await desk.refused(404, "GET", path)
    await desk.refused(404, "PUT", PATH.replace("/1/", "/9/"), {"questionnaire": AFTER_VISIT})
    await desk.refused(404, "POST", f"{PATH}/preview", {"language": "en"})
    assert (await desk.get(f"{PATH}/versions"))["items"] == []
    assert await desk.store.read(lambda tx: questionnaires.current(tx, ProgrammeId(9), "after_visit")) is None


async def test_a_workbook_without_roles_is_for_mentees(desk: Desk, programme: Any):
    book = workbook(survey=[("type", "name", "label::English (en)"), ("text", "q", "What?")],
                    settings=[("form_title",), ("Form",)],
                    interlude=[("name", "value"), ("roles", "mentor, mentee")])  # fmt: skip
    assert (await put(desk, {"xlsform": in_base64(book)}))["roles"] == ["mentee", "mentor"]
