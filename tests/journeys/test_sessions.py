"""Sessions: proposed on one phone, answered on the other, moved, called off, reminded of, held; in two zones."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from mentoring.agreement.bounds import Bounds
from mentoring.pairs import PairState
from mentoring.people import PersonId, Role
from mentoring.sessions import Happened, SessionState
from mentoring.tasks import TaskKind
from phones.phone import Phone
from storage import sessions, tasks
from tests.agreements import Hand, agreed
from tests.journeys.test_files import bytes_of
from tests.journeys.test_invariants import forged
from tests.story import SOFIA, Member, Story, told
from tests.watchwords import DARK

WEDNESDAY_AT_FOUR = datetime(2026, 3, 4, 16, 0, tzinfo=SOFIA)
ISTANBUL, NEW_YORK = ZoneInfo("Europe/Istanbul"), ZoneInfo("America/New_York")


async def press(story: Story, phone: Phone, *labels: str) -> None:
    """Press the newest button of each label in turn."""
    for label in labels:
        phone.presses(label)
        await story.settles()


async def ask_to_meet(story: Story, phone: Phone, *choices: str) -> None:
    """Go through `/session` by buttons, up to the question whether to send it."""
    phone.says("/session")
    await story.settles()
    await press(story, phone, *choices)


def said(phone: Phone) -> str:
    """The newest words of the bot's on a phone, calendar files left out."""
    return next(m.text for m in reversed(phone.received) if m.text and "document" not in m.content)


WEDNESDAY = ("Wed 4", "16:00", "60 minutes", "At school")


async def a_session(story: Story, ben: Member, amina: Member) -> None:
    """Ben asks to meet on Wednesday at four, Amina says yes."""
    await ask_to_meet(story, ben.phone, *WEDNESDAY, "✓ Send to Amina")
    await press(story, amina.phone, "✓ Yes")


async def lives_in(story: Story, person: PersonId, zone: ZoneInfo) -> None:
    await story.store.write(
        lambda tx: tx.run("UPDATE people SET time_zone = :zone WHERE id = :id", zone=zone.key, id=person)
    )


