"""The school of a rehearsal: a programme with its calendar and rota, its staff, and as many pairs as wished."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.commands.rehearsal.agenda import Act, Agenda, Step
from bot.commands.rehearsal.habits import plan_term
from bot.commands.rehearsal.lines import LIVES_IN, NAMES
from bot.commands.rehearsal.player import Player, at_clock
from bot.commands.rehearsal.staff import STAFF, Staff
from bot.commands.rehearsal.tempers import Dice, Temper, tempers
from bot.commands.rehearsal.thumb import Thumb
from bot.pair_news import PAIR_CHANGED
from mentoring.duty import DutySpan, rota
from mentoring.invites import LIFETIME, code_from, hash_of
from mentoring.pairs import PairState
from mentoring.people import ConsentKind, PersonId, ProgrammeId, Role
from mentoring.programmes import Rules
from mentoring.quiet_hours import QuietBlock
from mentoring.school_calendar import CalendarEntry, CalendarKind
from phones.accounts import Account, Bot
from phones.chats import Group
from phones.phone import Phone
from phones.world import World
from storage import consents, due, duty, invites, pairs, people, programmes, school_calendar
from storage.tx import Tx

QUIET_FROM, QUIET_UNTIL = time(21), time(7)
NIGHTS = tuple(QuietBlock(day, QUIET_FROM, QUIET_UNTIL) for day in range(7))

_AT_HER_DESK = time(15)  # when a coordinator writes down what became of a pair
_FEW_WEEKS = 6
_ELSEWHERE = 0.2  # how many of the people live in another zone than their school
_MOVE_AWAY = 12  # of so many pairs one ends early


@dataclass(frozen=True, slots=True)
class Wished:
    """What was asked for: so many pairs for so many weeks, from `begins` (aware), in these languages, by this seed.

    `programme` is what their programme is called.
    """

    pairs: int
    weeks: int
    seed: int
    languages: Sequence[str]
    begins: datetime
    zone: ZoneInfo
    programme: str = "Rehearsal"

    @property
    def ends(self) -> datetime:
        """When the term is over: on the afternoon of a Monday, when everybody is up wherever they live."""
        return at_clock(self.begins + timedelta(weeks=self.weeks), _AT_HER_DESK, self.zone)

    @property
    def holiday(self) -> CalendarEntry | None:
        """The week without school in the middle of a term; none in a short one."""
        if self.weeks < _FEW_WEEKS:
            return None
        first: date = (self.begins + timedelta(weeks=self.weeks // 2)).astimezone(self.zone).date()
        monday = first - timedelta(days=first.weekday())
        return CalendarEntry(monday, monday + timedelta(days=6), CalendarKind.HOLIDAY, "Spring break", off=True)


class School:
    """Builds it all, on the agenda: everything that people do by themselves is done on their phones."""

    def __init__(self, wished: Wished, world: World, bot: Bot, agenda: Agenda) -> None:
        self.wished = wished
        self.programme = ProgrammeId(0)
        self.players: list[Player] = []
        self.staff: Staff
        self._world = world
        self._bot = bot
        self._agenda = agenda
        self._seats: list[tuple[Phone, str, str]] = []

    @property
    def now(self) -> datetime:
        """What the clock shows."""
        return self._world.clock.now()

    def found(self, tx: Tx) -> None:
        """Add the programme and everybody in it, with an invite each."""
        wished = self.wished
        rules = Rules(NIGHTS, carer_consent_required=True, rota_required=True, helpline_country="BG")
        self.programme = programmes.add(
            tx, name=wished.programme, zone=wished.zone, language=wished.languages[0], rules=rules, now=self.now
        )
        if wished.holiday is not None:
            school_calendar.add(tx, self.programme, [wished.holiday], self.now)
        self._hire(tx)
        dice = Dice(wished.seed, "school").about("everybody")
        of_mentors = tempers(wished.pairs, mentors=True, dice=dice)
        of_mentees = tempers(wished.pairs, mentors=False, dice=dice)
        for number in range(wished.pairs):
            # A mentor speaks another language than the mentee now and then: the bot's words come in each one's own.
            language = wished.languages[number % len(wished.languages)]
            other = wished.languages[(number + 1) % len(wished.languages)] if number % 5 == 0 else language
            mentor = self._add(tx, number, Role.MENTOR, of_mentors[number], other)
            mentee = self._add(tx, number, Role.MENTEE, of_mentees[number], language)
            mentor.partner_name, mentee.partner_name = mentee.name, mentor.name

    def arrivals(self) -> dict[str, list[Act]]:
        """Return what everybody does to join, each on their own phone."""
        return {f"joins {number:04}": [partial(_joins, *seat)] for number, seat in enumerate(self._seats)}

    def plan_term(self) -> None:
        """Put the term on the agenda: pairs begin over the first days, a few end early."""
        wished = self.wished
        self.staff.plan_term(wished.begins, wished.ends)
        for number in range(wished.pairs):
            dice = Dice(wished.seed, f"pair {number}").about("life")
            begins = wished.begins + timedelta(hours=5 + 24 * dice.randrange(min(9, 7 * wished.weeks // 3)))
            self._agenda.add(begins, STAFF, partial(self._begins, number))
            for player in self.of_pair(number):
                plan_term(player, begins, wished.ends)
            if number % _MOVE_AWAY == _MOVE_AWAY - 1:
                moves = begins + dice.uniform(0.4, 0.9) * (wished.ends - begins)
                self._agenda.add(
                    at_clock(moves.astimezone(wished.zone), _AT_HER_DESK, wished.zone),
                    STAFF,
                    partial(self._ends, number),
                )

    def of_pair(self, number: int) -> tuple[Player, Player]:
        """Return the mentor and the mentee of a pair, by its number from 0."""
        return self.players[2 * number], self.players[2 * number + 1]

    def says_goodbye(self) -> Iterator[Step]:
        """Close all pairs: the term is over."""
        for number in range(self.wished.pairs):
            yield from self._ends(number)

    def _begins(self, number: int) -> Iterator[Step]:
        mentor, mentee = self.of_pair(number)

        def begin(tx: Tx) -> None:
            pair = pairs.add(tx, programme=self.programme, mentor=mentor.person, mentee=mentee.person, now=self.now)
            mentor.pair = mentee.pair = pair
            self._bring(tx, number, PairState.ACTIVE)

        yield begin

    def _ends(self, number: int) -> Iterator[Step]:
        for player in self.of_pair(number):
            player.has_left = True
        yield lambda tx: self._bring(tx, number, PairState.CLOSED)

    def _bring(self, tx: Tx, number: int, state: PairState) -> None:
        begun = self.of_pair(number)[0].pair
        pair = None if begun is None else pairs.get(tx, begun)
        if pair is not None and pair.state is not PairState.CLOSED:
            pairs.set_state(tx, pair.id, state, self.now)
            occurrence = f"{PAIR_CHANGED}:{pair.id}:{state}"
            due.add(tx, kind=PAIR_CHANGED, subject=pair.id, occurrence=occurrence, due_at=self.now)

    def _hire(self, tx: Tx) -> None:
        seats = {}
        for name, role in (
            ("Carla", Role.COORDINATOR),
            ("Sol", Role.SAFEGUARDING_LEAD),
            ("Dora", Role.SAFEGUARDING_LEAD),
        ):
            account = self._account(name, "en")
            seats[name] = (account, self._invited(tx, name, role, "en", self._world.phone(account, self._bot)))
        accounts: list[Account] = [account for account, _ in seats.values()]
        (_, carla), (_, sol), (_, dora) = seats.values()
        group = self._world.group(f"{self.wished.programme} staff", *accounts, is_forum=True)
        self.staff = Staff(
            self._world.phone(accounts[0], self._bot),
            self._world.phone(accounts[1], group),
            self._world.phone(accounts[2], group),
            self._agenda,
            Dice(self.wished.seed, STAFF),
            self.wished.zone,
        )
        days = [DutySpan(day, time.min, time.min, sol, dora) for day in range(7)]
        duty.set_rota(tx, self.programme, rota(self.wished.zone, days, head=carla, on_call=carla), self.now)

    def brings_in_the_bot(self) -> None:
        """Let Carla bring the bot into the staff group."""
        group = self.staff.sol.chat
        assert isinstance(group, Group)
        self._world.joins(self._bot, group, admin=True, invited_by=self.staff.carla.account)

    def _add(self, tx: Tx, number: int, role: Role, temper: Temper, language: str) -> Player:
        names = NAMES[language]
        index = number * 2 + (role is Role.MENTEE)
        # Names come again in a large school; the letter behind them does not with the same one.
        name = f"{names[index % len(names)]} {chr(ord('A') + index // len(names) % 26)}."
        dice = Dice(self.wished.seed, f"{role.value} {number}")
        account = self._account(name, language)
        phone = self._world.phone(account, self._bot)
        person = self._invited(tx, name, role, language, phone)
        zone = self.wished.zone
        if dice.about("lives").random() < _ELSEWHERE and LIVES_IN[language] != zone.key:
            zone = ZoneInfo(LIVES_IN[language])
            kept = people.get(tx, person)
            assert kept is not None
            people.change(tx, replace(kept, zone=zone, has_own_zone=True))
        if role is Role.MENTEE:
            consents.add(
                tx,
                person=person,
                kind=ConsentKind.CARER,
                given_by="Their mother",
                scope="taking part, and messages through the bot",
                given_at=self.now,
                now=self.now,
            )
        player = Player(
            index,
            name,
            role,
            temper,
            language,
            zone,
            phone,
            person,
            dice,
            self._agenda,
            f"pair {number:04}",
        )
        self.players.append(player)
        return player

    def _account(self, name: str, language: str) -> Account:
        """Return a new account, with the programme in its name, for whoever looks at the phones."""
        return self._world.account(name, last_name=self.wished.programme, language_code=language)

    def _invited(self, tx: Tx, name: str, role: Role, language: str, phone: Phone) -> PersonId:
        person = people.add(tx, programme=self.programme, role=role, display_name=name, language=language, now=self.now)
        code = code_from(os.urandom(15))
        invites.add(tx, person=person, code_hash=hash_of(code), expires_at=self.now + LIFETIME, now=self.now)
        self._seats.append((phone, code, language))
        return person


def _joins(phone: Phone, code: str, language: str) -> Iterator[Step]:
    """Open the link, choose the language, read the induction and agree."""
    phone.starts(code)
    yield None
    thumb = Thumb(phone)
    for data in (f"language:{language}", "agree:"):
        thumb.tries(data)
        yield None
