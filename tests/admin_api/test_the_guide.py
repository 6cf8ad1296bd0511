"""docs/api.md is true: its walk is walked, line by line, and its answers are the API's."""

import json
import re
import shlex
from itertools import pairwise
from pathlib import Path
from typing import Any

from storage.postgres import PostgresDatabase
from storage.sqlite import SqliteDatabase
from storage.vault import Vault
from tests.admin_api.desk import Desk, desk_on

GUIDE = Path(__file__).parents[2] / "docs" / "api.md"


def blocks() -> list[tuple[str, str]]:
    """Return the guide's blocks as (language, text)."""
    return re.findall(r"^```(sh|json)\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def commands(block: str) -> list[list[str]]:
    """Return the calls of `api` in a block as [method, path, body?]; none where it is only being set up."""
    words = shlex.split(block)
    starts = [place for place, word in enumerate(words) if word == "api"]
    return [words[start + 1 : end] for start, end in pairwise([*starts, len(words)])]


async def asked(desk: Desk, method: str, path: str, body: str | None = None) -> Any:
    answer = await desk.client.request(
        method, f"/api/v1{path}", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.is_success, answer.text
    return answer.json()


async def test_the_first_walk_goes_as_the_guide_says(database: SqliteDatabase | PostgresDatabase, vault: Vault) -> None:
    walked = 0
    async with desk_on(database, vault) as desk:
        answer: Any = None
        for language, text in blocks():
            if language == "sh":
                for command in commands(text):
                    answer = await asked(desk, *command)
                    walked += 1
            elif "status" not in (shown := json.loads(text)):
                if "code" in answer:  # the one thing that is never the same
                    answer["link"] = answer["link"].replace(answer["code"], shown["code"])
                    answer["code"] = shown["code"]
                assert answer == shown
    assert walked == 34


async def test_the_problem_in_the_guide_is_one(desk: Desk) -> None:
    (shown,) = (
        document for language, text in blocks() if language == "json" and "status" in (document := json.loads(text))
    )
    spans = [
        {"days": ["monday"], "starts": "21:00", "ends": "07:00"},
        {"days": ["tuesday"], "starts": "06:00", "ends": "08:00"},
    ]
    body = {"name": "Spring", "time_zone": "Europe/Sofia", "language": "bg", "rules": {"quiet_hours": spans}}

    assert await desk.refused(422, "POST", "/programmes", body) == shown