def events(story: Story, phone: Phone) -> list[dict[str, object]]:
    """What the calendar files on a phone say, oldest first."""
    found = []
    for message in phone.messages:
        if message.content.get("document", {}).get("file_name") == "session.ics":
            calendar = Calendar.from_ical(bytes_of(story.world, message))
            (event,) = calendar.walk("VEVENT")
            found.append(
                {
                    "method": str(calendar["METHOD"]),
                    "uid": str(event["UID"]),
                    "sequence": int(event["SEQUENCE"]),
                    "starts": event["DTSTART"].dt,
                    "ends": event["DTEND"].dt,
                    "zone": event["DTSTART"].params["TZID"],
                    "zones": [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")],
                    "summary": str(event["SUMMARY"]),
                    "location": str(event["LOCATION"]),
                    "status": str(event["STATUS"]),
                }
            )
    return found


async def only_session(story: Story, pair):
    rows = await story.store.read(lambda tx: sessions.page(tx, pair, after=0, limit=9))
    assert len(rows) == 1
    return rows[0]


async def test_a_session_is_proposed_by_buttons_and_agreed_by_one(story: Story):
    amina, ben, pair = await story.pair()

    await ask_to_meet(story, ben.phone, *WEDNESDAY)
    assert "Shall I ask Amina this?\n\n📅 Wednesday at 16:00\n⏱ 60 minutes\n📍 At school" in said(ben.phone)
    assert amina.phone.texts[-1:] != ben.phone.texts[-1:]
    await press(story, ben.phone, "✓ Send to Amina")
    assert said(ben.phone).startswith("You asked Amina, and there is no answer yet:")
    assert said(amina.phone).startswith("Ben would like to meet you:\n\n📅 Wednesday at 16:00")
    await press(story, amina.phone, "✓ Yes")

    session, _ = await only_session(story, pair)
    assert session.state is SessionState.AGREED
    assert session.arrangement.starts_at == WEDNESDAY_AT_FOUR
    assert any("🎉 It is settled." in text for text in ben.phone.texts)
    for phone, name in ((ben.phone, "Amina"), (amina.phone, "Ben")):
        (event,) = events(story, phone)
        assert event["method"] == "PUBLISH"
        assert event["status"] == "CONFIRMED"
        assert event["sequence"] == 0
        assert event["summary"] == f"Session with {name}"
        assert event["location"] == "At school"
        assert event["starts"] == WEDNESDAY_AT_FOUR
        assert event["ends"] == WEDNESDAY_AT_FOUR + timedelta(hours=1)


async def test_two_zones_and_two_languages_each_reads_their_own(story: Story):
    amina, ben, _pair = await story.pair(languages=("tr", "es"))
    await lives_in(story, amina.id, ISTANBUL)
    await lives_in(story, ben.id, NEW_YORK)

    ben.phone.says("/session")
    await story.settles()
    for row, column in ((0, 2), (0, 2), (1, 0), (0, 0), (0, 0)):  # Wednesday, 12:00, an hour, at school, send
        ben.phone.presses(ben.phone.last.buttons[row][column].text)
        await story.settles()

    noon_in_new_york = datetime(2026, 3, 4, 12, 0, tzinfo=NEW_YORK)
    assert "12:00" in said(ben.phone)
    assert "20:00" in said(amina.phone)
    assert "saatine göre" in said(amina.phone)
    amina.phone.presses(amina.phone.last.button_texts[0])
    await story.settles()
    (hers,), (his,) = events(story, amina.phone), events(story, ben.phone)
    assert hers["uid"] == his["uid"]
    assert hers["starts"] == his["starts"] == noon_in_new_york
    assert (hers["zone"], hers["zones"]) == ("Europe/Istanbul", ["Europe/Istanbul"])
    assert (his["zone"], his["zones"]) == ("America/New_York", ["America/New_York"])
    assert hers["summary"] != his["summary"]


async def test_moved_and_called_off_the_same_event_changes_in_both_calendars(story: Story):
    amina, ben, pair = await story.pair()
    await a_session(story, ben, amina)

    await press(story, amina.phone, "Move it", "Thu 5", "17:00", "✓ Send to Ben")
    assert said(ben.phone).startswith("Amina would like to move your session (Wednesday at 16:00):")
    await press(story, ben.phone, "✓ Yes")
    ben.phone.says("/session")
    await story.settles()
    await press(story, ben.phone, "Call it off")
    assert said(ben.phone).startswith("Call this off? I tell Amina.")
    await press(story, ben.phone, "Call it off")

    session, _ = await only_session(story, pair)
    assert session.state is SessionState.CANCELLED
    assert any(text.startswith("This session is called off:") for text in amina.phone.texts)
    for phone in (ben.phone, amina.phone):
        first, moved, off = events(story, phone)
        assert first["uid"] == moved["uid"] == off["uid"]
        assert (first["sequence"], moved["sequence"], off["sequence"]) == (0, 1, 2)
        assert moved["starts"] == datetime(2026, 3, 5, 17, 0, tzinfo=SOFIA)
        assert (off["method"], off["status"]) == ("CANCEL", "CANCELLED")


async def test_no_and_another_time_are_answers_too(story: Story):
    amina, ben, pair = await story.pair()
    await ask_to_meet(story, ben.phone, *WEDNESDAY, "✓ Send to Amina")

    await press(story, amina.phone, "Another time", "Fri 6", "15:00", "✓ Send to Ben")
    assert said(ben.phone).startswith("Amina would like to meet you:\n\n📅 Friday at 15:00")
    await press(story, ben.phone, "No")

    session, _ = await only_session(story, pair)
    assert session.state is SessionState.DECLINED
    assert said(amina.phone).startswith("This will not happen:")
    assert events(story, amina.phone) == events(story, ben.phone) == []


async def test_a_no_to_another_time_leaves_what_was_agreed(story: Story):
    amina, ben, pair = await story.pair()
    await a_session(story, ben, amina)
    await press(story, amina.phone, "Move it", "Thu 5", "17:00", "✓ Send to Ben")

    await press(story, ben.phone, "No, as it was")

    session, _ = await only_session(story, pair)
    assert (session.state, session.arrangement.starts_at) == (SessionState.AGREED, WEDNESDAY_AT_FOUR)
    assert "Wednesday at 16:00" in said(amina.phone)


async def test_both_are_reminded_the_day_before_and_two_hours_before_and_asked_afterwards(story: Story):
    amina, ben, pair = await story.pair()
    await a_session(story, ben, amina)

    def reminders(phone: Phone) -> int:
        return sum(text.startswith("🔔 You meet") for text in phone.texts)

    seen = []
    for hours in range(1, 50):
        before = [reminders(phone) for phone in (amina.phone, ben.phone)]
        story.world.clock.forward(hours=1)
        await story.settles()
        after = [reminders(phone) for phone in (amina.phone, ben.phone)]
        if before != after:
            seen.append((hours, [b - a for a, b in zip(before, after, strict=True)]))

    assert seen == [(24, [1, 1]), (46, [1, 1])]
    assert "Did you and Ben meet?" in said(amina.phone)
    assert "Did you and Amina meet?" in said(ben.phone)
    await press(story, amina.phone, "👍 Yes")
    assert "Good to hear that you met Ben" in said(amina.phone)
    _, reports = await only_session(story, pair)
    assert reports == {amina.id: Happened.YES}
    await press(story, amina.phone, "Same again: 11 Mar at 16:00", "✓ Send to Ben")
    assert said(ben.phone).startswith("Amina would like to meet you:")


async def test_what_both_signed_about_the_one_who_cannot_come_is_shown_before_they_move_or_call_off(story: Story):
    amina, ben, _pair = await story.pair()
    await agreed(story, Hand(story, ben), Hand(story, amina))
    await a_session(story, ben, amina)

    for act in ("Move it", "Call it off"):
        amina.phone.says("/session")
        await story.settles()
        await press(story, amina.phone, act)
        assert "You both signed: “Whoever can't come says so" in "".join(text for text in amina.phone.texts[-2:])


async def test_nothing_about_sessions_is_said_in_quiet_hours(story: Story):
    amina, ben, _pair = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    before = amina.phone.texts

    await ask_to_meet(story, ben.phone, "Wed 4", "08:00", "60 minutes", "Online", "✓ Send to Amina")
    assert amina.phone.texts == before
    await story.at("07:00")
    assert said(amina.phone).startswith("Ben would like to meet you:\n\n📅 Tomorrow at 08:00")
    await press(story, amina.phone, "✓ Yes")

    await story.at("06:00", days=0)  # two hours before: in the night
    assert not said(amina.phone).startswith("🔔")
    await story.at("07:00")
    assert said(amina.phone).startswith("🔔 You meet Ben:")


async def test_what_was_taken_back_before_it_was_read_is_never_told(story: Story):
    amina, ben, _pair = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    before = amina.phone.texts
    await ask_to_meet(story, ben.phone, *WEDNESDAY, "✓ Send to Amina", "Take it back")

    await story.at("07:00")

    assert amina.phone.texts == before


async def test_a_plan_and_a_proposal_outlive_a_restart(sqlite_database, vault):
    async with told(sqlite_database, vault) as story:
        amina, ben, _pair = await story.pair()
        await ask_to_meet(story, ben.phone, "Wed 4", "16:00")
        world = story.world
    async with told(sqlite_database, vault, world=world) as story:
        await press(story, ben.phone, "60 minutes", "At school", "✓ Send to Amina")
        await press(story, amina.phone, "✓ Yes")
        assert any("🎉 It is settled." in text for text in ben.phone.texts)


async def test_day_time_and_place_may_be_written(story: Story):
    amina, ben, _pair = await story.pair(languages=("en", "en"))
    before = amina.phone.texts
    ben.phone.says("/session")
    await story.settles()
    await press(story, ben.phone, "Another day")
    for words, label in (("friday", "Another time"), ("16:30", "90 minutes"), ("the library, upstairs", None)):
        ben.phone.says(words)
        await story.settles()
        if label is not None:
            await press(story, ben.phone, label)
        if label == "90 minutes":
            await press(story, ben.phone, "Somewhere else")

    assert "📅 Friday at 16:30\n⏱ 90 minutes\n📍 the library, upstairs" in said(ben.phone)
    assert amina.phone.texts == before
    await press(
        story,
        ben.phone,
        "✓ Send to Amina",
    )
    assert "📍 the library, upstairs" in said(amina.phone)
    raw = await story.store.read(lambda tx: [bytes(row["line"]) for row in tx.all("SELECT line FROM sessions")])
    assert b"library" not in raw[0]
    ben.phone.says("See you!")
    await story.settles()
    assert said(amina.phone) == "Ben\nSee you!"


async def test_a_worrying_line_is_no_place_and_reaches_nobody_through_a_plan(story: Story):
    amina, ben, pair = await story.pair()
    await ask_to_meet(story, amina.phone, "Wed 4", "16:00", "60 minutes", "Somewhere else")

    amina.phone.says(DARK)
    await story.settles()

    assert not any(DARK in text or "would like to meet" in text for text in ben.phone.texts)
    assert not any(f"📍 {DARK}" in text for text in amina.phone.texts)
    assert await story.store.read(lambda tx: sessions.page(tx, pair, after=0, limit=9)) == []


async def test_only_the_programmes_places_are_offered_and_taken(story: Story):
    amina, ben, pair = await story.pair()
    await story.changes_rules(agreement=Bounds(places=("at_school", "at_training")))
    await ask_to_meet(story, ben.phone, "Wed 4", "16:00", "60 minutes")

    offered = [label for row in ben.phone.last.buttons for label in (button.text for button in row)]
    assert offered == ["At school", "Where we train", "‹ Back"]
    (draft,) = await story.store.read(lambda tx: [row["id"] for row in tx.all("SELECT id FROM session_drafts")])
    forged(story, ben, f"plan:{draft}.place.public_place")
    await story.settles()
    forged(story, ben, f"plan:{draft}.send.")
    await story.settles()

    assert await story.store.read(lambda tx: sessions.page(tx, pair, after=0, limit=9)) == []
    assert not any("would like to meet" in text for text in amina.phone.texts)


async def test_what_cannot_be_read_is_asked_again(story: Story):
    amina, ben, _pair = await story.pair()
    ben.phone.says("/session")
    await story.settles()
    await press(story, ben.phone, "Another day")

    ben.phone.says("when the cows come home")
    await story.settles()

    assert said(ben.phone).startswith("I could not read that day.")
    assert "cows" not in "".join(amina.phone.texts)
    await press(story, ben.phone, "‹ Back")
    ben.phone.says("Never mind all that")
    await story.settles()
    assert said(amina.phone) == "Ben\nNever mind all that"


async def test_two_sessions_in_a_row_that_did_not_happen_are_the_coordinators_to_know(story: Story):
    amina, ben, _pair = await story.pair()

    async def missed() -> list[TaskKind]:
        found = await story.store.read(lambda tx: tasks.open_of(tx, story.programme, story.now))
        return [task.kind for task in found if task.kind is TaskKind.SESSION_MISSED]

    for day in ("Wed 4", "Fri 6"):
        await ask_to_meet(story, ben.phone, day, "16:00", "60 minutes", "At school", "✓ Send to Amina")
        await press(story, amina.phone, "✓ Yes")
        story.world.clock.move_to(datetime(2026, 3, int(day[-1]), 17, 30, tzinfo=SOFIA))
        await story.settles()
        assert await missed() == []
        await press(story, ben.phone, "No")
    assert await missed() == [TaskKind.SESSION_MISSED]

    await press(story, amina.phone, "👍 Yes")

    assert await missed() == []


async def test_otto_can_neither_see_nor_answer_nor_call_off(story: Story):
    amina, ben, pair = await story.pair()
    await a_session(story, ben, amina)
    otto = await story.joins("Otto", Role.MENTEE)
    olga = await story.joins("Olga", Role.MENTOR)
    await story.pair_of(olga.id, otto.id)
    otto.phone.catches_up()
    before = otto.phone.texts
    session, _ = await only_session(story, pair)

    for data in ("show", "off", "gone", "other", "next"):
        forged(story, otto, f"session:{data}.{session.id}")
    for data in (f"yes.{1}", f"no.{1}", f"held.{session.id}.no", f"new.{pair}", f"with.{pair}"):
        forged(story, otto, f"session:{data}")
    await story.settles()

    assert otto.phone.texts == before
    after, reports = await only_session(story, pair)
    assert (after.state, reports) == (SessionState.AGREED, {})


@pytest.mark.parametrize(
    "data",
    [
        "plan:1.day.x",
        "plan:1.clock.99",
        "plan:1.minutes.9999",
        "plan:1.place.other",
        "plan:1.own.all",
        "plan:x",
        "plan:",
    ],
)
async def test_a_forged_choice_is_passed_over(story: Story, monkeypatch: pytest.MonkeyPatch, data: str):
    monkeypatch.setattr("bot.lanes.PAUSES", ())
    _amina, ben, _ = await story.pair()
    ben.phone.says("/session")
    await story.settles()

    forged(story, ben, data)
    await story.settles()

    row = await story.store.read(lambda tx: tx.one("SELECT COUNT(*) AS n FROM inbox WHERE state = 'parked'"))
    assert row["n"] == 0


async def test_a_pair_on_a_break_is_not_reminded(story: Story):
    amina, ben, pair = await story.pair()
    await a_session(story, ben, amina)
    await story.brings(pair, PairState.PAUSED)
    before = len(amina.phone.texts)

    await story.at("16:00", days=1)

    assert len(amina.phone.texts) == before


async def test_a_session_over_the_clock_change_keeps_its_hour_on_the_wall(sqlite_database, vault):
    async with told(sqlite_database, vault, start=datetime(2026, 3, 27, 16, 0, tzinfo=SOFIA)) as story:
        amina, ben, pair = await story.pair()
        await ask_to_meet(story, ben.phone, "Mon 30", "16:00", "60 minutes", "At school", "✓ Send to Amina")
        await press(story, amina.phone, "✓ Yes")

        session, _ = await only_session(story, pair)

        assert session.arrangement.starts_at == datetime(2026, 3, 30, 13, 0, tzinfo=UTC)
        (event,) = events(story, amina.phone)
        assert event["starts"].astimezone(SOFIA).strftime("%a %H:%M") == "Mon 16:00"


async def test_when_a_pair_ends_its_sessions_are_called_off_and_leave_both_calendars(story: Story):
    amina, ben, pair = await story.pair()
    await a_session(story, ben, amina)
    before = [event["uid"] for event in events(story, amina.phone)]
    await story.brings(pair, PairState.CLOSED)
    for member in (ben, amina):
        await member.phone.sees("has ended")
        (cancelled,) = [event for event in events(story, member.phone) if event["method"] == "CANCEL"]
        assert cancelled["uid"] in before
    count = len(ben.phone.received)
    await story.at("16:00", days=2)
    assert len(ben.phone.received) == count


async def test_who_wants_to_hear_nothing_from_the_other_hears_of_no_session_until_they_do(story: Story):
    amina, ben, _ = await story.pair()
    await press_under_help(story, amina.phone, "Hear nothing from Ben for now")
    before = amina.phone.texts
    await ask_to_meet(story, ben.phone, *WEDNESDAY, "✓ Send to Amina")
    assert amina.phone.texts == before
    await press(story, amina.phone, "Hear from Ben again")
    await press(story, amina.phone, "✓ Yes")
    await ben.phone.sees("It is settled.")


async def press_under_help(story: Story, phone: Phone, label: str) -> None:
    phone.says("/help")
    await phone.sees("Write here as in any chat")
    await press(story, phone, label)
