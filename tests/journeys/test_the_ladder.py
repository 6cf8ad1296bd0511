"""A case is called about until somebody has it; worked by buttons, read for a reason, closed, a critical one by two.

The clock decides: who is called when is played to the top of the ladder.
"""

import json
from dataclasses import dataclass
from datetime import time

import pytest

from mentoring.case_export import broken_at
from mentoring.cases import Case, CaseState, EventKind
from mentoring.duty import DutySpan, rota
from mentoring.people import Role
from phones.phone import Phone
from storage import cases, duty
from storage.sqlite import SqliteDatabase
from storage.tx import Tx
from storage.vault import Vault
from tests.journeys.test_files import bytes_of
from tests.journeys.test_invariants import forged
from tests.story import SOFIA, Member, Story, every_night, told
from tests.watchwords import DARK, DARK_TONIGHT, HUNGRY

CRITICAL, HIGH = "🔴 Case 1: critical", "🟠 Case 1: high"


@dataclass
class School:
    """A pair, a staff group, and who is called: Sol on duty by day, Dara her deputy, Hana the head, Orhan at last."""

    amina: Member
    ben: Member
    sol: Member
    dara: Member
    hana: Member
    orhan: Member
    group: Phone

    def calls(self, text: str) -> list[int]:
        """How often each of the four was told of a case in these words, from the first to the last of the ladder."""
        return [times_told(member.phone, text) for member in (self.sol, self.dara, self.hana, self.orhan)]


def times_told(phone: Phone, text: str) -> int:
    """How often a phone shows a case in these words: its card, and the bubbles that were its card before."""
    return phone.texts.count(text) + phone.texts.count(f"{text} ⬇️")


async def school(story: Story) -> School:
    amina, ben, _ = await story.pair()
    sol = await story.joins("Sol", Role.SAFEGUARDING_LEAD)
    dara = await story.joins("Dara", Role.SAFEGUARDING_LEAD)
    hana = await story.joins("Hana", Role.COORDINATOR)
    orhan = await story.joins("Orhan", Role.COORDINATOR)
    bot = story.world.bots[story.bot.house.bot_id]
    group = story.world.group("Staff", sol.phone.account, dara.phone.account, hana.phone.account, is_forum=True)
    story.world.joins(bot, group, admin=True, invited_by=sol.phone.account)
    await story.settles()
    days = [DutySpan(day, time(7), time(22), sol.id, dara.id) for day in range(7)]
    kept = rota(SOFIA, days, head=hana.id, on_call=orhan.id, admits_gaps=True)
    await story.store.write(lambda tx: duty.set_rota(tx, story.programme, kept, story.now))
    for member in (amina, ben, sol, dara, hana, orhan):
        member.phone.catches_up()
    return School(amina, ben, sol, dara, hana, orhan, story.world.phone(sol.phone.account, group))


async def the_case(story: Story) -> Case:
    case = await story.store.read(lambda tx: cases.get(tx, 1))
    assert case is not None
    return case


async def happened(story: Story, kind: EventKind) -> list[dict[str, object]]:
    record = await story.store.read(lambda tx: cases.record_of(tx, 1))
    return [dict(event.facts) for event in record if event.kind is kind]


async def press(story: Story, phone: Phone, *labels: str) -> None:
    """Press one button after the other on the newest bubble that shows the case's buttons."""
    for label in labels:
        bubble = next(message for message in reversed(phone.messages) if label in message.button_texts)
        phone.presses(label, bubble)
        await story.settles()


async def test_a_critical_case_climbs_to_the_top_by_the_clock(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK_TONIGHT)
    await story.settles()
    assert at.calls(CRITICAL) == [1, 1, 0, 0]
    for hour, calls in (
        ("16:04", [1, 1, 0, 0]),
        ("16:05", [2, 2, 1, 0]),
        ("16:09", [2, 2, 1, 0]),
        ("16:10", [2, 2, 1, 1]),
        ("16:20", [2, 2, 1, 2]),
        ("23:00", [2, 2, 1, 2]),
    ):
        await story.at(hour)
        assert at.calls(CRITICAL) == calls, hour
    assert any("Nobody has taken this case" in text and "112" in text for text in at.orhan.phone.texts)
    assert [facts["rung"] for facts in await happened(story, EventKind.CALLED)] == [1, 2, 3, 4]


