"""Alerts: where a case was told of, how far the telling has come, and which calls to Telegram do it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from mentoring.cases import CaseId
from mentoring.safeguarding import Severity
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx

AlertId = NewType("AlertId", int)


class Step(StrEnum):
    """How far an alert has come: its topic is being made, its card is on the way, it was shown, or it got nowhere."""

    TOPIC = "topic"
    CARD = "card"
    SHOWN = "shown"
    LOST = "lost"


class What(StrEnum):
    """What a call does for its alert: make the topic, show the card, or say again that the case is graver now."""

    TOPIC = "topic"
    CARD = "card"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Alert:
    """One telling of a case in one chat.

    `topic_id` is the topic of a staff group, None without; `card_id` the bubble that shows the case, None until it is
    there. `severity` is the gravest that was told. Moments are aware, UTC.
    """

    id: AlertId
    case_id: CaseId
    bot_id: int
    chat_id: int
    step: Step
    severity: Severity
    topic_id: int | None
    card_id: int | None
    lost_topics: int
    created_at: datetime
    shown_at: datetime | None


_NAMES = (
    "id", "case_id", "bot_id", "chat_id", "step", "severity", "topic_id", "card_id", "lost_topics", "created_at",
    "shown_at",
)  # fmt: skip
_COLUMNS = ", ".join(f"a.{name} AS {name}" for name in _NAMES)


def add(tx: Tx, case: CaseId, *, bot_id: int, chat_id: int, step: Step, severity: Severity, now: datetime) -> AlertId:
    """Add an alert about a case in a chat, and return its id."""
    return AlertId(
        tx.insert(
            "INSERT INTO alerts (case_id, bot_id, chat_id, step, severity, lost_topics, created_at)"
            " VALUES (:case, :bot, :chat, :step, :severity, 0, :now) RETURNING id",
            case=case,
            bot=bot_id,
            chat=chat_id,
            step=step.value,
            severity=int(severity),
            now=to_ms(now),
        )
    )


def get(tx: Tx, alert: AlertId) -> Alert | None:
    """Return an alert, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM alerts a WHERE a.id = :id", id=alert)
    return None if row is None else _alert(row)


def of_case(tx: Tx, case: CaseId) -> list[Alert]:
    """Return where a case was told of, or should have been, in the order in which that was tried."""
    return [
        _alert(row)
        for row in tx.all(f"SELECT {_COLUMNS} FROM alerts a WHERE a.case_id = :case ORDER BY a.id", case=case)
    ]


def of_call(tx: Tx, outbox_row: int) -> list[tuple[Alert, What]]:
    """Return the alerts that a call belongs to and what it does for each: one, or those of a list of cases."""
    rows = tx.all(
        f"SELECT {_COLUMNS}, c.what AS what FROM alert_calls c JOIN alerts a ON a.id = c.alert_id"
        " WHERE c.outbox_id = :row ORDER BY a.id",
        row=outbox_row,
    )
    return [(_alert(row), What(row["what"])) for row in rows]


def beside(tx: Tx, alert: Alert) -> list[Alert]:
    """Return the alerts that the bubble of this one shows, itself among them; empty while there is no bubble."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM alerts a WHERE a.bot_id = :bot AND a.chat_id = :chat AND a.card_id = :card"
        " ORDER BY a.case_id",
        bot=alert.bot_id,
        chat=alert.chat_id,
        card=alert.card_id,
    )
    return [_alert(row) for row in rows]


def unfinished_in(tx: Tx, bot_id: int, chat_id: int) -> list[tuple[Alert, int]]:
    """Return the alerts with a call to a chat that has not ended, each with that call's row in the outbox."""
    rows = tx.all(
        f"SELECT {_COLUMNS}, o.id AS outbox_id FROM alerts a JOIN alert_calls c ON c.alert_id = a.id"
        " JOIN outbox o ON o.id = c.outbox_id WHERE a.bot_id = :bot AND a.chat_id = :chat AND o.ended_at IS NULL"
        " ORDER BY o.id",
        bot=bot_id,
        chat=chat_id,
    )
    return [(_alert(row), row["outbox_id"]) for row in rows]


def put_call(tx: Tx, alert: AlertId, outbox_row: int, what: What) -> None:
    """Note which call does something for an alert."""
    tx.run(
        "INSERT INTO alert_calls (outbox_id, alert_id, what) VALUES (:row, :alert, :what)",
        row=outbox_row,
        alert=alert,
        what=what.value,
    )


def set_step(tx: Tx, alert: AlertId, step: Step) -> None:
    """Note how far an alert has come."""
    tx.run("UPDATE alerts SET step = :step WHERE id = :id", id=alert, step=step.value)


def set_severity(tx: Tx, alert: AlertId, severity: Severity) -> None:
    """Note how grave a case was told to be."""
    tx.run("UPDATE alerts SET severity = :severity WHERE id = :id", id=alert, severity=int(severity))


def set_topic(tx: Tx, alert: AlertId, topic: int | None) -> None:
    """Note the topic that an alert has in its group; None when it is lost, which is counted."""
    tx.run(
        "UPDATE alerts SET topic_id = :topic, lost_topics = lost_topics + :lost WHERE id = :id",
        id=alert,
        topic=topic,
        lost=int(topic is None),
    )


def set_shown(tx: Tx, alert: AlertId, card: int | None, now: datetime) -> None:
    """Note that an alert's card is there, the first time when."""
    tx.run(
        "UPDATE alerts SET step = 'shown', card_id = COALESCE(:card, card_id), shown_at = COALESCE(shown_at, :now)"
        " WHERE id = :id",
        id=alert,
        card=card,
        now=to_ms(now),
    )


def move_chat(tx: Tx, bot_id: int, chat_id: int, to: int) -> None:
    """Give the alerts of a group to the supergroup that it has become; bubbles there have other ids."""
    tx.run(
        "UPDATE alerts SET chat_id = :to, card_id = NULL, topic_id = NULL WHERE bot_id = :bot AND chat_id = :chat",
        bot=bot_id,
        chat=chat_id,
        to=to,
    )


def _alert(row: Row) -> Alert:
    return Alert(
        id=AlertId(row["id"]),
        case_id=CaseId(row["case_id"]),
        bot_id=row["bot_id"],
        chat_id=row["chat_id"],
        step=Step(row["step"]),
        severity=Severity(row["severity"]),
        topic_id=row["topic_id"],
        card_id=row["card_id"],
        lost_topics=row["lost_topics"],
        created_at=from_ms(row["created_at"]),
        shown_at=from_ms_or_none(row["shown_at"]),
    )
