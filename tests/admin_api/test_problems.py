"""Whatever is wrong with a request, the answer is a problem document with a sentence, and nothing was done."""

import json
import re
from collections.abc import Iterator
from copy import copy
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from admin_api.app import create_app
from admin_api.edges import LARGEST_BODY, LARGEST_QUESTIONNAIRE
from storage.database import StorageFailed
from tests.admin_api.desk import TOKEN, Desk, problem_of

JSON = {"Content-Type": "application/json"}


def operations(desk: Desk, *, prefix: str = "/api/v1") -> list[tuple[str, str, bool]]:
    """Return (method, path with every id 1, whether it takes a body) of all that the API can do."""
    schema = app_of(desk).openapi()
    return [
        (method.upper(), re.sub(r"\{\w+\}", "1", path), "requestBody" in operation)
        for path, methods in schema["paths"].items()
        if path.startswith(prefix)
        for method, operation in methods.items()
    ]


async def test_nothing_is_done_or_shown_without_the_token(desk: Desk) -> None:
    await desk.amina_and_ben()
    del desk.client.headers["Authorization"]
    wrong = ("", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN, "Bearer t\u00f6ken")
    attempts = [{}, *({b"Authorization": words.encode("latin-1")} for words in wrong)]

    for method, path, has_body in operations(desk):
        for headers in attempts:
            answer = await desk.client.request(method, path, headers=headers, json={} if has_body else None)
            problem_of(answer, 401)
            assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="interlude"')


async def test_the_word_bearer_may_be_written_in_any_case(desk: Desk) -> None:
    answer = await desk.client.get("/api/v1/programmes", headers={"Authorization": f"bearer {TOKEN}"})

    assert answer.status_code == 200


async def test_an_api_without_a_token_is_not_built(desk: Desk) -> None:
    with pytest.raises(ValueError, match="needs a token"):
        create_app(desk.store, token="", now=lambda: desk.now, bot_username=lambda: None, health=lambda: None)


async def test_what_is_not_there_is_not_found_by_any_operation(desk: Desk) -> None:
    bodies: dict[str, Any] = {
        "pairs": {"mentor_id": 1, "mentee_id": 2},
        "people": {"role": "mentee", "display_name": "Amina"},
        "consents": {"kind": "own", "given_by": "Amina", "scope": "all", "given_at": "2026-03-02T10:00:00Z"},
        "absences": {"kind": "ill"},
        "check-ins": {"questionnaire": "mentee_weekly"},
        "calendar": {"first_day": "2026-05-11", "kind": "exam", "name": "Exams"},
        "import": {"format": "csv", "text": "first_day,name\n2026-05-11,Exams\n"},
        "preview": {"week_of": "2026-03-23"},
        "snooze": {"until": "2026-03-09T08:00:00Z"},
        "duty-rota": {"spans": []},
        "drill-schedule": {"every_days": 30},
        "hand-over": {"format": "pdf", "to_id": 4},
        "changes": {"by": 1, "why": "So one says", "switch_off": ["en-test-001"]},
        "csv": {"by": 1, "why": "So one says", "csv": "id\n"},
        **{key: {"by": 1} for key in ("approve", "refuse", "revert")},
        "conflicts": {"staff_id": 4, "person_id": 2, "reason": "tutor"},
    }
    queries = {"holidays": "?year=2026", "trends": "?questionnaire=mentee_weekly"}
    for method, path, has_body in operations(desk):
        if "1" not in path.removeprefix("/api/v1"):
            continue
        body = bodies.get(path.rsplit("/", 1)[-1]) if method in ("POST", "PUT") else {}
        asked = path + queries.get(path.rsplit("/", 1)[-1], "") if method == "GET" else path
        answer = await desk.client.request(method, asked, json=body if has_body else None)
        assert answer.status_code == 404, f"{method} {asked}: {answer.text}"
        problem_of(answer, 404)


async def test_an_id_that_cannot_be_is_not_found_either(desk: Desk) -> None:
    await desk.amina_and_ben()

    for impossible in ("0", "-1", "x", "1.5", "99999999999999999999", "%00", "1%2F2", "é"):
        for path in ("/programmes", "/people", "/pairs"):
            await desk.refused(404, "GET", f"{path}/{impossible}")


async def test_an_address_that_is_not_there(desk: Desk) -> None:
    for path in ("/api/v1/nothing", "/api/v1", "/", "/api/v2/programmes", "/api/v1/programmes/"):
        problem_of(await desk.client.get(path), 404)


async def test_a_method_that_an_address_does_not_have(desk: Desk) -> None:
    for path, allowed in (("/programmes", "GET, POST"), ("/people/1", "GET, PATCH"), ("/pairs/1/pause", "POST")):
        answer = await desk.client.delete(f"/api/v1{path}")

        problem_of(answer, 405)
        assert answer.headers["Allow"] == allowed


async def test_a_body_that_is_not_json(desk: Desk) -> None:
    for body in (b"{", b"name=Spring", b"\xff\xfe", b"[" * 30_000, b'{"a":' + b"9" * 5000 + b"}"):
        answer = await desk.client.post("/api/v1/programmes", content=body, headers=JSON)

        assert problem_of(answer, 400)["type"] == "/docs#problem-malformed"


