"""The API describes itself truly, and its documentation needs no network."""

import re
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from pydantic import BaseModel

import admin_api
from admin_api.problems import KINDS
from tests.admin_api.desk import PROBLEM, Desk

OPEN = {"/healthz", "/readyz"}


def shapes() -> list[type[BaseModel]]:
    modules = [import_module(f"admin_api.{module.name}") for module in iter_modules(admin_api.__path__)]
    return [
        shape
        for module in modules
        for shape in vars(module).values()
        if isinstance(shape, type) and issubclass(shape, BaseModel) and shape.__module__ == module.__name__
    ]


def examples_of(shape: type[BaseModel]) -> list[Any]:
    extra = shape.model_config.get("json_schema_extra")
    return list(extra.get("examples", [])) if isinstance(extra, dict) else []  # type: ignore[arg-type]


@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: shape.__name__)
def test_every_example_is_one(shape: type[BaseModel]) -> None:
    for example in examples_of(shape):
        shape.model_validate(example)


async def described(desk: Desk) -> Any:
    del desk.client.headers["Authorization"]
    return (await desk.client.get("/openapi.json")).json()


async def operations(desk: Desk) -> list[tuple[str, Any]]:
    schema = await described(desk)
    return [(path, operation) for path, methods in schema["paths"].items() for operation in methods.values()]


async def test_every_operation_has_a_name_a_summary_and_a_description(desk: Desk) -> None:
    found = await operations(desk)

    names = [operation["operationId"] for _, operation in found]
    assert len(names) == len(set(names))
    assert {"add_programme", "add_person", "invite_person", "record_consent", "propose_pair"} <= set(names)
    for path, operation in found:
        assert operation["summary"], path
        assert operation["description"], path
        assert len(operation["tags"]) == 1, path


async def test_every_body_that_is_sent_or_answered_has_an_example(desk: Desk) -> None:
    schema = await described(desk)
    shapes = schema["components"]["schemas"]

    for path, methods in schema["paths"].items():
        for operation in methods.values():
            bodies = [operation["requestBody"]] if "requestBody" in operation else []
            bodies += [response for response in operation["responses"].values() if "content" in response]
            for body in bodies:
                (content,) = body["content"].values()
                if content["schema"].get("format") == "binary":
                    continue  # a file
                name = content["schema"]["$ref"].rsplit("/", 1)[-1]
                if not name.endswith("Page"):
                    assert shapes[name]["examples"], (path, name)


async def test_every_error_is_described_as_a_problem(desk: Desk) -> None:
    for path, operation in await operations(desk):
        failures = {status: r for status, r in operation["responses"].items() if int(status) >= 400}
        if path in OPEN:
            assert set(failures) <= {"503"}
            continue
        assert {"401", "500", "503"} <= set(failures), path
        assert ("404" in failures) == ("{" in path), path
        asks = any(parameter["in"] == "query" for parameter in operation.get("parameters", []))
        assert ("422" in failures) == ("requestBody" in operation or asks), path
        for response in failures.values():
            assert list(response["content"]) == [PROBLEM], path
        assert operation["security"] == [{"token": []}], path


async def test_the_documentation_loads_nothing_from_anywhere(desk: Desk) -> None:
    del desk.client.headers["Authorization"]

    page = await desk.client.get("/docs")

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert not re.search(r"<script|<link|<img|@import|url\(|(?:src|href)=.?(?:https?:)?//", page.text)


async def test_the_documentation_names_every_operation_and_every_problem(desk: Desk) -> None:
    page = (await desk.client.get("/docs")).text

    for path, operation in await operations(desk):
        assert f"<code>{path}</code>" in page
        assert f"id={operation['operationId']}>" in page
    for target in re.findall(r'href="#([^"]+)"', page):
        assert f"id={target}>" in page
    for kind in KINDS:
        assert f'id="{kind.type.partition("#")[2]}"' in page
