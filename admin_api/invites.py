"""Invites: the one-time link by which a person joins."""

import secrets
from datetime import datetime

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from admin_api import news
from admin_api.house import ACTOR, Here
from admin_api.people import the_person
from admin_api.problems import NOT_FOUND, documented
from admin_api.shapes import PersonIdAsked, Shape
from mentoring.invites import LIFETIME, code_from, hash_of
from mentoring.tasks import TaskKind
from storage import audit, invites, tasks
from storage.tx import Tx

router = APIRouter(prefix="/people/{person_id}/invites", tags=["invites"])

_CODE_BYTES = 15
_NO_LINK = (
    "There is no link, because Telegram has not told the bot's name yet. "
    "Ask for an invite again when the bot is running, or have the person send the bot: /start, a space, the code."
)


class InviteMade(Shape):
    """A fresh invite. Only a hash of the code is kept, so this is the one time that it is shown."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "mfrggzdfmztwq2lkmfrggzdf",
                    "link": "https://t.me/interlude_bot?start=mfrggzdfmztwq2lkmfrggzdf",
                    "note": None,
                    "expires_at": "2026-03-16T14:00:00Z",
                }
            ]
        }
    )

    code: str = Field(description="The code: 24 characters of a–z and 2–7.")
    link: str | None = Field(description="What to give to the person; null while the bot's name is not known.")
    note: str | None = Field(description="What to do when there is no link; null when there is one.")
    expires_at: datetime = Field(description="Until when it may be used.")


@router.post("", status_code=201, summary="Invite a person", responses=documented(NOT_FOUND))
async def invite_person(person_id: PersonIdAsked, house: Here) -> InviteMade:
    """Make a one-time link by which the person joins, good for 14 days.

    Earlier unused links of theirs stop working. Somebody who lost their account joins anew in this way.
    """
    now = house.now()
    code = code_from(secrets.token_bytes(_CODE_BYTES))
    expires_at = now + LIFETIME

    def act(tx: Tx) -> None:
        person = the_person(tx, person_id)
        invite = invites.add(tx, person=person.id, code_hash=hash_of(code), expires_at=expires_at, now=now)
        news.invite_ends(tx, invite, expires_at)
        tasks.close_for(tx, TaskKind.INVITE_EXPIRED, person=person.id, by=ACTOR, now=now)
        audit.add(tx, actor=ACTOR, did="invite.made", about=f"person:{person.id}", at=now, invite=invite)

    await house.store.write(act)
    username = house.bot_username()
    return InviteMade(
        code=code,
        link=f"https://t.me/{username}?start={code}" if username else None,
        note=None if username else _NO_LINK,
        expires_at=expires_at,
    )
