"""Section `alerts`: from a word on a phone to the card before the staff, while a backlog of 50,000 calls drains.

Thirty messages a second come in, Telegram's own pace is kept, and each school's group is told of a critical case every
twelve seconds. In a second run Telegram answers the groups with 429 and 500, cuts connections, and loses topics.
Measured is the first card that anybody of the staff can read: in the group, or in the lead's own chat while Telegram
asks the group to wait. How long the group itself waited is told beside it.
"""

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from mentoring.pairs import PairState
from mentoring.people import ProgrammeId, Role
from mentoring.programmes import Rules
from phones.accounts import Account, Bot
from phones.chats import Group
from phones.phone import Phone
from phones.server import serve
from phones.world import World
from storage import outbox, pairs, people, programmes
from storage.dialect import Dialect
from storage.outbox import Call, Priority, Purpose
from storage.schema import bring_up_to_date
from storage.sqlite import SqliteDatabase
from storage.store import Store
from storage.tx import Tx
from storage.vault import Vault

TOKEN = "7100000001:alerts"
BACKLOG = 50_000
PER_SECOND = 30
SECONDS = int(os.environ.get("BENCH_ALERT_SECONDS", "60"))
SCHOOLS = 20
EVERY = 12
"""Seconds between two cases of one school: two calls each, and a group takes twenty a minute."""

