"""The lexicon learns from false alarms, by people: drafted, edited, agreed to by a second one, live without a restart.

The rows are the few of `small_rows`: "grey thunder" is high.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from bot.lexicon_press import ThreadPress
from mentoring.cases import EventKind
from mentoring.lexicon_changes import ChangeState, LexiconChange
from mentoring.people import Role
from mentoring.safeguarding import Severity
from mentoring.safeguarding.feedback import REVIEW_FROM
from mentoring.safeguarding.findings import Category
from mentoring.safeguarding.proof import Sample
from mentoring.tasks import TaskKind
from phones.phone import Phone
from phones.world import World
from storage import audit, cases, lexicon_versions, rule_verdicts, tasks
from storage.sqlite import SqliteDatabase
from storage.store import Store
from storage.vault import Vault
from tests.journeys.test_invariants import forged
from tests.story import Member, Story, told
from tests.watchwords import DARK, IDIOM, SISTER, small_lexicon, small_rows

ROW = "en-test-001"
SAMPLES = (
    Sample("d1", "en", "Put grey thunder on the radio", frozenset(), Severity.NONE, "harmless"),
    Sample("d2", "en", "I feel grey thunder", frozenset({Category.SELF_HARM}), Severity.HIGH, "plain"),
)


@dataclass
class School:
    """A pair, two leads (Sol and Dara) and a coordinator, each told of cases in their own chat."""

    story: Story
    amina: Member
    ben: Member
    sol: Member
    dara: Member
    carla: Member

    async def press(self, phone: Phone, *labels: str) -> None:
        """Press one button after the other, each on the newest bubble that has one that begins so."""
        for label in labels:
            bubble, name = next(
                (message, text)
                for message in reversed(phone.messages)
                for text in message.button_texts
                if text.startswith(label)
            )
            phone.presses(name, bubble)
            await self.story.settles()

    async def false_alarm(self, words: str = IDIOM) -> None:
        """Let Amina write something harmless that is taken for a concern, and Sol close it as that."""
        self.amina.phone.says(words)
        await self.sol.phone.sees("Case")
        await self.story.settles()
        await self.press(
            self.sol.phone, "I have it", "Close", "Nothing was needed", "A false alarm", "A way of speaking"
        )

    async def change(self, number: int = 1) -> LexiconChange:
        kept = await self.story.store.read(lambda tx: lexicon_versions.get(tx, number))
        assert kept is not None
        return kept

    async def drafts(self) -> None:
        """Let Sol draft an exception, choosing words and writing a sentence like the one that was found."""
        await self.press(self.sol.phone, "Draft", "grey thunder on", "Write it myself")
        self.sol.phone.says("There is grey thunder on TV")
        await self.story.settles()


async def school(story: Story) -> School:
    amina, ben, _ = await story.pair()
    members = [
        await story.joins("Sol", Role.SAFEGUARDING_LEAD),
        await story.joins("Dara", Role.SAFEGUARDING_LEAD),
        await story.joins("Carla", Role.COORDINATOR),
    ]
    for member in members:
        member.phone.catches_up()
    return School(story, amina, ben, *members)


@pytest.fixture
async def at(sqlite_database: SqliteDatabase, vault: Vault) -> AsyncIterator[School]:
    press = ThreadPress(small_rows(), SAMPLES)
    async with told(sqlite_database, vault, lexicon=await press.lexicon({}), press=press) as story:
        yield await school(story)


async def test_a_false_alarm_becomes_an_exception_by_two_people_without_a_restart(at: School):
    await at.false_alarm()
    await at.drafts()
    await at.press(at.sol.phone, "Propose it")
    card = await at.dara.phone.sees("a second safeguarding lead has to agree")
    assert "+ except: grey thunder on" in card.text
    assert "+ negative: There is grey thunder on TV" in card.text
    assert "high → none: Put grey thunder on the radio" in card.text
    assert at.story.bot.house.watch.lexicon.version == (await ThreadPress(small_rows()).lexicon({})).version

    await at.press(at.dara.phone, "Put it in force")
    await at.sol.phone.sees("version 1 is in force")
    before = at.sol.phone.texts

    at.amina.phone.says(IDIOM)
    await at.ben.phone.sees(IDIOM)
    await at.story.settles()
    assert at.sol.phone.texts == before, "the same sentence calls nobody any more"
    at.amina.phone.says(SISTER)
    await at.sol.phone.sees("Case 2: high")

    await at.sol.phone.sees("version 1 is in force")
    await at.press(at.sol.phone, "Take it back")
    await at.sol.phone.sees("version 2 is in force")
    await at.press(at.sol.phone, "I have it", "Close", "Nothing was needed", "It was real")
    at.amina.phone.says(IDIOM)
    await at.sol.phone.sees("Case 3: high")


async def test_what_loosens_a_high_row_is_never_by_one_person_alone(at: School):
    await at.false_alarm()
    await at.drafts()
    await at.press(at.sol.phone, "Propose it")
    await at.sol.phone.sees("a second safeguarding lead has to agree")

    for who in (at.sol, at.carla, at.ben, at.amina):
        forged(at.story, who, "lex:1.yes")
        await at.story.settles()
    assert (await at.change()).state is ChangeState.WAITING

    await at.press(at.dara.phone, "No")
    assert (await at.change()).state is ChangeState.REFUSED


async def test_reading_the_sentence_again_is_in_the_record_and_the_sentence_is_in_no_table(at: School):
    await at.false_alarm()
    await at.drafts()
    await at.press(at.sol.phone, "Propose it")
    await at.dara.phone.sees("has to agree")

    record = await at.story.store.read(lambda tx: cases.record_of(tx, 1))
    (read,) = [event for event in record if event.kind is EventKind.READ]
    assert (read.actor, read.facts["why"]) == (f"person:{at.sol.id}", "feedback")
    change = await at.change()
    assert not any("heard" in str(row) for row in change.rows)
    tables = ("lexicon_changes", "lexicon_change_rows", "lexicon_drafts", "audit")
    for table in tables:
        rows = await at.story.store.read(lambda tx, table=table: [dict(r) for r in tx.all(f"SELECT * FROM {table}")])
        assert "heard" not in str(rows), table
    shown = [message for message in at.sol.phone.messages if "heard" in (message.text or "")]
    assert shown
    assert all(message.extra.get("has_protected_content") for message in shown)
    acts = await at.story.store.read(lambda tx: audit.of(tx, "lexicon_change:1"))
    assert acts == ["lexicon.proposed"]


async def test_the_sentence_itself_is_kept_only_by_a_tap_of_its_own(at: School):
    await at.false_alarm()
    await at.press(at.sol.phone, "Draft", "grey thunder on", "Keep this sentence", "Propose it")
    await at.dara.phone.sees("has to agree")
    (row,) = (await at.change()).rows
    assert row.after is not None
    assert IDIOM in row.after.negative


async def test_only_a_lead_who_may_work_the_case_drafts_from_its_words(at: School):
    await at.false_alarm()
    for who in (at.carla, at.ben, at.amina):
        before = who.phone.texts
        forged(at.story, who, f"fb:draft.1.{ROW}")
        await at.story.settles()
        assert who.phone.texts == before
    await at.press(at.sol.phone, "Draft")
    before = at.dara.phone.texts
    forged(at.story, at.dara, "fb:of.1.take.0")
    await at.story.settles()
    assert at.dara.phone.texts == before, "a draft is its maker's own"


async def test_an_exception_that_swallows_what_must_be_found_never_goes_live(at: School):
    await at.false_alarm()
    await at.press(at.sol.phone, "Draft", "Write it myself")
    at.sol.phone.says("only grey thunder")
    await at.story.settles()
    await at.press(at.sol.phone, "Keep this sentence", "Propose it")
    await at.sol.phone.sees("does not work")
    failed = await at.change()
    assert failed.state is ChangeState.FAILED
    assert failed.failure is not None
    assert "should be found but is not: only grey thunder, all day" in failed.failure
    at.amina.phone.says(SISTER)
    await at.sol.phone.sees("Case 2: high")


async def test_a_change_survives_a_restart_and_holds_from_the_first_message(
    sqlite_database: SqliteDatabase, vault: Vault
):
    press = ThreadPress(small_rows(), SAMPLES)
    async with told(sqlite_database, vault, lexicon=await press.lexicon({}), press=press) as story:
        at = await school(story)
        await at.false_alarm()
        await at.drafts()
        await at.press(at.sol.phone, "Propose it")
        await at.dara.phone.sees("has to agree")
        await at.press(at.dara.phone, "Put it in force")
        await at.sol.phone.sees("version 1 is in force")
        world: World = story.world
    async with told(sqlite_database, vault, world=world, lexicon=await press.lexicon({}), press=press) as story:
        before = at.sol.phone.texts
        at.amina.phone.says(IDIOM)
        await at.ben.phone.sees(IDIOM)
        await story.settles()
        assert at.sol.phone.texts == before


async def test_rows_that_no_longer_compile_leave_what_is_shipped_in_force_and_say_so(
    sqlite_database: SqliteDatabase, vault: Vault, caplog: pytest.LogCaptureFixture
):
    press = ThreadPress(small_rows(), SAMPLES)
    async with told(sqlite_database, vault, lexicon=await press.lexicon({}), press=press) as story:
        at = await school(story)
        await at.false_alarm()
        await at.drafts()
        await at.press(at.sol.phone, "Propose it")
        await at.dara.phone.sees("has to agree")
        await at.press(at.dara.phone, "Put it in force")
        await at.sol.phone.sees("version 1 is in force")
        world = story.world
    await _break(sqlite_database, vault)
    async with told(sqlite_database, vault, world=world, lexicon=await press.lexicon({}), press=press) as story:
        await at.sol.phone.sees("could not be read")
        at.amina.phone.says(DARK)
        await at.sol.phone.sees("Case 2: high")


async def _break(database: SqliteDatabase, vault: Vault) -> None:
    """Make a row of the overlay call a context set that an update took away."""
    store = await Store.open(database, vault)
    await store.write(
        lambda tx: tx.run("UPDATE lexicon_change_rows SET after = REPLACE(after, 'thunder', 'thunder @gone')")
    )
    await store.close()


async def test_twenty_hits_that_were_mostly_wrong_open_a_review_and_switch_nothing_off(at: School):
    await at.false_alarm()
    assert await _reviews(at) == []

    def judge_many(tx) -> None:
        for _ in range(REVIEW_FROM - 1):
            kept = tx.one("SELECT * FROM concerns WHERE id = 1")
            names = [name for name in dict(kept) if name != "id"]
            listed = ", ".join(names)
            new = tx.insert(f"INSERT INTO concerns ({listed}) SELECT {listed} FROM concerns WHERE id = 1 RETURNING id")
            tx.run(
                "INSERT INTO rule_verdicts (concern_id, case_id, rule, verdict, reason, person_id, judged_at)"
                " SELECT :new, case_id, rule, verdict, reason, person_id, judged_at FROM rule_verdicts WHERE id = 1",
                new=new,
            )

    await at.story.store.write(judge_many)
    await at.press(at.sol.phone, "❌", "✅", "🔽")

    assert [task.facts for task in await _reviews(at)] == [{"rows": ROW}]
    record = await at.story.store.read(lambda tx: rule_verdicts.record_of(tx, ROW))
    assert (record.false, record.precision) == (REVIEW_FROM, 0.0)
    at.amina.phone.says(DARK)
    await at.sol.phone.sees("Case 2: high")


async def _reviews(at: School) -> list:
    found = await at.story.store.read(lambda tx: tasks.open_of(tx, at.story.programme, at.story.now))
    return [task for task in found if task.kind is TaskKind.ROWS_TO_REVIEW]


async def test_what_was_real_but_lower_can_be_proposed_one_step_lower(at: School):
    at.amina.phone.says(DARK)
    await at.sol.phone.sees("Case 1: high")
    await at.story.settles()
    await at.press(at.sol.phone, "I have it", "Close", "Nothing was needed", "Real, but less", "About a lesson")
    await at.press(at.sol.phone, "Lower it")
    card = await at.dara.phone.sees("severity: high → medium")
    assert "has to agree" in card.text
    await at.press(at.dara.phone, "Put it in force")
    await at.dara.phone.sees("version 1 is in force")
    assert replace((await at.change()), rows=()).loosens


def test_the_small_rows_are_those_of_the_stories():
    assert {row.pattern for row in small_lexicon().rows} >= {row.pattern for row in small_rows().rows("en")}
