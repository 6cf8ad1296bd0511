"""What stands in a journal is nobody's business: not the partner's, not the staff's, not the console's, not the disk's.

And as soon as somebody else is to read an entry, it is looked at like any message.
"""

import ast
import json
import logging
from pathlib import Path

import pytest

from bot.check_ins.asking import expire
from bot.handlers import relaying
from bot.logs import StandardFormatter
from mentoring.cases import ConcernSource, EventKind
from mentoring.people import Role
from mentoring.safeguarding import Severity
from storage import cases, concerns, journals, messages, pairs
from storage.messages import MessageState
from tests.check_ins import is_asked, known
from tests.journeys.test_journal import entries, open_journal, press, writes
from tests.journeys.test_safeguarding_on_arrival import all_cases, school
from tests.story import Story, told
from tests.watchwords import DARK, DARK_TONIGHT, MEAN, NUMBER

SECRET = ("thunder", "papaya", "0888 123", "biscuit")


def words_in(shown: object) -> list[str]:
    text = json.dumps(shown, ensure_ascii=False, default=str)
    return [word for word in SECRET if word in text]


async def count(story: Story, table: str) -> int:
    row = await story.store.read(lambda tx: tx.one(f"SELECT COUNT(*) AS n FROM {table}"))
    assert row is not None
    return int(row["n"])


async def test_a_private_entry_opens_no_case_and_shows_its_writer_where_help_is(story: Story):
    at = await school(story)
    told_before = at.group.texts, at.ben.phone.texts, at.sol.phone.texts
    await open_journal(story, at.amina)

    at.amina.phone.says(f"papaya {DARK_TONIGHT}")
    await story.settles()

    assert await all_cases(story) == []
    assert await count(story, "concerns") == 0
    help_text = next(text for text in at.amina.phone.texts if "That sounds hard" in text)
    assert "Only you have read it, and I have told nobody." in help_text
    assert "Call 112." in help_text
    assert (at.group.texts, at.ben.phone.texts, at.sol.phone.texts) == told_before
    assert await entries(story, at.amina) == [f"papaya {DARK_TONIGHT}"]


