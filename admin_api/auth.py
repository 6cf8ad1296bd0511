"""Who may use the API: whoever has its token."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from admin_api.problems import UNAUTHORIZED, Problem

# auto_error: the framework's own answer is not a problem document.
_BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="The admin token: `INTERLUDE_ADMIN_TOKEN`, or what is in `admin.token` in the data folder.",
)

Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


def bearer_of(token: str) -> Callable[[Credentials], Awaitable[None]]:
    """Return the dependency that lets a request pass only with this token.

    Raises ValueError for an empty token: such an API would be open to everyone.
    """
    if not token:
        raise ValueError("the admin API needs a token")
    expected = token.encode()

    # async, though it awaits nothing: the framework would run a plain function on another thread.
    async def check(credentials: Credentials) -> None:
        if credentials is None:
            raise _unauthorized("Send the admin token in the header: Authorization: Bearer <token>.")
        # Headers come decoded as Latin-1; this gives back the bytes that were sent, so that any token compares.
        if not hmac.compare_digest(credentials.credentials.encode("latin-1"), expected):
            raise _unauthorized("This is not the admin token.", ', error="invalid_token"')

    return check


def _unauthorized(sentence: str, reason: str = "") -> Problem:
    return Problem(UNAUTHORIZED, sentence, headers={"WWW-Authenticate": f'Bearer realm="interlude"{reason}'})
