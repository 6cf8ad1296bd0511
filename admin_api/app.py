"""The admin API, put together: coordinators' acts over HTTP, under the rules that the bot obeys too."""

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version

from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse

from admin_api import (
    absences,
    agreements,
    cards,
    cases,
    consents,
    drills,
    duty,
    goals,
    invites,
    lexicon,
    pairs,
    pauses,
    people,
    previews,
    programmes,
    questionnaires,
    schedules,
    school_calendar,
    sessions,
    submissions,
    tasks,
    trends,
    windows,
)
from admin_api.auth import bearer_of
from admin_api.docs_page import SECURITY_POLICY, docs_page
from admin_api.edges import Edges
from admin_api.health import router as health_router
from admin_api.health_facts import HealthFacts
from admin_api.house import House, nothing_shipped
from admin_api.openapi import DESCRIPTION, TAGS, AdminApi, operation_id
from admin_api.problems import FAILED, UNAUTHORIZED, UNAVAILABLE, answer_with_problems, documented
from mentoring.safeguarding.overlay import Shipped
from storage.store import Store

_PARTS = (
    programmes,
    previews,
    school_calendar,
    people,
    invites,
    consents,
    absences,
    pairs,
    pauses,
    agreements,
    windows,
    sessions,
    goals,
    cards,
    questionnaires,
    submissions,
    schedules,
    trends,
    tasks,
    duty,
    drills,
    cases,
    lexicon,
)
"""What stands under `/api/v1`, as the documentation lists it."""


def create_app(
    store: Store,
    *,
    token: str,
    now: Callable[[], datetime],
    bot_username: Callable[[], str | None],
    health: HealthFacts,
    shipped: Callable[[], Shipped] = nothing_shipped,
) -> FastAPI:
    """Return the API on an open store, whose closing stays with the caller.

    `token` is what requests must bear; raises ValueError when it is empty. `now` returns an aware moment.
    `bot_username` is None until Telegram has told it; `health` is None when no bot runs in this process.
    `shipped` returns the lexicon's rows as they are shipped.
    """
    app = AdminApi(
        title="Interlude admin API",
        version=version("interlude"),
        description=DESCRIPTION,
        openapi_tags=TAGS,
        # The framework's own pages load their scripts from elsewhere; ours is below.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        separate_input_output_schemas=False,
        # No traces: they would carry what people are called, and to whom the environment says.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.house = House(store, now, bot_username, health, shipped)
    app.add_middleware(Edges)
    answer_with_problems(app)
    app.include_router(health_router)
    authorized = Depends(bearer_of(token))
    failing = documented(UNAUTHORIZED, FAILED, UNAVAILABLE)
    # Each straight into the app: for every router on the way the framework would copy all operations once more.
    for part in _PARTS:
        app.include_router(part.router, prefix="/api/v1", dependencies=[authorized], responses=failing)

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(docs_page(app.openapi()), headers={"Content-Security-Policy": SECURITY_POLICY})

    return app
