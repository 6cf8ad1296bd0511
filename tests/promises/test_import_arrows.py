"""The arrows of the house: who may import whom, read from the imports themselves."""

import ast
import sys
from functools import cache
from pathlib import Path

import pytest
from telegram import Bot, CallbackQuery, Message

ROOT = Path(__file__).parents[2]
ROOMS = ("mentoring", "storage", "bot", "admin_api", "phones", "locales")
ALLOWED = {
    "mentoring": set(),
    "storage": {"mentoring"},
    "bot": {"mentoring", "storage", "locales"},
    "admin_api": {"mentoring", "storage", "locales"},
    "phones": set(),
    "locales": set(),
}
COMPOSITION = ("bot/app.py", "bot/__main__.py", "bot/serving.py", "bot/commands/")
"""Where the real things are put together: these may know everybody."""

ONLY_UNDER = {
    "telegram": ("bot/", "phones/in_process.py"),
    "fastapi": ("admin_api/", *COMPOSITION),
    "uvicorn": ("bot/serving.py",),
    "aiosqlite": ("storage/",),
    "sqlite3": ("storage/", "bot/commands/keeping.py", "bot/commands/doctoring.py"),
    "psycopg": ("storage/",),
    "alembic": ("storage/",),
    "sqlalchemy": ("storage/",),
    "apscheduler": ("bot/scheduling/",),
}
PURE_MAY_USE = {"ahocorasick_rs", "holidays", "marisa_trie", "orjson", "phonenumbers", "yaml"}
IMPURE = {"asyncio", "os", "pathlib", "socket", "subprocess", "sqlite3", "random", "secrets", "time"}


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    """Return everything that stands in a file; read once for all tests."""
    return tuple(ast.walk(ast.parse(file.read_text())))


@cache
def imports(file: Path) -> frozenset[str]:
    """Return the first name of each module that a file imports, wherever in the file."""
    found = set()
    for node in nodes(file):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return frozenset(found)


def files(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def place(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_rooms_its_arrows_point_to(room: str):
    wrong = [
        f"{place(file)} imports {name}"
        for file in files(room)
        if not place(file).startswith(COMPOSITION)
        for name in imports(file)
        if name in ROOMS and name != room and name not in ALLOWED[room]
    ]
    assert wrong == []


@pytest.mark.parametrize("library", ONLY_UNDER)
def test_a_library_is_used_only_where_it_belongs(library: str):
    wrong = [
        place(file)
        for room in ROOMS
        for file in files(room)
        if library in imports(file) and not place(file).startswith(ONLY_UNDER[library])
    ]
    assert wrong == []


def test_the_rules_of_mentoring_are_pure():
    for file in files("mentoring"):
        names = imports(file)
        assert not names & IMPURE, place(file)
        foreign = {name for name in names if name not in sys.stdlib_module_names and name != "mentoring"}
        assert foreign <= PURE_MAY_USE, place(file)
        assert not any(isinstance(node, ast.Await | ast.AsyncFunctionDef) for node in nodes(file))


def test_nothing_but_the_clock_reads_the_clock():
    """`datetime.now`, `time.time` and their like stand in bot/clock.py, and where a tool stamps a file name."""
    allowed = ("bot/clock.py", "bot/commands/", "phones/", "bot/logs.py", "locales/catalogues.py")
    wrong = [
        f"{place(file)}:{node.lineno}"
        for room in ROOMS
        for file in files(room)
        if not place(file).startswith(allowed)
        for node in nodes(file)
        if isinstance(node, ast.Attribute)
        and node.attr in ("now", "utcnow", "today")
        and isinstance(node.value, ast.Name)
        and node.value.id in ("datetime", "date")
    ]
    assert wrong == []


def test_handlers_never_call_telegram_themselves():
    """Answering a button press may be lost; everything else is a row in the outbox."""
    calls = {name for of in (Bot, Message, CallbackQuery) for name in dir(of) if not name.startswith("_")} - {"answer"}
    wrong = [
        f"{place(file)}:{node.lineno} awaits {node.value.func.attr}"
        for file in files("bot/handlers")
        for node in nodes(file)
        if isinstance(node, ast.Await)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and node.value.func.attr in calls
    ]
    assert wrong == []
