"""The demo's cast: they are added as a coordinator would, and join and write as people do."""

import os
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from bot.pair_news import PAIR_CHANGED
from bot.scheduling.invites import INVITE_EXPIRED
from mentoring.duty import DutySpan, rota
from mentoring.invites import LIFETIME, code_from, hash_of
from mentoring.pairs import PairState
from mentoring.people import ConsentKind, PersonId, ProgrammeId, Role
from mentoring.programmes import Rules
from mentoring.quiet_hours import QuietBlock
from phones.accounts import Bot
from phones.phone import Phone
from phones.world import World
from storage import consents, due, duty, invites, pairs, people, programmes
from storage.store import Store
from storage.tx import Tx

_SATURDAY = 5
_NIGHT = tuple(QuietBlock(day, time(21), time(7)) for day in range(7))


# Whom the page shows first comes first.
_ACCOUNTS = (
    ("Amina", "A.", "en"),
    ("Ben", "K.", "en"),
    ("Carla", "Ivanova", "en"),
    ("Sol", "Marín", "en"),
    ("Elif", "Y.", "tr"),
    ("Mateo", "R.", "es"),
)


class Seeding:
    """Plants programme "Spring" into an installation and its local Telegram.

    The cast has its phones and its staff group from the beginning, so that they stand first on the page whoever else
    comes; they use them only once it is planted.
    """

    _store: Store

    def __init__(self, world: World, bot: Bot, zone: ZoneInfo) -> None:
        self._world = world
        self._bot = bot
        self._zone = zone
        self._programme = ProgrammeId(0)
        self._accounts = {
            name: world.account(name, last_name=surname, language_code=language)
            for name, surname, language in _ACCOUNTS
        }
        carla, sol = self._accounts["Carla"], self._accounts["Sol"]
        self._group = world.group("Spring staff", carla, sol, is_forum=True)

    async def plant(self, store: Store) -> None:
        """Add everybody, let them join, and let the first pair say hello."""
        self._store = store
        self._programme = await self._store.write(
            lambda tx: programmes.add(
                tx,
                name="Spring",
                zone=self._zone,
                language="en",
                rules=Rules(_NIGHT, carer_consent_required=True, rota_required=True),
                now=self._world.clock.now(),
            )
        )
        amina, amina_phone = await self._join("Amina", Role.MENTEE)
        ben, ben_phone = await self._join("Ben", Role.MENTOR)
        carla, _ = await self._join("Carla", Role.COORDINATOR)
        sol, _ = await self._join("Sol", Role.SAFEGUARDING_LEAD)
        elif_, _ = await self._join("Elif", Role.MENTEE)
        mateo, _ = await self._join("Mateo", Role.MENTOR)
        await self._bring_in_staff()
        await self._put_on_duty(sol, carla)
        for mentee in (amina, elif_):
            await self._consent(mentee)
        await self._pair(ben, amina)
        await self._pair(mateo, elif_)
        await ben_phone.sees("can write to each other now")
        await amina_phone.sees("can write to each other now")
        ben_phone.says("Hi Amina! I am Ben, third year, car mechanics. How was your first week in the workshop?")
        asked = await amina_phone.sees("first week in the workshop")
        amina_phone.says("hi! loud 😅 but I changed my first tyre", reply_to=asked)
        await ben_phone.sees("first tyre")
        # What a played week shows: a session with its reminders, a question that waits, a digest with something in it.
        await self._agree_to_meet(ben_phone, amina_phone)
        ben_phone.says("Well done! Which job would you like to try next?")
        await amina_phone.sees("try next")
        await self._leave_invite_unopened("Deniz")

    async def _join(self, name: str, role: Role) -> tuple[PersonId, Phone]:
        account = self._accounts[name]
        language = account.language_code or "en"
        phone = self._world.phone(account, self._bot)
        code = code_from(os.urandom(15))
        person = await self._store.write(lambda tx: self._invite(tx, name, role, language, code))
        phone.starts(code)
        offer = await phone.next_message()
        own_language = {"en": "English", "tr": "Türkçe", "es": "Español"}[language]
        phone.presses(own_language, offer)
        await phone.until(lambda shown: len(shown.last.button_texts) == 1)
        phone.presses(phone.last.button_texts[0])
        await phone.next_message()
        return person, phone

    async def _agree_to_meet(self, asks: Phone, answers: Phone) -> None:
        """Plan a session by buttons: on a school day after tomorrow, with what is offered first for the rest."""
        today = self._world.clock.now().astimezone(self._zone).date()
        days = next(n for n in range(2, 7) if (today + timedelta(days=n)).weekday() < _SATURDAY)
        asks.says("/session")
        for question, row, column in (
            ("On which day", days // 4, days % 4),
            ("At what time", 2, 0),
            ("How long", 1, 0),
            ("Where", 0, 0),
            ("Shall I ask", 0, 0),
        ):
            await asks.until(lambda shown, question=question: question in shown.last.text)  # type: ignore[misc]
            asks.presses(asks.last.buttons[row][column].text, asks.last)
        offer = await answers.sees("would like to meet you")
        answers.presses(offer.button_texts[0], offer)
        await asks.sees("It is settled")

    async def _leave_invite_unopened(self, name: str) -> None:
        """Invite somebody who has not opened the link by tomorrow, when it runs out."""

        def act(tx: Tx) -> None:
            now = self._world.clock.now()
            person = people.add(
                tx, programme=self._programme, role=Role.MENTEE, display_name=name, language="tr", now=now
            )
            ends = now + timedelta(days=1)
            invite = invites.add(
                tx, person=person, code_hash=hash_of(code_from(os.urandom(15))), expires_at=ends, now=now
            )
            due.add(tx, kind=INVITE_EXPIRED, subject=invite, occurrence=f"{INVITE_EXPIRED}:{invite}", due_at=ends)

        await self._store.write(act)

    def _invite(self, tx: Tx, name: str, role: Role, language: str, code: str) -> PersonId:
        now = self._world.clock.now()
        person = people.add(tx, programme=self._programme, role=role, display_name=name, language=language, now=now)
        invites.add(tx, person=person, code_hash=hash_of(code), expires_at=now + LIFETIME, now=now)
        return person

    async def _bring_in_staff(self) -> None:
        carla = self._accounts["Carla"]
        self._world.joins(self._bot, self._group, admin=True, invited_by=carla)
        await self._world.phone(carla, self._group).sees("staff group")

    async def _put_on_duty(self, sol: PersonId, carla: PersonId) -> None:
        """Let Sol be called at any hour, Carla as the deputy; in so small a school she is head and on-call as well."""
        days = [DutySpan(day, time.min, time.min, sol, carla) for day in range(7)]
        kept = rota(self._zone, days, head=carla, on_call=carla)
        now = self._world.clock.now()
        await self._store.write(lambda tx: duty.set_rota(tx, self._programme, kept, now))

    async def _consent(self, mentee: PersonId) -> None:
        now = self._world.clock.now()
        await self._store.write(
            lambda tx: consents.add(
                tx,
                person=mentee,
                kind=ConsentKind.CARER,
                given_by="Her mother",
                scope="taking part, and messages through the bot",
                given_at=now,
                now=now,
            )
        )

    async def _pair(self, mentor: PersonId, mentee: PersonId) -> None:
        def act(tx: Tx) -> None:
            now = self._world.clock.now()
            pair = pairs.add(tx, programme=self._programme, mentor=mentor, mentee=mentee, now=now)
            pairs.set_state(tx, pair, PairState.ACTIVE, now)
            due.add(tx, kind=PAIR_CHANGED, subject=pair, occurrence=f"{PAIR_CHANGED}:{pair}:seeded", due_at=now)

        await self._store.write(act)