async def test_a_high_case_climbs_one_by_one(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    await story.settles()
    assert at.calls(HIGH) == [1, 0, 0, 0]
    for hour, calls in (
        ("16:29", [1, 0, 0, 0]),
        ("16:30", [1, 1, 0, 0]),
        ("17:00", [1, 1, 1, 0]),
        ("18:00", [1, 1, 1, 1]),
        ("23:00", [1, 1, 1, 1]),
    ):
        await story.at(hour)
        assert at.calls(HIGH) == calls, hour


@pytest.mark.parametrize(
    ("hour", "who", "calls"),
    [
        ("16:00", "sol", [1, 1, 0, 0]),
        ("16:03", "dara", [1, 1, 0, 0]),
        ("16:05", "hana", [2, 2, 1, 0]),
        ("16:10", "orhan", [2, 2, 1, 1]),
    ],
)
async def test_nobody_is_called_any_more_once_somebody_has_it(story: Story, hour: str, who: str, calls: list[int]):
    at = await school(story)
    at.amina.phone.says(DARK_TONIGHT)
    await story.settles()
    await story.at(hour)
    member: Member = getattr(at, who)

    await press(story, member.phone, "I have it")
    await story.at("23:00")

    # The cards say who has it; nobody's phone rang again.
    rang = [
        sum(text.startswith(CRITICAL) for text in each.phone.texts) for each in (at.sol, at.dara, at.hana, at.orhan)
    ]
    assert rang == calls
    assert any(text == f"{CRITICAL}\n{who.title()} has it." for text in at.group.texts)
    assert (await the_case(story)).state is CaseState.ACKNOWLEDGED


async def test_it_climbs_on_after_a_power_cut_and_repeats_nothing(sqlite_database: SqliteDatabase, vault: Vault):
    async with told(sqlite_database, vault) as story:
        at = await school(story)
        at.amina.phone.says(DARK_TONIGHT)
        await story.settles()
        world, programme = story.world, story.programme
    world.clock.forward(minutes=7)
    async with told(sqlite_database, vault, world=world) as story:
        story.programme = programme
        await story.settles()
        assert at.calls(CRITICAL) == [2, 2, 1, 0]
        await story.at("16:10")
        assert at.calls(CRITICAL) == [2, 2, 1, 1]


async def test_when_nobody_is_on_duty_everybody_of_the_rota_is_called_at_once(story: Story):
    at = await school(story)
    await story.at("23:00")
    at.amina.phone.says(DARK)
    answer = await at.amina.phone.sees("Nobody at school is on duty right now.")
    await story.settles()
    assert at.calls(HIGH) == [1, 1, 1, 1]
    assert "Call 112" in answer.text
    assert "Sol" not in answer.text


async def test_who_is_in_conflict_is_not_called_and_cannot_work_the_case(story: Story):
    at = await school(story)

    def note(tx: Tx) -> None:
        duty.add_conflict(
            tx, programme=story.programme, staff=at.sol.id, person=at.amina.id, reason="aunt", now=story.now
        )

    await story.store.write(note)
    at.amina.phone.says(DARK)
    await story.settles()
    assert at.calls(HIGH) == [0, 1, 0, 0]
    assert not any("Case 1" in text for text in at.group.texts), "Sol is in the group"
    forged(story, at.sol, "case:1.take")
    await story.settles()
    assert (await the_case(story)).state is CaseState.NEW


MEDIUM = "🟡 Case 1: medium"


async def test_what_is_medium_is_in_the_coordinators_queue_then_with_the_lead_and_then_with_the_head(story: Story):
    at = await school(story)
    otto = await story.joins("Otto", Role.COORDINATOR)
    at.amina.phone.says(HUNGRY)
    await story.settles()
    for days, hour, calls in (
        (0, "16:00", [0, 0, 1, 1]),
        (0, "07:59", [0, 0, 1, 1]),
        (0, "08:00", [1, 0, 1, 1]),
        (1, "15:59", [1, 0, 1, 1]),
        (0, "16:00", [1, 0, 2, 1]),
        (5, "12:00", [1, 0, 2, 1]),
    ):
        await story.at(hour, days=days)
        assert at.calls(MEDIUM) == calls, (days, hour)
    assert otto.phone.texts.count(MEDIUM) == 1


async def test_a_case_of_the_queue_is_taken_by_a_coordinator_and_nobody_else_is_told(story: Story):
    at = await school(story)
    at.amina.phone.says(HUNGRY)
    await story.settles()
    await press(story, at.orhan.phone, "I have it")
    await story.at("16:00", days=4)
    assert at.calls(MEDIUM) == [0, 0, 0, 0]
    assert at.orhan.phone.texts.count(f"{MEDIUM}\nOrhan has it.") == 1
    assert (await the_case(story)).state is CaseState.ACKNOWLEDGED


async def test_what_is_medium_on_a_friday_night_waits_for_monday(story: Story):
    at = await school(story)
    await story.changes_rules(quiet_blocks=every_night("21:00", "07:00"))
    await story.at("23:00", days=4)  # Friday
    at.amina.phone.says(HUNGRY)
    await story.settles()
    await story.at("20:00", days=1)  # Sunday
    assert at.calls(MEDIUM) == [0, 0, 0, 0]
    await story.at("08:00")
    assert at.calls(MEDIUM) == [0, 0, 1, 1]
    await story.at("08:00")
    await story.at("08:00", days=1)
    assert at.calls(MEDIUM) == [1, 0, 1, 1]


async def test_a_case_that_gets_graver_begins_to_climb_again(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    await story.settles()
    await press(story, at.sol.phone, "I have it")
    at.amina.phone.says(DARK_TONIGHT)
    await story.settles()
    assert at.dara.phone.texts.count(CRITICAL) == 1
    await press(story, at.dara.phone, "I have it")
    await story.at("23:00")
    assert at.orhan.phone.texts.count(CRITICAL) == 0


@pytest.mark.parametrize("data", ["case:1.take", "case:1.refer.police", "case:1.read.act", "case:1.agree"])
async def test_who_was_not_called_changes_and_reads_nothing(story: Story, data: str):
    at = await school(story)
    otto = await story.joins("Otto", Role.COORDINATOR)
    at.amina.phone.says(DARK)
    await story.settles()
    before = await the_case(story)
    shown = otto.phone.texts, at.amina.phone.texts, at.hana.phone.texts
    for member in (otto, at.amina, at.hana):
        forged(story, member, data)
        await story.settles()
    assert await the_case(story) == before
    assert (otto.phone.texts, at.amina.phone.texts, at.hana.phone.texts) == shown


async def test_a_lead_of_another_programme_has_nothing_to_do_with_it(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    await story.settles()
    before = await the_case(story)
    await story.programme_with()
    otto = await story.joins("Otto", Role.SAFEGUARDING_LEAD)
    for data in ("case:1.take", "case:1.read.act"):
        forged(story, otto, data)
        await story.settles()
    assert await the_case(story) == before


@pytest.mark.parametrize(
    "data",
    ["case:", "case:x.take", "case:1", "case:1.fly", "case:2.take", "case:1.release.9", "case:1.close.nothing.real"],
)
async def test_forged_presses_of_a_lead_do_nothing(story: Story, data: str):
    at = await school(story)
    at.amina.phone.says(DARK)
    await story.settles()
    before = await the_case(story)
    forged(story, at.sol, data)
    await story.settles()
    assert await the_case(story) == before


async def test_a_high_case_is_worked_and_closed_by_one(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    await story.settles()
    await press(story, at.sol.phone, "I have it", "I am acting", "Refer", "School counsellor", "Close")
    await press(story, at.sol.phone, "Others took over", "A false alarm", "A song or a quote")

    assert (await the_case(story)).state is CaseState.CLOSED
    states = await happened(story, EventKind.STATE)
    assert [facts["to"] for facts in states] == ["acknowledged", "acting", "referred", "closed"]
    assert states[2]["referred_to"] == "counsellor"
    assert (states[3]["outcome"], states[3]["verdict"], states[3]["reason"]) == ("referred", "false", "quote")
    shown = f"{HIGH}\nClosed by Sol: Others took over"
    await at.group.sees(shown)
    assert next(message for message in at.group.messages if message.text == shown).button_texts == ["Open"]


async def test_a_critical_case_needs_a_second_person_to_close(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK_TONIGHT)
    await story.settles()
    await press(story, at.sol.phone, "I have it", "Close", "Talked to and supported", "It was real")
    assert (await the_case(story)).state is CaseState.ACKNOWLEDGED

    await press(story, at.sol.phone, "Close it, I agree")
    assert (await the_case(story)).state is CaseState.ACKNOWLEDGED
    await press(story, at.dara.phone, "Close it, I agree")

    assert (await the_case(story)).state is CaseState.CLOSED
    closed = (await happened(story, EventKind.STATE))[-1]
    assert (closed["verdict"], closed["asked_by"]) == ("real", f"person:{at.sol.id}")


async def test_the_second_person_can_keep_it_open(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK_TONIGHT)
    await story.settles()
    await press(
        story,
        at.sol.phone,
        "I have it",
        "Close",
        "Nothing was needed",
        "Real, but less serious",
        "About a game",
    )
    await press(story, at.dara.phone, "Keep it open")
    assert (await the_case(story)).state is CaseState.ACKNOWLEDGED
    assert len(await happened(story, EventKind.KEPT_OPEN)) == 1


async def test_words_are_read_in_the_own_chat_only_with_a_reason_and_it_is_noted(story: Story):
    at = await school(story)
    at.ben.phone.says("How are you?")
    await at.amina.phone.sees("How are you?")
    at.amina.phone.says(DARK)
    await story.settles()
    await press(story, at.group, "Open")
    assert not any("thunder" in text for text in at.sol.phone.texts)
    await press(story, at.group, "To know how to help")

    words = next(message for message in at.sol.phone.messages if DARK in message.text)
    assert "Amina" in words.text
    assert "How are you?" in words.text
    assert words.extra.get("has_protected_content")
    assert not any("thunder" in text for text in at.group.texts)
    (read,) = await happened(story, EventKind.READ)
    assert (read["why"], read["concerns"]) == ("act", [1])


async def test_a_lead_passes_on_what_was_withheld(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    await story.settles()
    await press(story, at.sol.phone, "Open", "To see whether it is real", "Pass it on")

    await at.ben.phone.sees(DARK)
    await at.sol.phone.sees("Passed on to Ben")
    assert len(await happened(story, EventKind.MESSAGE_RELEASED)) == 1


async def test_a_closed_case_is_handed_over_as_a_file_that_holds_and_tells_of_itself(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    await story.settles()
    await press(story, at.sol.phone, "I have it", "Close", "Family involved", "It was real")
    await press(story, at.sol.phone, "Open", "To hand it over as a file")

    file = json.loads(bytes_of(story.world, await at.sol.phone.sees("case verify case-1.json")))
    assert broken_at(file) is None
    assert file["events"][-1]["facts"] == {"why": "export"}
    assert any(event["words"] and event["words"].get("text") == DARK for event in file["events"])
    file["events"][1]["facts"]["severity"] = "low"
    assert broken_at(file) == 2
