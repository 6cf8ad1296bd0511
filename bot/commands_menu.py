"""The commands that a chat's menu offers, in the person's language."""

from datetime import datetime
from typing import Any

from bot.speech import chat_of, words_of
from bot.words import Words
from mentoring.people import Person, Role
from storage import outbox
from storage.outbox import Call, Priority, Purpose
from storage.tx import Tx


def commands(person: Person, in_words: Words) -> list[dict[str, str]]:
    """Return the menu of somebody who has joined, as the Bot API wants it."""
    _ = in_words
    if person.role.is_staff:
        of_role = [
            {"command": "tasks", "description": _("What there is to look at")},
            {"command": "drill", "description": _("Practise an alarm")},
        ]
    else:
        of_role = [
            {"command": "worried", "description": _("I am worried about somebody")},
            {"command": "agreement", "description": _("Our agreement: how we do it")},
            {"command": "why", "description": _("Why a message waits")},
            {"command": "session", "description": _("Plan a session")},
            {"command": "checkin", "description": _("My check-in: how is it going?")},
            {"command": "goal", "description": _("Goals and the way there")},
            {"command": "win", "description": _("Something went well")},
            {"command": "journal", "description": _("My journal: only I read it")},
            {"command": "cards", "description": _("Cards to talk about")},
            {"command": "away", "description": _("Time off from answering")},
            {"command": "back", "description": _("End my time off")},
            {"command": "pause", "description": _("Take a break from my partner")},
            {"command": "resume", "description": _("End my break")},
        ]
    if person.role is Role.MENTEE:
        of_role.append({"command": "startpoint", "description": _("My start point: where I stand")})
    if person.role is Role.MENTOR:
        of_role.append({"command": "share", "description": _("Tell my coordinator something, with my mentee's yes")})
    return [
        {"command": "menu", "description": _("Everything in one place")},
        *of_role,
        {"command": "help", "description": _("What I can do, and how to get help")},
        {"command": "rules", "description": _("Who reads what, and when it is quiet")},
        {"command": "language", "description": _("Change the language")},
    ]


def first_commands(in_words: Words) -> list[dict[str, str]]:
    """Return the menu of somebody who has not joined yet."""
    _ = in_words
    return [{"command": "start", "description": _("Begin")}]


def show_commands(tx: Tx, person: Person, now: datetime) -> None:
    """Give a person's chat the menu of their role and language."""
    chat = chat_of(person)
    if chat is None:
        return
    _ = words_of(person)
    parameters: dict[str, Any] = {
        "commands": commands(person, _) if person.has_joined else first_commands(_),
        "scope": {"type": "chat", "chat_id": chat.chat_id},
    }
    call = Call("setMyCommands", parameters, Purpose.NOTICE, Priority.PROMPT)
    outbox.add(tx, call, bot_id=chat.bot_id, chat_id=chat.chat_id, now=now)
