"""Weekends on which clocks change, played through the whole bot: what is quiet stays quiet, and nothing is late."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.people import Role
from phones.clock import PhonesClock
from phones.world import World
from storage import due
from storage.sqlite import SqliteDatabase
from storage.vault import Vault
from tests.story import SOFIA, Member, Story, told

SPRING, AUTUMN = datetime(2026, 3, 27, 12, tzinfo=UTC), datetime(2026, 10, 23, 12, tzinfo=UTC)
AMERICAN_SPRING, AMERICAN_AUTUMN = datetime(2026, 3, 6, 12, tzinfo=UTC), datetime(2026, 10, 30, 12, tzinfo=UTC)
WEEKENDS = [
    ("Europe/Sofia", SPRING, "21:30-07:15"),
    ("Europe/Sofia", SPRING, "22:00-03:30"),  # ends within the hour that is skipped
    ("Europe/Sofia", AUTUMN, "21:30-07:15"),
    ("Europe/Sofia", AUTUMN, "22:00-03:30"),  # ends within the hour that comes twice
    ("Europe/Istanbul", SPRING, "21:30-07:15"),  # its own clocks stay; its partner's change
    ("Europe/Istanbul", AUTUMN, "22:00-03:30"),
    ("America/New_York", AMERICAN_SPRING, "22:00-02:30"),
    ("America/New_York", AMERICAN_AUTUMN, "22:00-01:30"),
    ("America/St_Johns", AMERICAN_SPRING, "22:00-02:30"),  # half an hour from everybody
    ("America/St_Johns", AMERICAN_AUTUMN, "22:00-01:30"),
    ("Asia/Kolkata", SPRING, "21:30-07:15"),
]
SPEAKING = timedelta(hours=5, minutes=47)
AT_MOST_LATE = timedelta(seconds=5)
ONE_MINUTE = timedelta(minutes=1)


def reads_quiet(at: datetime, night: str, zone: ZoneInfo) -> bool:
    """What somebody reads off the clock on their wall."""
    starts, ends = (time.fromisoformat(text) for text in night.split("-"))
    wall = at.astimezone(zone).time()
    return wall >= starts or wall < ends


def is_over(at: datetime, night: str, zone: ZoneInfo) -> bool:
    """Whether the wall shows an open time, and will not be put back into the same night within the hour."""
    next_hour = [at + ONE_MINUTE * minutes for minutes in range(61)]
    put_back = at.astimezone(zone).utcoffset() != next_hour[-1].astimezone(zone).utcoffset()
    return not any(reads_quiet(moment, night, zone) for moment in (next_hour if put_back else next_hour[:1]))


def opening(at: datetime, night: str, zone: ZoneInfo) -> datetime:
    """The first full minute from `at` on at which the night is over; `at` when it is."""
    moment = at
    while not is_over(moment, night, zone):
        moment = moment.replace(second=0, microsecond=0) + ONE_MINUTE
    return moment


class Arrivals:
    """When each message came in on a phone."""

    def __init__(self, story: Story, member: Member, partner: str) -> None:
        self._story, self._phone, self._heading = story, member.phone, f"{partner}\n"
        self.at: dict[str, datetime] = {}

    def look(self) -> None:
        """Note what has come in since the last look."""
        for text in self._phone.texts:
            if text.startswith(self._heading):
                self.at.setdefault(text.removeprefix(self._heading), self._story.now)


async def plays_until(story: Story, moment: datetime, *arrivals: Arrivals) -> None:
    """Let time pass until a moment, stopping at all that is due on the way."""
    while True:
        next_due = await story.store.read(due.next_moment)
        stop = moment if next_due is None else min(moment, max(next_due, story.now))
        story.world.clock.move_to(stop)
        await story.settles()
        for phone in arrivals:
            phone.look()
        if stop >= moment:
            return


@pytest.mark.parametrize(("zone", "start", "night"), WEEKENDS)
async def test_over_a_weekend_nothing_arrives_in_the_night_and_all_in_time_and_order(
    zone: str, start: datetime, night: str, sqlite_database: SqliteDatabase, vault: Vault
):
    world = World(PhonesClock.standing_at(start))
    async with told(sqlite_database, vault, world=world) as story:
        await story.programme_with(quiet=night)
        ben = await story.joins("Ben", Role.MENTOR)
        amina = await story.joins("Amina", Role.MENTEE)
        await story.lives_in(amina.id, ZoneInfo(zone))
        await story.pair_of(ben.id, amina.id)
        to_amina, to_ben = Arrivals(story, amina, "Ben"), Arrivals(story, ben, "Amina")
        written: dict[str, datetime] = {}
        for number in range(16):
            await plays_until(story, start + number * SPEAKING, to_amina, to_ben)
            text = f"The {number}th word of this weekend"
            written[text] = story.now
            for phone in (ben.phone, amina.phone):
                phone.says(text)
            await story.settles()
            to_amina.look()
            to_ben.look()
        await plays_until(story, story.now + timedelta(hours=14), to_amina, to_ben)

    for arrived, lives_in in ((to_amina.at, ZoneInfo(zone)), (to_ben.at, SOFIA)):
        assert list(arrived) == list(written)
        for text, moment in arrived.items():
            assert not reads_quiet(moment, night, lives_in), (text, moment)
            assert timedelta(0) <= moment - opening(written[text], night, lives_in) <= AT_MOST_LATE, (text, moment)
