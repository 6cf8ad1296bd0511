"""Every error as problem details (RFC 9457): a stable type, a title, and one sentence for the person who reads it.

No answer repeats what was sent: a request may hold a child's name or a token.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema
from starlette.exceptions import HTTPException

from admin_api.field_errors import FieldError, field_errors
from storage.database import StorageFailed
from storage.store import StoreClosed

MEDIA_TYPE = "application/problem+json"

_REF = "#/components/schemas/{model}"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One sort of problem. `slug` never changes once published; `meaning` is what the documentation says about it."""

    slug: str
    status: int
    title: str
    meaning: str

    @property
    def type(self) -> str:
        """Return the URI that names this sort; it also leads to its line in the API's own documentation."""
        return f"/docs#problem-{self.slug}"


MALFORMED = ProblemKind("malformed", 400, "Not JSON", "The body of the request cannot be read as JSON.")
UNAUTHORIZED = ProblemKind("unauthorized", 401, "Not signed in", "The bearer token is missing or not the right one.")
NOT_FOUND = ProblemKind("not-found", 404, "Not found", "There is nothing at this address, or nothing with this id.")
METHOD = ProblemKind("method-not-allowed", 405, "Not possible here", "This address does not do this; see `Allow`.")
PAIR_EXISTS = ProblemKind("pair-exists", 409, "Already a pair", "These two are in an open pair together already.")
PAIR_STATE = ProblemKind("pair-state", 409, "Not from this state", "A pair in this state cannot do what was asked.")
ROTA_MISSING = ProblemKind(
    "rota-missing", 409, "No duty rota", "A pair begins only when somebody is called for every hour; see the rota."
)
TASK_STATE = ProblemKind("task-state", 409, "Not with this task", "A task as it stands cannot do what was asked.")
TOO_LARGE = ProblemKind(
    "too-large",
    413,
    "Too large",
    "The body of the request is larger than what this address takes; it says how much that is.",
)
DRILL_UNDER_WAY = ProblemKind("drill-under-way", 409, "A drill lasts", "A programme has one drill at a time.")
CHANGE_STATE = ProblemKind(
    "change-state", 409, "Not with this change", "A change of the lexicon as it stands cannot do what was asked."
)
SECOND_PERSON = ProblemKind(
    "second-person",
    409,
    "Somebody else has to agree",
    "What may make the bot notice less needs a second person.",
)
INVALID = ProblemKind("invalid", 422, "Not accepted", "The request says something that cannot be; `errors` says where.")
FAILED = ProblemKind("failed", 500, "Our mistake", "Something in Interlude broke. Nothing of the request was done.")
UNAVAILABLE = ProblemKind("unavailable", 503, "Not now", "The database does not answer. Nothing was done; try again.")
OTHER = ProblemKind("other", 400, "Not accepted", "Anything else that is wrong with a request as such.")

KINDS = (
    MALFORMED,
    UNAUTHORIZED,
    NOT_FOUND,
    METHOD,
    PAIR_EXISTS,
    PAIR_STATE,
    ROTA_MISSING,
    TASK_STATE,
    CHANGE_STATE,
    SECOND_PERSON,
    DRILL_UNDER_WAY,
    TOO_LARGE,
    INVALID,
    FAILED,
    UNAVAILABLE,
    OTHER,
)
"""Every sort of problem, as the documentation lists them."""

ANY_BODY = (MALFORMED, TOO_LARGE, INVALID)
"""What can be wrong with the body of any request that has one."""

_BY_STATUS = {kind.status: kind for kind in (METHOD, NOT_FOUND, TOO_LARGE, UNAUTHORIZED, MALFORMED)}
_SENTENCES = {
    400: "The body of the request cannot be read as JSON.",
    404: "There is nothing at this address.",
    405: "This address does not do this; the Allow header lists what it does.",
}


class Problem(Exception):
    """Raise it anywhere in a request, also inside a transaction: nothing of that is kept, and this is the answer."""

    def __init__(
        self,
        kind: ProblemKind,
        detail: str,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.kind, self.detail, self.errors, self.headers = kind, detail, errors, headers
        super().__init__(kind.slug)


class ProblemShown(BaseModel):
    """What went wrong, as every error of this API is answered (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": NOT_FOUND.type,
                    "title": NOT_FOUND.title,
                    "status": NOT_FOUND.status,
                    "detail": "There is no person with this id.",
                }
            ]
        }
    )

    type: str = Field(description="A URI that names this sort of problem and never changes.")
    title: str = Field(description="The sort of problem in a few words.")
    status: int = Field(description="The HTTP status, again.")
    detail: str = Field(description="What is wrong this time, in a sentence.")


class InvalidShown(ProblemShown):
    """A request that was understood and cannot be accepted, with each place that must change."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": INVALID.type,
                    "title": INVALID.title,
                    "status": INVALID.status,
                    "detail": "One thing must change; see errors.",
                    "errors": [
                        {
                            "field": "display name",
                            "pointer": "/display_name",
                            "problem": "This must have 64 characters at most.",
                        }
                    ],
                }
            ]
        }
    )

    errors: list[FieldError] = Field(description="Each field that must change, and why.")