async def test_a_body_that_is_too_large(desk: Desk) -> None:
    answer = await desk.client.post("/api/v1/programmes", content=b'"' + b"x" * LARGEST_BODY + b'"', headers=JSON)

    assert problem_of(answer, 413)["detail"] == "The body of the request is too large: 512 kB at most at this address."


async def test_a_questionnaire_may_be_as_large_as_a_workbook_in_base64_and_no_larger(desk: Desk) -> None:
    for path in (
        "/questionnaires/check",
        "/programmes/1/questionnaires/visit",
        "/programmes/1/questionnaires/visit/preview",
    ):
        method = "PUT" if path.endswith("visit") else "POST"
        for size, status in ((LARGEST_BODY, 422), (LARGEST_QUESTIONNAIRE, 413)):
            body = b'"' + b"x" * size + b'"'
            answer = await desk.client.request(method, f"/api/v1{path}", content=body, headers=JSON)
            problem = problem_of(answer, status)
        assert problem["detail"] == "The body of the request is too large: 1536 kB at most at this address."


async def test_a_body_of_another_kind_is_told_what_is_wanted(desk: Desk) -> None:
    answer = await desk.client.post("/api/v1/programmes", data={"name": "Spring"})

    (error,) = problem_of(answer, 422)["errors"]
    assert "Content-Type: application/json" in error["problem"]


async def test_a_body_that_is_no_object(desk: Desk) -> None:
    for body in (b"", b"null", b"[]", b'"Spring"', b"7", b"true", b"NaN"):
        problem_of(await desk.client.post("/api/v1/programmes", content=body, headers=JSON), 422)


async def test_an_answer_never_repeats_what_was_sent(desk: Desk) -> None:
    await desk.programme()
    secret = "Aminas-secret"

    answer = await desk.client.post(
        "/api/v1/programmes/1/people", json={"role": secret, "display_name": secret + "\n!", "language": secret}
    )

    assert len(problem_of(answer, 422)["errors"]) == 3
    assert secret not in answer.text


async def test_an_unknown_fields_name_is_told_whatever_it_holds(desk: Desk) -> None:
    body = json.dumps({"a/b~c": 1, "x" * 500: 2}).encode()

    answer = await desk.client.patch("/api/v1/programmes/1", content=body, headers=JSON)

    pointers = [error["pointer"] for error in problem_of(answer, 422)["errors"]]
    assert pointers == ["/a~1b~0c", "/" + "x" * 64]


async def test_a_database_that_fails_is_told_as_passing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(_work: object) -> None:
        raise StorageFailed("disk I/O error")

    monkeypatch.setattr(desk.store, "write", fail)

    answer = await desk.client.post("/api/v1/programmes", json={"name": "S", "time_zone": "UTC", "language": "en"})

    problem_of(answer, 503)
    assert answer.headers["Retry-After"] == "5"
    assert "disk" not in answer.text


async def test_what_nobody_expected_says_nothing_of_the_inside(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(_work: object) -> None:
        raise RuntimeError("the inside")

    monkeypatch.setattr(desk.store, "read", fail)

    answer = await desk.client.get("/api/v1/programmes")

    problem_of(answer, 500)
    assert "inside" not in answer.text


# What people, scripts and attackers put where something else was meant.
NASTY: list[Any] = [None, True, -1, 2**63, 1e308, "", "\x00", "\ud800", "x" * 400, [], [None], {}, {"\ud800": 1}]


def with_each_part_replaced(whole: Any) -> Iterator[Any]:
    """Yield the body with each of its parts, and itself, replaced by each nasty thing."""
    yield from NASTY
    parts = whole.items() if isinstance(whole, dict) else enumerate(whole) if isinstance(whole, list) else ()
    for key, part in parts:
        for other in with_each_part_replaced(part):
            replaced = copy(whole)
            replaced[key] = other
            yield replaced


async def test_garbage_is_never_our_mistake(desk: Desk) -> None:
    await desk.amina_and_ben()
    schema = app_of(desk).openapi()
    tried = 0
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            for example in examples(schema, operation):
                for body in with_each_part_replaced(example):
                    content = json.dumps(body).encode()
                    url = re.sub(r"\{\w+\}", "1", path)
                    answer = await desk.client.request(method, url, content=content, headers=JSON)
                    tried += 1
                    if not answer.is_success:
                        assert answer.status_code < 500, (url, body)
                        problem_of(answer, answer.status_code)
    assert tried > 500


def examples(schema: Any, operation: Any) -> list[Any]:
    """Return the examples of what an operation takes; none when it takes no body."""
    if "requestBody" not in operation:
        return []
    shape = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
    found: list[Any] = schema["components"]["schemas"][shape]["examples"]
    return found


def app_of(desk: Desk) -> FastAPI:
    transport = desk.client._transport
    assert isinstance(transport, httpx.ASGITransport)
    assert isinstance(transport.app, FastAPI)
    return transport.app
