"""The canary: every hour a synthetic cry for help goes through the whole chain, so that silence means that all is well.

It is looked at by the engine as any message is, opens (that is, joins) a case that no list shows, leaves an alert as a
row of the outbox, and is sent at once: into a chat that was named for it, or, where none was, as a question that shows
nothing to anybody. A canary that has not come through in five minutes is told to whoever runs Interlude.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from bot.alerts import send_canary
from bot.context import House
from bot.speech import Chat, say
from bot.watching import Look
from bot.words import words
from mentoring.cases import CaseKind, EventKind
from mentoring.safeguarding import Severity
from storage import audit, canaries, cases, programmes
from storage.alerts import AlertId
from storage.canaries import CanaryId
from storage.inbox import Arrival
from storage.outbox import Priority
from storage.tx import Tx

log = logging.getLogger(__name__)

ABOUT = "canary"


@dataclass(frozen=True, slots=True)
class Canary:
    """What the canary says, and where it is seen and missed. Chats are Telegram's ids; None for the log alone."""

    text: str = "I want to kill myself tonight"
    chat: int | None = None
    operator_chat: int | None = None


async def fly(house: House, canary: Canary) -> None:
    """Send one canary; nothing happens while there is no programme yet."""
    look = await house.watch.look(_written(house, canary))
    now = house.clock.now()
    await house.store.write(lambda tx: begin(tx, house, canary, look, now))


def begin(tx: Tx, house: House, canary: Canary, look: Look | None, now: datetime) -> None:
    """Do what is done about what was seen; where nothing was, it is missed in five minutes."""
    programme = next(iter(programmes.everyone(tx)), None)
    if programme is None:
        return
    finding = None if look is None else look.finding
    alert: AlertId | None = None
    if finding is not None and finding.severity.pages:
        kind, severity = CaseKind.CANARY, Severity.CRITICAL
        case = cases.open_or_join(tx, about=ABOUT, programme=programme.id, severity=severity, now=now, kind=kind).case
        facts = {"lexicon": finding.lexicon_version}
        cases.append(tx, case.id, EventKind.CANARY, actor=audit.SYSTEM, at=now, facts=facts)
        alert = send_canary(tx, case, Chat(house.bot_id, canary.chat or 0), now)
    operator = None if canary.operator_chat is None else (house.bot_id, canary.operator_chat)
    canaries.add(tx, alert, operator, now)


def look_after(tx: Tx, canary: CanaryId, now: datetime) -> None:
    """Tell whoever runs Interlude of a canary that has not come through."""
    kept = canaries.get(tx, canary)
    if kept is None or kept.seen_at is not None:
        return
    canaries.note_missed(tx, canary, now)
    log.critical("A canary was missed: alerts may not arrive", extra={"action": "canary.missed", "canary": canary})
    if kept.operator is not None:
        programme = next(iter(programmes.everyone(tx)), None)
        _ = words("en" if programme is None else programme.language)
        text = _(
            "⚠️ The hourly test of the alarm chain did not come through. Alerts may not arrive. Whoever runs Interlude "
            "should look at the log and at /readyz now."
        )
        say(tx, Chat(*kept.operator), text, now=now, priority=Priority.ALERT)


def _written(house: House, canary: Canary) -> Arrival:
    """Return the canary as an update such as Telegram hands out, from a chat that nobody has."""
    now = house.clock.now()
    message = {
        "message_id": int(now.timestamp()),
        "date": int(now.timestamp()),
        "chat": {"id": 0, "type": "private"},
        "from": {"id": 0, "is_bot": False, "first_name": "Canary"},
        "text": canary.text,
    }
    return Arrival(0, house.bot_id, 0, {"update_id": 0, "message": message})
