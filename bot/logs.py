"""Logs: a sentence and its keys on one line; ids, never words or names of people."""

import logging
import sys
import traceback
from datetime import UTC, datetime

_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class StandardFormatter(logging.Formatter):
    """One line: time, level, place, sentence, then each extra as key=value.

    An exception is told by its type and where it happened, without its message: that may quote what somebody wrote.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the frames of an exception below it."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        extras = "".join(f" {key}={value}" for key, value in vars(record).items() if key not in _USUAL)
        line = f"{at} {record.levelname} {record.name} {record.getMessage()}{extras}"
        if record.exc_info and record.exc_info[1] is not None:
            line += "\n" + _frames(record.exc_info[1])
        return line


def set_up(level: str) -> None:
    """Send all logs to standard error in this form. Chatty libraries speak up only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(StandardFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in ("apscheduler", "aiosqlite", "telegram", "asyncio", "uvicorn", "alembic"):
        logging.getLogger(library).setLevel(max(logging.WARNING, logging.getLevelName(level)))


def _frames(error: BaseException) -> str:
    lines = [
        f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    lines.append(f"  {type(error).__module__}.{type(error).__qualname__}")
    if error.__cause__ is not None:
        lines.append("  caused by")
        lines.append(_frames(error.__cause__))
    return "\n".join(lines)