CRY = "I want to kill myself tonight"
GRACE_SECONDS = 45.0
TARGET_SECONDS = 2.0
_ZONE = ZoneInfo("Europe/Sofia")
_PAIRS_OF_A_SCHOOL = max(4, SECONDS // EVERY + 1)  # each case is about a pair of its own
_FAULTS = (("429", "sendMessage"), ("500", "createForumTopic"), ("500", "sendMessage"), ("reset_after", "sendMessage"))


@dataclass
class School:
    """One programme: its staff group and lead, the phones of its mentees and mentors, and when each cry was written.

    When each case was first shown, to anybody and in the group, is kept by its card's first line.
    """

    group: Group
    lead: Phone
    mentees: list[Phone]
    mentors: list[Phone]
    cried_at: list[float] = field(default_factory=list)
    shown_at: dict[str, float] = field(default_factory=dict)
    in_group_at: dict[str, float] = field(default_factory=dict)


class Town:
    """All schools in one local Telegram, on one database, with the backlog already waiting."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.world = World()
        self.bot: Bot = self.world.bot("Interlude", token=TOKEN)
        self.schools: list[School] = []

    async def build(self) -> None:
        """Add schools, people and pairs, as if all had joined long ago, and the backlog."""
        bring_up_to_date(Dialect.SQLITE, str(self.file))
        store = await Store.open(SqliteDatabase(self.file), Vault(bytes(32)))
        for _ in range(SCHOOLS):
            self.schools.append(await store.write(self._add_school))
        chats = [phone.account.id for school in self.schools for phone in school.mentees]
        for start in range(0, BACKLOG, 1000):
            await store.write(partial(self._add_backlog, chats, start))
        await store.close()

    def _add_school(self, tx: Tx) -> School:
        now = SystemClock().now()
        rules = Rules(carer_consent_required=False)
        programme = programmes.add(tx, name="Bench", zone=_ZONE, language="en", rules=rules, now=now)
        lead = self._joined(tx, programme, Role.SAFEGUARDING_LEAD)
        group = self.world.group("Staff", lead.account, is_forum=True)
        self.world.joins(self.bot, group, admin=True, invited_by=lead.account)
        tx.run("UPDATE programmes SET staff_chat_id = :chat WHERE id = :id", chat=group.id, id=programme)
        school = School(group, lead, [], [])
        for _ in range(_PAIRS_OF_A_SCHOOL):
            mentor, mentee = (self._joined(tx, programme, role) for role in (Role.MENTOR, Role.MENTEE))
            two = [people.of_chat(tx, self.bot.id, phone.account.id) for phone in (mentor, mentee)]
            ids = [person.id for person in two if person is not None]
            pair = pairs.add(tx, programme=programme, mentor=ids[0], mentee=ids[1], now=now)
            pairs.set_state(tx, pair, PairState.ACTIVE, now)
            school.mentors.append(mentor)
            school.mentees.append(mentee)
        return school

    def _joined(self, tx: Tx, programme: ProgrammeId, role: Role) -> Phone:
        now = SystemClock().now()
        account: Account = self.world.account("P")
        person = people.add(tx, programme=programme, role=role, display_name="P", language="en", now=now)
        kept = people.get(tx, person)
        assert kept is not None
        people.join(tx, people.seat(tx, kept, self.bot.id, account.id), now)
        self.world.private_chat(account, self.bot).started = True
        return self.world.phone(account, self.bot)

    def _add_backlog(self, chats: list[int], start: int, tx: Tx) -> None:
        now = SystemClock().now()
        for number in range(start, start + 1000):
            call = Call("sendMessage", {"text": f"waited {number}"}, Purpose.NOTICE, Priority.BACKLOG)
            outbox.add(tx, call, bot_id=self.bot.id, chat_id=chats[number % len(chats)], now=now)


async def run_once(folder: Path, *, broken: bool) -> tuple[list[float], list[float], int]:
    """Return how long each case took to be shown to anybody, and in its group, in seconds in order, and how many
    were never shown.
    """
    town = Town(folder / f"bench-{broken}.db")
    await town.build()
    server = await serve(town.world)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.alerting_bot", str(town.file), server.bot_api_url, TOKEN
    )
    watching = asyncio.create_task(_watch(town, broken=broken))
    try:
        await town.bot.updates.polled()
        await asyncio.sleep(3)  # what it does at its start, and the backlog under way
        await _write(town, broken=broken)
        cried = sum(len(school.cried_at) for school in town.schools)
        with suppress(TimeoutError):
            await asyncio.wait_for(_all_shown(town), GRACE_SECONDS)
    finally:
        watching.cancel()
        process.send_signal(signal.SIGTERM)
        await process.wait()
        await server.close()
    waits = sorted(wait for school in town.schools for wait in _waits(school, school.shown_at))
    in_groups = sorted(wait for school in town.schools for wait in _waits(school, school.in_group_at))
    return waits, in_groups, cried - len(waits)


def _waits(school: School, shown_at: dict[str, float]) -> list[float]:
    """Return how long each cry of a school waited: its cases have rising numbers, in the order of the cries."""
    moments = [shown_at[card] for card in sorted(shown_at, key=lambda card: int(card.split()[2].rstrip(":")))]
    return [shown - said for said, shown in zip(school.cried_at, moments, strict=False)]


async def _all_shown(town: Town) -> None:
    """Wait until each cry has its card."""
    while any(len(school.in_group_at) < len(school.cried_at) for school in town.schools):  # noqa: ASYNC110
        await asyncio.sleep(0.1)


async def _write(town: Town, *, broken: bool) -> None:
    """Let people write: ordinary messages thirty times a second, and by turns a cry in each school."""
    began = time.perf_counter()
    gap, cries = 1 / PER_SECOND, 0
    for number in range(SECONDS * PER_SECOND):
        await asyncio.sleep(max(0.0, began + number * gap - time.perf_counter()))
        school = town.schools[number % SCHOOLS]
        school.mentors[number // SCHOOLS % len(school.mentors)].says(f"How was your day? {number}")
        if (time.perf_counter() - began) * SCHOOLS / EVERY >= cries:
            school = town.schools[cries % SCHOOLS]
            if broken:
                fault, method = _FAULTS[cries // SCHOOLS % len(_FAULTS)]
                town.world.faults.add(fault, method=method, chat=school.group.id, retry_after=3)
            school.mentees[len(school.cried_at)].says(CRY)
            school.cried_at.append(time.perf_counter())
            cries += 1


async def _watch(town: Town, *, broken: bool) -> None:
    """Note when each case's card is in its group, and, when all is to break, lose every third topic before it is."""
    lost: set[tuple[int, int]] = set()
    while True:
        for place, school in enumerate(town.schools):
            in_group = _cards(message.text for message in school.group.messages.values())
            for card in in_group:
                school.in_group_at.setdefault(card, time.perf_counter())
            for card in (*in_group, *_cards(school.lead.texts)):
                school.shown_at.setdefault(card, time.perf_counter())
            if broken:
                for topic in [topic for topic in school.group.topics if topic % 3 == 0]:
                    if (place, topic) not in lost:
                        lost.add((place, topic))
                        del school.group.topics[topic]
        await asyncio.sleep(0.01)


def _cards(texts: Iterable[str]) -> list[str]:
    return [text.partition("\n")[0] for text in texts if text.startswith("🔴 Case")]


async def main() -> None:
    """Measure undisturbed, then with everything that can break broken."""
    with tempfile.TemporaryDirectory(prefix="interlude-bench-", dir=".") as folder:
        for broken in (False, True):
            waits, in_groups, missing = await run_once(Path(folder), broken=broken)
            said = "429, 500, cut connections, lost topics" if broken else "undisturbed"
            if not waits:
                print(f"\nalerts, {said}: none of {missing} was shown")
                continue
            p50, p99 = waits[len(waits) // 2], waits[min(len(waits) - 1, int(len(waits) * 0.99))]
            print(
                f"\nalerts, {said}: word to staff while {BACKLOG:,} calls wait and {PER_SECOND} messages/s come in\n"
                f"  p50 {p50 * 1000:6.0f} ms   p99 {p99 * 1000:6.0f} ms   worst {waits[-1] * 1000:6.0f} ms   "
                f"shown {len(waits)} of {len(waits) + missing}, in the group {len(in_groups)}, "
                f"there at worst after {max(in_groups, default=0.0):.1f} s"
            )
            if not broken and p99 > TARGET_SECONDS:
                print(f"  slower than the {TARGET_SECONDS:.0f} s that are promised")


if __name__ == "__main__":
    asyncio.run(main())
