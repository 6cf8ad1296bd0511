"""The phones stand alone: they know the Bot API and nothing of ours, and their documentation tells the truth."""

import ast
import re
from pathlib import Path

import pytest

from phones.control_api import routes
from phones.faults import KINDS
from phones.http_bot_api import routes as bot_routes
from phones.messages import MEDIA_KINDS

PHONES = Path(__file__).parents[2] / "phones"
DOCS = PHONES.parent / "docs" / "phones.md"
OURS = {"mentoring", "storage", "bot", "admin_api", "locales"}
FILES = sorted(PHONES.rglob("*.py"))


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PHONES)))
def test_nothing_of_ours_is_imported_and_python_telegram_bot_only_by_its_door(file: Path) -> None:
    names = imported(file)
    assert not names & OURS
    assert ("telegram" in names) == (file.name == "in_process.py")


def test_every_kind_of_fault_and_medium_is_documented() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for kind in (*KINDS, *MEDIA_KINDS):
        assert f"`{kind}`" in text


def test_every_call_of_the_control_api_is_documented() -> None:
    documented = DOCS.read_text(encoding="utf-8")
    for route in routes():
        if route.method == "HEAD":
            continue
        path = re.sub(r"\{(\w+)(:[^}]+)?\}", r"{}", route.path)
        shapes = re.sub(r"\{\w+\}", "{}", documented)
        assert path in shapes or path.rpartition("/")[2] in shapes, path
    assert len(bot_routes()) == 2
