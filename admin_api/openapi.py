"""The API's description of itself: what the framework cannot know is put right here."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from admin_api.problems import problem_shapes

DESCRIPTION = """\
Coordinators' acts on programmes, people and pairs. The bot does what follows from them: nothing here speaks to anybody.

Send the admin token as `Authorization: Bearer <token>`. Times are UTC in answers; in requests they say their zone.
Lists come in pages: ask again with `after` set to the page's `next` until that is null.
Every error is a problem document (RFC 9457) with a sentence for people; a 422 also says which fields must change.
"""

TAGS = [
    {"name": "programmes", "description": "One organisation's scheme each: its zone, its language, its rules."},
    {"name": "calendar", "description": "A programme's terms, holidays, exams, placements, and public holidays."},
    {"name": "people", "description": "Mentees, mentors, coordinators and safeguarding leads."},
    {"name": "invites", "description": "The one-time link by which a person joins in the chat."},
    {"name": "consents", "description": "Who agreed to what, and when they took it back."},
    {"name": "absences", "description": "When nobody expects an answer of somebody; the partner never learns why."},
    {"name": "pairs", "description": "One mentor and one mentee, from proposed to closed."},
    {
        "name": "agreements",
        "description": "What pairs negotiate and sign; until both have signed, only where it stands.",
    },
    {"name": "sessions", "description": "When pairs planned to meet, and whether they did."},
    {"name": "goals", "description": "How many, and where they stand; their words only if the mentee shows them."},
    {"name": "check-ins", "description": "Who was asked what, and what was answered, as far as each let it be seen."},
    {"name": "questionnaires", "description": "What a programme asks: shipped, changed, or brought as a spreadsheet."},
    {"name": "cards", "description": "Decks to draw from in the chat: as shipped, or a programme's own."},
    {"name": "tasks", "description": "What the staff are asked to look at, and who did what about it."},
    {"name": "duty", "description": "Who is called about a case, hour by hour, and who must not be."},
    {"name": "cases", "description": "That there is one, and where it stands; what it is about is for the leads."},
    {"name": "lexicon", "description": "What is looked for in messages, and how two people change it safely."},
    {"name": "health", "description": "For whoever runs it; no token needed, nobody's data in it."},
]

_FRAMEWORK_SHAPES = frozenset({"HTTPValidationError", "ValidationError"})


def operation_id(route: APIRoute) -> str:
    """Return the name of an operation: the endpoint's own, as in `add_person`."""
    return route.name


class AdminApi(FastAPI):
    """The app, describing its problems as they are sent."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document; made once."""
        if self.openapi_schema is None:
            schema = super().openapi()
            for operations in schema["paths"].values():
                for operation in operations.values():
                    _drop_framework_problem(operation["responses"])
            components = schema["components"]
            shapes = components["schemas"] | problem_shapes()
            components["schemas"] = {name: shapes[name] for name in sorted(shapes.keys() - _FRAMEWORK_SHAPES)}
        assert self.openapi_schema is not None
        return self.openapi_schema


def _drop_framework_problem(responses: dict[str, Any]) -> None:
    """Drop the framework's own 422, which nobody is ever sent."""
    content = responses.get("422", {}).get("content", {})
    if "application/json" in content:
        del responses["422"]
