"""Invites: a link is shown once, and what is kept cannot be used."""

from datetime import timedelta

from admin_api import news
from bot.scheduling import KINDS
from mentoring.invites import Invite, hash_of, use
from storage import invites
from tests.admin_api.desk import MONDAY_AFTERNOON, Desk


async def invite_kept(desk: Desk, code: str) -> Invite:
    kept = await desk.store.read(lambda tx: invites.by_hash(tx, hash_of(code)))
    assert kept is not None
    return kept


async def test_an_invite_is_a_link_to_the_bot_that_can_be_used(desk: Desk) -> None:
    await desk.programme()
    await desk.person("mentee", "Amina")

    made = await desk.post("/people/1/invites")

    assert made == {
        "code": made["code"],
        "link": f"https://t.me/interlude_bot?start={made['code']}",
        "note": None,
        "expires_at": "2026-03-16T14:00:00Z",
    }
    kept = await invite_kept(desk, made["code"])
    assert kept.person_id == 1
    assert use(kept, desk.now) is kept
    assert await desk.audited("person:1") == ["person.added", "invite.made"]


async def test_the_code_is_nowhere_in_the_database(desk: Desk) -> None:
    await desk.programme()
    await desk.person("mentee", "Amina")

    code = (await desk.post("/people/1/invites"))["code"]

    kept = await desk.all_kept_in("invites", "code_hash")
    kept += await desk.all_kept_in("audit", "about", "facts")
    kept += await desk.all_kept_in("due", "occurrence_key")
    assert len(kept) == 6
    assert code not in str(kept)


async def test_the_staff_will_hear_when_it_expires(desk: Desk) -> None:
    await desk.programme()
    await desk.person("mentee", "Amina")

    made = await desk.post("/people/1/invites")

    (row,) = await desk.left_for_the_bot("invite_expired")
    assert row.subject == (await invite_kept(desk, made["code"])).id
    assert row.due_at == MONDAY_AFTERNOON + timedelta(days=14)


async def test_a_new_invite_ends_the_one_before(desk: Desk) -> None:
    await desk.programme()
    await desk.person("mentee", "Amina")
    first = await desk.post("/people/1/invites")

    second = await desk.post("/people/1/invites")

    assert first["code"] != second["code"]
    assert (await invite_kept(desk, first["code"])).revoked_at is not None
    assert (await invite_kept(desk, second["code"])).revoked_at is None


async def test_while_the_bots_name_is_not_known_the_code_comes_with_a_sentence(desk: Desk) -> None:
    await desk.programme()
    await desk.person("mentee", "Amina")
    desk.bot_username = None

    made = await desk.post("/people/1/invites")

    assert made["link"] is None
    assert "There is no link" in made["note"]
    assert (await invite_kept(desk, made["code"])).person_id == 1


async def test_nobody_cannot_be_invited(desk: Desk) -> None:
    await desk.refused(404, "POST", "/people/1/invites")

    assert await desk.left_for_the_bot("invite_expired") == []


def test_the_bot_knows_what_to_do_with_everything_that_is_left_for_it() -> None:
    assert {news.INVITE_EXPIRED, news.PAIR_CHANGED, news.TALK_OPENED} <= set(KINDS)