def found(thing: T | None, name: str) -> T:
    """Return the thing; raises the 404 problem when there is none. `name` is what it is called: "person"."""
    if thing is None:
        raise Problem(NOT_FOUND, f"There is no {name} with this id.")
    return thing


def invalid(*errors: FieldError) -> Problem:
    """Return the 422 problem for fields that are well formed and still cannot be accepted."""
    return Problem(INVALID, _counted(len(errors)), errors)


def documented(*kinds: ProblemKind) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI `responses` for an endpoint that can answer with these problems.

    They only name the shapes of `problem_shapes`. For each that is given as a `model`, the framework builds what checks
    and writes such an answer: hundreds of them, for megabytes, and none is ever used.
    """
    return {
        kind.status: {
            "description": kind.meaning,
            "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model=_shape_of(kind).__name__)}}},
        }
        for kind in kinds
    }


def problem_shapes() -> dict[str, Any]:
    """Return the JSON schemas of problems by name, for the components of the OpenAPI document."""
    _, described = models_json_schema(
        [(ProblemShown, "serialization"), (InvalidShown, "serialization")], ref_template=_REF
    )
    shapes: dict[str, Any] = described["$defs"]
    return shapes


def _shape_of(kind: ProblemKind) -> type[ProblemShown]:
    return InvalidShown if kind is INVALID else ProblemShown


def answer_with_problems(app: FastAPI) -> None:
    """Make every error of the app a problem: ours, the framework's, and those that nobody expected."""
    app.add_exception_handler(Problem, _own)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(StorageFailed, _storage)
    app.add_exception_handler(StoreClosed, _storage)
    # The server still logs the traceback: the framework raises the error again after this answer.
    app.add_exception_handler(Exception, _unexpected)


def problem_response(problem: Problem, status: int | None = None) -> JSONResponse:
    """Return the answer for a problem. `status` only where it is not the kind's own."""
    status = status or problem.kind.status
    shown: dict[str, Any] = {
        "type": problem.kind.type,
        "title": problem.kind.title,
        "status": status,
        "detail": problem.detail,
    }
    if problem.kind is INVALID:
        shown["errors"] = [error.model_dump() for error in problem.errors]
    headers = {"Cache-Control": "no-store", **problem.headers}
    return JSONResponse(shown, status, headers=headers, media_type=MEDIA_TYPE)


async def _own(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    return problem_response(error)


async def _not_valid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    raw = error.errors()
    if any(one["type"] == "json_invalid" for one in raw):
        return problem_response(Problem(MALFORMED, _SENTENCES[400]))
    # An id that no id can be is the id of nothing: the same answer as for one that was never given.
    if any(one["loc"][0] == "path" for one in raw):
        return problem_response(Problem(NOT_FOUND, "There is nothing with this id."))
    return problem_response(invalid(*field_errors(raw)))


async def _of_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    kind = _BY_STATUS.get(error.status_code, OTHER)
    sentence = error.detail if kind is TOO_LARGE else _SENTENCES.get(error.status_code, OTHER.meaning)
    headers = dict(error.headers or {})
    if kind is METHOD:
        # The framework names only the method of the first endpoint that it finds at the address.
        headers["Allow"] = _methods_at(request) or headers.get("Allow", "")
    return problem_response(Problem(kind, sentence, headers=headers), error.status_code)


def _methods_at(request: Request) -> str:
    """Return what the address of a request does, as in `GET, POST`; "" for one that is not documented."""
    paths: Mapping[str, Mapping[str, Any]] = request.app.openapi()["paths"]
    methods = {
        method.upper()
        for template, operations in paths.items()
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), request.url.path)
        for method in operations
    }
    return ", ".join(sorted(methods))


async def _storage(_request: Request, _error: Exception) -> JSONResponse:
    return problem_response(Problem(UNAVAILABLE, UNAVAILABLE.meaning, headers={"Retry-After": "5"}))


async def _unexpected(_request: Request, _error: Exception) -> JSONResponse:
    return problem_response(Problem(FAILED, FAILED.meaning))


def _counted(number: int) -> str:
    return "One thing must change; see errors." if number == 1 else f"{number} things must change; see errors."