async def test_no_word_of_a_private_entry_is_on_another_phone_in_a_log_or_readable_on_disk(
    sqlite_database, vault, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    async with told(sqlite_database, vault) as story:
        at = await school(story)
        carla = await story.joins("Carla", Role.COORDINATOR)
        await open_journal(story, at.amina)
        said = at.amina.phone.says(f"papaya {DARK_TONIGHT}")
        at.amina.phone.sends_photo(f"papaya {NUMBER}")
        at.amina.phone.says(f"papaya {MEAN}")
        await story.settles()
        at.amina.phone.edits(said, f"papaya {DARK_TONIGHT}!")
        await story.settles()
        await press(story, at.amina.phone, "✓ Done", "📔 My journal", "🔎 Search")
        at.amina.phone.says(f"papaya {DARK}")
        await story.settles()
        for command in ("/help", "/rules", "/why", "/menu"):
            at.amina.phone.says(command)
            at.ben.phone.says(command)
        carla.phone.says("/tasks")
        await story.settles()

        assert await all_cases(story) == []
        assert await count(story, "messages") == 0
        for phone in (at.group, at.sol.phone, carla.phone, at.ben.phone):
            assert [words_in(message.as_json()) for message in phone.received if words_in(message.as_json())] == []
        formatter = StandardFormatter()
        assert [line for record in caplog.records if words_in(line := formatter.format(record))] == []
    for file in sqlite_database.path.parent.iterdir():
        kept = file.read_bytes()
        assert [word for word in SECRET if word.encode() in kept] == []


async def test_a_command_written_while_the_journal_is_open_is_looked_at_like_any_message(story: Story):
    at = await school(story)
    await open_journal(story, at.amina)

    at.amina.phone.says(f"/nosuch {DARK}")
    await story.settles()

    assert len(await all_cases(story)) == 1


async def test_an_answer_to_the_partner_is_looked_at_while_the_journal_is_open(story: Story):
    at = await school(story)
    at.ben.phone.says("How was it?")
    await story.settles()
    bubble = at.amina.phone.last
    await open_journal(story, at.amina)

    at.amina.phone.says(DARK, reply_to=bubble)
    await story.settles()

    assert len(await all_cases(story)) == 1
    assert not any("thunder" in text for text in at.ben.phone.texts)


async def test_what_leaves_the_journal_for_the_partner_is_looked_at_then(story: Story):
    at = await school(story)
    await open_journal(story, at.amina)
    at.amina.phone.says(DARK)
    await story.settles()
    assert await all_cases(story) == []

    await press(story, at.amina.phone, "It was for Ben")

    (case,) = await all_cases(story)
    assert case.severity is Severity.HIGH
    assert not any("thunder" in text for text in at.ben.phone.texts)
    assert await entries(story, at.amina) == []


async def test_what_is_in_doubt_is_private_until_its_writer_says_that_it_is_a_message(story: Story):
    at = await school(story)
    await open_journal(story, at.amina)
    await story.at("18:00")
    at.amina.phone.says(DARK)
    await story.settles()
    assert await all_cases(story) == []

    await press(story, at.amina.phone, "It was for Ben")

    assert len(await all_cases(story)) == 1
    assert not any("thunder" in text for text in at.ben.phone.texts)


async def test_one_tap_tells_an_adult_and_then_the_entry_is_in_the_case(story: Story):
    at = await school(story)
    await open_journal(story, at.amina)
    at.amina.phone.says(DARK_TONIGHT)
    await story.settles()

    bubble = next(m for m in at.amina.phone.received if "🛟 Tell an adult at school" in m.button_texts)
    at.amina.phone.presses("🛟 Tell an adult at school", bubble)
    at.amina.phone.presses("🛟 Tell an adult at school", bubble)
    await story.settles()

    (case,) = await all_cases(story)
    assert case.severity is Severity.CRITICAL
    assert any("Case 1: critical" in text for text in at.group.texts)
    assert any("It was right. Sol has been told just now, and reads this entry." in t for t in at.amina.phone.texts)
    (concern,) = await story.store.read(lambda tx: concerns.of_case(tx, case.id))
    assert concern.source is ConcernSource.JOURNAL
    record = await story.store.read(lambda tx: cases.record_of(tx, case.id, with_words=True))
    (event,) = [event for event in record if event.kind is EventKind.CONCERN]
    assert event.words is not None
    assert event.words["text"] == DARK_TONIGHT
    assert not any("thunder" in text for text in at.ben.phone.texts)


async def test_an_entry_that_an_adult_was_told_of_no_longer_says_that_nobody_else_reads_it(story: Story):
    at = await school(story)
    await writes(story, at.amina, "It is too much", "The bread was good")
    await press(story, at.amina.phone, "📔 My journal", "📖 Read", "2", "👁 Show it to somebody")
    await press(story, at.amina.phone, "🛟 Tell an adult at school", "📔 My journal", "📖 Read", "2")

    assert "🛟 You told an adult at school of this." in at.amina.phone.last.text
    assert "Only you read it" not in at.amina.phone.last.text
    await press(story, at.amina.phone, "‹ Back", "1")
    assert "🔒 Only you read it." in at.amina.phone.last.text


async def test_an_entry_shown_to_the_mentor_arrives_as_a_message_and_can_be_taken_back(story: Story):
    at = await school(story)
    await writes(story, at.amina, "I was proud today")

    await press(story, at.amina.phone, "📔 My journal", "📖 Read", "1", "👁 Show it to somebody", "Ben")
    assert at.ben.phone.last.text == "Amina\n📔 From my journal:\nI was proud today"
    assert "👁 Ben may read this." in at.amina.phone.last.text
    await press(story, at.amina.phone, "👁 Show it to somebody", "↩️ Take it back from Ben")

    assert not any("proud" in text for text in at.ben.phone.texts)
    assert "🔒 Only you read it." in at.amina.phone.last.text
    assert await entries(story, at.amina) == ["I was proud today"]
    await press(story, at.amina.phone, "👁 Show it to somebody", "Ben")
    assert at.ben.phone.last.text == "Amina\n📔 From my journal:\nI was proud today"


async def test_an_entry_taken_back_after_days_shows_that_instead(story: Story):
    at = await school(story)
    await writes(story, at.amina, "I was proud today")
    await press(story, at.amina.phone, "📔 My journal", "📖 Read", "1", "👁 Show it to somebody", "Ben")

    await story.at("12:00", days=3)
    await press(story, at.amina.phone, "👁 Show it to somebody", "↩️ Take it back from Ben")

    assert not any("proud" in text for text in at.ben.phone.texts)
    assert "📔 Amina has taken this back." in at.ben.phone.texts


async def test_a_shown_entry_that_gives_reason_for_concern_opens_a_case_and_stays_from_the_mentor(story: Story):
    at = await school(story)
    await writes(story, at.amina, DARK)

    await press(story, at.amina.phone, "📔 My journal", "📖 Read", "1", "👁 Show it to somebody", "Ben")

    assert len(await all_cases(story)) == 1
    assert not any("thunder" in text for text in at.ben.phone.texts)
    assert any("👁 Somebody at school looks at this before Ben gets it." in text for text in at.amina.phone.texts)
    rows = await story.store.read(lambda tx: tx.all("SELECT state FROM messages"))
    assert [row["state"] for row in rows] == [MessageState.WITHHELD.value]


async def test_an_entry_that_cannot_be_passed_on_stays_where_it_is(story: Story):
    at = await school(story)
    await open_journal(story, at.amina)
    at.amina.phone.sends_photo(DARK)
    await story.settles()
    await press(story, at.amina.phone, "✓ Done", "📔 My journal", "📖 Read", "1", "👁 Show it to somebody")
    await story.changes_rules(allowed_kinds=frozenset())
    before = at.ben.phone.texts

    await press(story, at.amina.phone, "Ben")

    assert at.ben.phone.texts == before
    assert await all_cases(story) == []
    assert await count(story, "messages") == 0


async def test_a_coordinator_reads_what_is_shown_to_them_and_nothing_once_it_is_taken_back(story: Story):
    at = await school(story)
    carla = await story.joins("Carla", Role.COORDINATOR)
    await writes(story, at.amina, "I was proud today")
    await press(story, at.amina.phone, "📔 My journal", "📖 Read", "1", "👁 Show it to somebody", "Carla")

    assert "proud" not in carla.phone.last.text
    await press(story, carla.phone, "Read it")
    assert carla.phone.last.text == "📔 From Amina's journal, for you:\n\nI was proud today"
    await press(story, at.amina.phone, "👁 Show it to somebody", "↩️ Take it back from Carla")
    assert carla.phone.last.text == "📔 Amina has taken this back."
    assert not any("proud" in text for text in [*at.ben.phone.texts, *at.group.texts, *at.sol.phone.texts])


async def test_an_entry_taken_back_unread_is_never_read(story: Story):
    at = await school(story)
    carla = await story.joins("Carla", Role.COORDINATOR)
    await writes(story, at.amina, "I was proud today")
    await press(story, at.amina.phone, "📔 My journal", "📖 Read", "1", "👁 Show it to somebody", "Carla")

    await press(story, at.amina.phone, "🗑 Delete")
    await press(story, carla.phone, "Read it")

    assert carla.phone.last.text == "This was taken back."


async def test_a_mentor_shows_entries_to_a_coordinator_and_never_to_the_mentee(story: Story):
    amina, ben, _ = await story.pair()
    await story.joins("Carla", Role.COORDINATOR)
    await writes(story, ben, "I am not sure how to help")

    await press(story, ben.phone, "📔 My journal", "📖 Read", "1", "👁 Show it to somebody")

    assert "Carla" in ben.phone.last.button_texts
    assert "Amina" not in ben.phone.last.button_texts
    assert not any("not sure" in text for text in amina.phone.texts)


async def test_an_edited_old_bubble_of_an_erased_entry_is_still_private(story: Story):
    at = await school(story)
    await open_journal(story, at.amina)
    said = at.amina.phone.says("nothing special")
    await story.settles()
    entry = (await story.store.read(lambda tx: journals.of(tx, at.amina.id)))[0]
    await story.store.write(lambda tx: journals.delete(tx, entry.id, at.amina.id, story.now))
    await story.store.write(lambda tx: journals.erase(tx, entry.id, story.now))

    at.amina.phone.edits(said, DARK)
    await story.settles()

    assert await all_cases(story) == []
    assert await story.store.read(lambda tx: messages.held_for(tx, at.ben.id)) == []


async def test_a_handler_that_fails_over_a_private_entry_tells_nobody_what_it_was(
    story: Story, monkeypatch: pytest.MonkeyPatch
):
    at = await school(story)
    await open_journal(story, at.amina)
    monkeypatch.setattr("bot.lanes.PAUSES", (0.01,))
    monkeypatch.setattr(relaying, "take_asked", lambda *_: 1 / 0)

    at.amina.phone.says(DARK)
    await at.amina.phone.sees("Something went wrong, and I did not pass this on.")
    await story.settles()

    assert await all_cases(story) == []
    assert any("That sounds hard" in text for text in at.amina.phone.texts)
    assert not any("thunder" in text for text in [*at.ben.phone.texts, *at.group.texts])


async def test_an_edit_of_an_entry_that_was_shown_is_looked_at_and_changes_the_journal_too(story: Story):
    at = await school(story)
    await open_journal(story, at.amina)
    said = at.amina.phone.says("I was prowd today")
    await story.settles()
    await press(story, at.amina.phone, "✓ Done", "📔 My journal", "📖 Read", "1", "👁 Show it to somebody", "Ben")

    at.amina.phone.edits(said, "I was proud today")
    await story.settles()
    assert await entries(story, at.amina) == ["I was proud today"]
    assert "I was proud today" in at.ben.phone.last.text
    at.amina.phone.edits(said, DARK)
    await story.settles()

    assert len(await all_cases(story)) == 1
    assert not any("thunder" in text for text in at.ben.phone.texts)


async def test_an_album_and_a_text_in_several_parts_stay_in_the_journal(story: Story):
    at = await school(story)
    before = at.ben.phone.texts
    await open_journal(story, at.amina)

    at.amina.phone.sends_photo("one", media_group_id="7")
    at.amina.phone.sends_photo("two", media_group_id="7")
    at.amina.phone.says("long " * 800)
    at.amina.phone.says("and the rest of it")
    await story.settles()

    assert len(await entries(story, at.amina)) == 4
    assert at.ben.phone.texts == before


def test_the_console_and_case_files_have_no_way_into_a_journal():
    root = Path(__file__).parents[2]
    own = {"storage.journals", "storage.start_points"}
    files = [*(root / "admin_api").rglob("*.py"), root / "bot" / "case_reading.py", root / "storage" / "cases.py"]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                names = {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
                assert not names & own, file


async def test_a_private_entry_is_not_read_together_with_the_next_message(story: Story):
    at = await school(story)
    at.ben.phone.says("everything is grey")
    at.ben.phone.says("thunder")
    await story.settles()
    assert len(await all_cases(story)) == 1, "what is written in two messages is found"

    await writes(story, at.amina, "everything is grey")
    at.amina.phone.says("thunder")
    await story.settles()

    assert len(await all_cases(story)) == 1
    assert at.ben.phone.last.text.endswith("thunder")


async def test_an_edited_entry_and_what_is_in_doubt_are_not_read_together_with_the_next_message_either(story: Story):
    at = await school(story)
    await open_journal(story, at.amina)
    said = at.amina.phone.says("nothing special")
    await story.settles()
    await press(story, at.amina.phone, "✓ Done")
    at.amina.phone.edits(said, "everything is grey")
    await story.settles()
    at.amina.phone.says("thunder")
    await story.settles()
    assert await all_cases(story) == []

    await open_journal(story, at.amina)
    await story.at("20:00")
    at.amina.phone.says("everything is grey")
    await story.settles()
    assert "It was for Ben" in at.amina.phone.last.button_texts
    at.amina.phone.says("thunder")
    await story.settles()

    assert await all_cases(story) == []


async def test_an_edit_of_an_entry_that_a_coordinator_may_read_is_looked_at(story: Story):
    at = await school(story)
    await story.joins("Carla", Role.COORDINATOR)
    await open_journal(story, at.amina)
    said = at.amina.phone.says("I was proud today")
    await story.settles()
    await press(story, at.amina.phone, "✓ Done", "📔 My journal", "📖 Read", "1", "👁 Show it to somebody", "Carla")

    at.amina.phone.edits(said, DARK)
    await story.settles()

    assert len(await all_cases(story)) == 1


async def test_the_mentor_hears_nothing_of_an_entry_that_was_shown_to_a_coordinator(story: Story):
    at = await school(story)
    await story.joins("Carla", Role.COORDINATOR)
    await writes(story, at.amina, DARK)
    before = at.ben.phone.texts

    await press(story, at.amina.phone, "📔 My journal", "📖 Read", "1", "👁 Show it to somebody", "Carla")

    assert len(await all_cases(story)) == 1
    assert at.ben.phone.texts == before


async def test_a_check_in_that_ends_meanwhile_does_not_take_the_journal_out_of_its_writers_hand(story: Story):
    at = await school(story)
    pair = await story.store.read(lambda tx: pairs.talks_of(tx, at.amina.id)[0].pair.id)
    check_in = await is_asked(story, at.amina, pair)
    await press(story, at.amina.phone, "▶️ Begin", "😀", *["Skip ›"] * 3)
    at.amina.phone.says("12")
    await story.settles()
    await open_journal(story, at.amina)

    kept = await known(story, check_in)
    await story.store.write(lambda tx: expire(tx, kept, story.now))
    at.amina.phone.says(DARK)
    await story.settles()

    assert await all_cases(story) == []
    assert await entries(story, at.amina) == [DARK]


async def test_a_coordinator_reads_a_shown_entry_to_its_last_word(story: Story):
    at = await school(story)
    carla = await story.joins("Carla", Role.COORDINATOR)
    long = f"{'🌧 ' * 1355}and then it stopped"
    await writes(story, at.amina, long)
    await press(story, at.amina.phone, "📔 My journal", "📖 Read", "1", "👁 Show it to somebody", "Carla")

    await press(story, carla.phone, "Read it")

    assert any("and then it stopped" in text for text in carla.phone.texts)
    assert any(text.startswith("📔 From Amina's journal, for you:") for text in carla.phone.texts)


async def test_who_of_the_staff_is_named_in_an_entry_does_not_hear_of_it_when_an_adult_is_told(story: Story):
    at = await school(story)
    await story.joins("Dara", Role.SAFEGUARDING_LEAD)
    await writes(story, at.amina, "Sol scares me")

    await press(story, at.amina.phone, "📔 My journal", "📖 Read", "1", "👁 Show it to somebody")
    await press(story, at.amina.phone, "🛟 Tell an adult at school")

    assert "Sol has been told" not in at.amina.phone.last.text
    (case,) = await all_cases(story)
    kept_out = await story.store.read(lambda tx: cases.record_of(tx, case.id))
    assert [event.facts["person"] for event in kept_out if event.kind is EventKind.KEPT_OUT] == [int(at.sol.id)]


async def test_who_tells_an_adult_by_a_voice_message_reads_that_nobody_hears_it(story: Story):
    at = await school(story)
    await open_journal(story, at.amina)
    at.amina.phone.sends_voice()
    await story.settles()
    await press(story, at.amina.phone, "✓ Done", "📔 My journal", "📖 Read", "1", "👁 Show it to somebody")

    await press(story, at.amina.phone, "🛟 Tell an adult at school")

    assert "They see what you wrote, not the picture or the voice." in at.amina.phone.last.text
