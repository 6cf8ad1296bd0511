"""A story: the whole bot on a real database and a local Telegram, told through what people do and see."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import BotAddress, RunningBot, running_bot
from bot.changed_hours import HOURS_CHANGED
from bot.lexicon_press import Press
from bot.pacing import UNLIMITED, Limits
from bot.pair_news import PAIR_CHANGED, TALK_OPENED
from mentoring.invites import LIFETIME, code_from, hash_of
from mentoring.pairs import PairId, PairState
from mentoring.people import ConsentKind, PersonId, ProgrammeId, Role
from mentoring.programmes import Rules
from mentoring.quiet_hours import QuietBlock
from mentoring.safeguarding import Lexicon
from phones.accounts import Account
from phones.clock import PhonesClock
from phones.in_process import PhonesRequest
from phones.phone import Phone
from phones.world import World
from storage import consents, due, hours, invites, pairs, people, programmes, schedules
from storage.database import Database
from storage.store import Store
from storage.tx import Tx
from storage.vault import Vault
from tests.watchwords import small_lexicon

SOFIA = ZoneInfo("Europe/Sofia")
MONDAY_AFTERNOON = datetime(2026, 3, 2, 16, 0, tzinfo=SOFIA)


@dataclass(frozen=True)
class Member:
    """Somebody of the cast: the person we know, and the phone in their hand."""

    id: PersonId
    phone: Phone


def every_night(starts: str, ends: str) -> tuple[QuietBlock, ...]:
    """Quiet blocks that are the same on every day of the week."""
    first, last = (datetime.strptime(text, "%H:%M").time() for text in (starts, ends))  # noqa: DTZ007
    return tuple(QuietBlock(day, first, last) for day in range(7))


class Story:
    """What tests are told through. The clock stands still until it is moved."""

    def __init__(self, store: Store, world: World, bot: RunningBot) -> None:
        self.store = store
        self.world = world
        self.bot = bot
        self.programme = ProgrammeId(0)

    @property
    def now(self) -> datetime:
        """What the clock shows."""
        return self.world.clock.now()

    async def programme_with(
        self, *, quiet: str = "", consent: bool = False, zone: ZoneInfo = SOFIA, check_ins: bool = False
    ) -> ProgrammeId:
        """Set up the programme; `quiet` such as "21:00-07:00" holds on every day.

        Nobody is asked for check-ins unless the story is about them.
        """
        rules = Rules(every_night(*quiet.split("-")) if quiet else (), carer_consent_required=consent)

        def act(tx: Tx) -> ProgrammeId:
            programme = programmes.add(tx, name="Spring", zone=zone, language="en", rules=rules, now=self.now)
            for schedule in () if check_ins else schedules.of_programme(tx, programme):
                schedules.keep(tx, programme, replace(schedule, is_on=False), self.now)
            return programme

        self.programme = await self.store.write(act)
        return self.programme

    async def person(self, name: str, role: Role, language: str = "en") -> PersonId:
        """Add somebody to the programme."""
        return await self.store.write(
            lambda tx: people.add(
                tx, programme=self.programme, role=role, display_name=name, language=language, now=self.now
            )
        )

    async def lives_in(self, person: PersonId, zone: ZoneInfo) -> None:
        """Give somebody a zone of their own, as the admin API would."""

        def act(tx: Tx) -> None:
            kept = people.get(tx, person)
            assert kept is not None
            people.change(tx, replace(kept, zone=zone, has_own_zone=True))
            occurrence = f"{HOURS_CHANGED}:{person}:{os.urandom(4).hex()}"
            due.add(tx, kind=HOURS_CHANGED, subject=person, occurrence=occurrence, due_at=self.now)

        await self.store.write(act)
        await self.settles()

    async def changes_rules(self, **fields: Any) -> None:
        """Change the programme's rules, as the admin API would."""

        def act(tx: Tx) -> None:
            kept = programmes.get(tx, self.programme)
            assert kept is not None
            programmes.change(tx, replace(kept, rules=replace(kept.rules, **fields)))
            for person in hours.affected_in(tx, self.programme):
                occurrence = f"{HOURS_CHANGED}:{person}:{os.urandom(4).hex()}"
                due.add(tx, kind=HOURS_CHANGED, subject=person, occurrence=occurrence, due_at=self.now)

        await self.store.write(act)
        await self.settles()

    async def invite(self, person: PersonId) -> str:
        """Make an invite and return its code."""
        code = code_from(os.urandom(15))

        def act(tx: Tx) -> None:
            expires = self.now + LIFETIME
            invite = invites.add(tx, person=person, code_hash=hash_of(code), expires_at=expires, now=self.now)
            due.add(tx, kind="invite_expired", subject=invite, occurrence=f"invite_expired:{invite}", due_at=expires)

        await self.store.write(act)
        return code

    def account(self, name: str, language: str = "en") -> Account:
        """Return a Telegram account whose name is nobody's business."""
        return self.world.account(
            f"Secret{name}", last_name="Surname", username=f"secret_{name.lower()}", language_code=language
        )

    def phone(self, account: Account) -> Phone:
        """Return an account's phone, open at our bot."""
        return self.world.phone(account, self.world.bots[self.bot.house.bot_id])

    async def joins(self, name: str, role: Role, language: str = "en") -> Member:
        """Have somebody added, invited and joined, by tapping through it."""
        person = await self.person(name, role, language)
        phone = self.phone(self.account(name, language))
        await self.taps_through(phone, await self.invite(person), language)
        return Member(person, phone)

    async def taps_through(self, phone: Phone, code: str, language: str = "en") -> None:
        """Join with a code: choose the language, read the induction, agree."""
        phone.starts(code)
        offer = await phone.next_message()
        name = {"en": "English", "bg": "Български", "tr": "Türkçe", "es": "Español"}[language]
        phone.presses(name, offer)
        await phone.until(lambda p: len(p.last.button_texts) == 1)
        phone.presses(phone.last.button_texts[0])
        await phone.next_message()
        await self.settles()
        phone.catches_up()

    async def pair_of(self, mentor: PersonId, mentee: PersonId, state: PairState = PairState.ACTIVE) -> PairId:
        """Make a pair and bring it into a state, as the admin API would."""
        pair = await self.store.write(
            lambda tx: pairs.add(tx, programme=self.programme, mentor=mentor, mentee=mentee, now=self.now)
        )
        await self.brings(pair, state)
        return pair

    async def brings(self, pair: PairId, state: PairState) -> None:
        """Bring a pair into a state and let the two be told."""

        def act(tx: Tx) -> None:
            pairs.set_state(tx, pair, state, self.now)
            occurrence = f"pair_changed:{pair}:{state}:{os.urandom(4).hex()}"
            due.add(tx, kind=PAIR_CHANGED, subject=pair, occurrence=occurrence, due_at=self.now)

        await self.store.write(act)
        await self.settles()

    async def carer_consents(self, person: PersonId) -> None:
        """Record a carer's consent, as the admin API would."""

        def act(tx: Tx) -> None:
            consent = consents.add(
                tx,
                person=person,
                kind=ConsentKind.CARER,
                given_by="Mother",
                scope="messages",
                given_at=self.now,
                now=self.now,
            )
            due.add(tx, kind=TALK_OPENED, subject=person, occurrence=f"talk_opened:{consent}", due_at=self.now)

        await self.store.write(act)
        await self.settles()

    async def pair(
        self, *, quiet: str = "", languages: tuple[str, str] = ("en", "en"), check_ins: bool = False
    ) -> tuple[Member, Member, PairId]:
        """Return Amina and Ben, both joined, in an active pair, their phones cleared of what was said so far."""
        await self.programme_with(quiet=quiet, check_ins=check_ins)
        ben = await self.joins("Ben", Role.MENTOR, languages[1])
        amina = await self.joins("Amina", Role.MENTEE, languages[0])
        pair = await self.pair_of(ben.id, amina.id)
        for member in (ben, amina):
            member.phone.catches_up()
        return amina, ben, pair

    async def at(self, hour: str, *, days: int = 0) -> None:
        """Move the clock to the next `hour` (local, "07:00") or `days` further, and let happen what does."""
        local = self.now.astimezone(SOFIA)
        hours, minutes = map(int, hour.split(":"))
        moment = local.replace(hour=hours, minute=minutes, second=0, microsecond=0)
        if moment < local:
            moment += timedelta(days=1)
        self.world.clock.move_to(moment + timedelta(days=days))
        await self.settles()

    async def settles(self) -> None:
        """Wait until nothing is left to do at this moment: all updates handled, all due rows fired, all calls made."""
        async with asyncio.timeout(10):
            quiet_rounds = 0
            while quiet_rounds < 3:
                busy = await self._busy()
                quiet_rounds = 0 if busy else quiet_rounds + 1
                await asyncio.sleep(0.002)

    async def _busy(self) -> bool:
        bot = self.world.bots[self.bot.house.bot_id]
        return bool(len(bot.updates)) or await self.store.read(self._work_left)

    def _work_left(self, tx: Tx) -> bool:
        now_ms = int(self.now.timestamp() * 1000)
        row = tx.one(
            "SELECT (SELECT COUNT(*) FROM inbox WHERE state = 'waiting')"
            " + (SELECT COUNT(*) FROM outbox WHERE state = 'sending')"
            " + (SELECT COUNT(*) FROM outbox o WHERE state = 'waiting' AND due_at <= :now AND NOT EXISTS"
            "   (SELECT 1 FROM lanes l WHERE l.bot_id = o.bot_id AND l.chat_id = o.chat_id"
            "     AND (l.state <> 'open' OR l.paused_until > :now)) AND NOT EXISTS"
            # Behind a call that is to be made again later, in its lane.
            "   (SELECT 1 FROM outbox b WHERE b.bot_id = o.bot_id AND b.chat_id = o.chat_id AND b.state = 'waiting'"
            "     AND b.id < o.id AND b.due_at > :now AND (b.priority = 0 OR o.priority > 0)))"
            " + (SELECT COUNT(*) FROM due WHERE due_at <= :now) AS work",
            now=now_ms,
        )
        return row is not None and row["work"] > 0


@asynccontextmanager
async def told(
    database: Database,
    vault: Vault,
    *,
    world: World | None = None,
    limits: Limits = UNLIMITED,
    start: datetime = MONDAY_AFTERNOON,
    lexicon: Lexicon | None = None,
    press: Press | None = None,
) -> AsyncIterator[Story]:
    """Run the bot on a database and a world (a new one unless given) for as long as the block lasts.

    `lexicon` is a small one unless given: what a story says of safety is told in its few words. With a `press`, staff
    can change it.
    """
    world = world or World(PhonesClock.standing_at(start))
    bot = world.bot("Interlude", username="interlude_bot", token="7100000001:story")
    store = await Store.open(database, vault)
    try:
        async with running_bot(
            store,
            world.clock,
            BotAddress(bot.token),
            lexicon=lexicon or small_lexicon(),
            press=press,
            limits=limits,
            request=lambda: PhonesRequest(world),
            poll_seconds=1,
        ) as running:
            yield Story(store, world, running)
    finally:
        await store.close()
