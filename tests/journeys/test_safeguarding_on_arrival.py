"""What gives reason for concern: looked at before any rule, told at once, answered, and kept from the other one."""

from dataclasses import dataclass

import pytest

from mentoring.cases import Case, CaseState, EventKind
from mentoring.pairs import PairState
from mentoring.people import Role
from mentoring.safeguarding import Severity
from phones.phone import Phone
from storage import cases, messages
from storage.messages import MessageState
from tests.story import Member, Story
from tests.watchwords import DARK, DARK_TONIGHT, FAINT, HUNGRY, LURE, MEAN, NUMBER


@dataclass
class School:
    """A pair, and the staff group in which Sol and Carla hear of cases."""

    amina: Member
    ben: Member
    sol: Member
    group: Phone


async def school(story: Story, *, quiet: str = "") -> School:
    amina, ben, _ = await story.pair(quiet=quiet)
    sol = await story.joins("Sol", Role.SAFEGUARDING_LEAD)
    bot = story.world.bots[story.bot.house.bot_id]
    group = story.world.group("Staff", sol.phone.account, is_forum=True)
    story.world.joins(bot, group, admin=True, invited_by=sol.phone.account)
    await story.settles()
    for member in (amina, ben, sol):
        member.phone.catches_up()
    return School(amina, ben, sol, story.world.phone(sol.phone.account, group))


async def all_cases(story: Story) -> list[Case]:
    return await story.store.read(lambda tx: cases.page(tx, story.programme, limit=100))


async def test_a_cry_for_help_is_with_the_staff_and_answered_at_once_and_not_with_the_other(story: Story):
    at = await school(story)
    before = at.ben.phone.texts

    said = at.amina.phone.says(DARK_TONIGHT)
    await at.group.sees("Case 1: critical")
    answer = await at.amina.phone.sees("It was right to say it")
    await story.settles()

    assert answer.reply_to is not None
    assert answer.reply_to.id == said.id
    assert "I have not passed it on to Ben." in answer.text
    assert "Sol at your school" in answer.text
    assert "Call 112" in answer.text
    assert not any("thunder" in text for text in at.ben.phone.texts)
    assert [text for text in at.ben.phone.texts if text not in before] == [at.ben.phone.last.text]
    assert "An adult at school is helping Amina" in at.ben.phone.last.text
    (case,) = await all_cases(story)
    assert (case.severity, case.state) == (Severity.CRITICAL, CaseState.NEW)


async def test_the_staff_group_gets_one_topic_for_each_case_with_number_and_severity_only(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    card = await at.group.sees("Case 1: high")
    await story.settles()

    assert card.text == "🟠 Case 1: high"
    assert card.thread is not None
    assert [topic.name for topic in at.group.chat.topics.values()] == ["Case 1"]


async def test_further_concerns_join_the_case_and_only_a_graver_one_alerts_again(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    await at.group.sees("Case 1: high")
    at.amina.phone.says(DARK)
    at.amina.phone.says(HUNGRY)
    await story.settles()
    assert [text for text in at.group.texts if "Case" in text] == ["🟠 Case 1: high"]

    at.amina.phone.says(DARK_TONIGHT)
    await at.group.until(lambda phone: phone.texts[-2:] == ["🔴 Case 1: critical"] * 2)
    await story.settles()

    assert len(await all_cases(story)) == 1
    record = await story.store.read(lambda tx: cases.record_of(tx, 1))
    kinds = [event.kind for event in record]
    assert kinds.count(EventKind.CONCERN) == 4
    assert kinds.count(EventKind.ALERTED) == 2


async def test_where_help_is_stands_there_once_and_then_a_line_for_each(story: Story):
    at = await school(story)
    for _ in range(3):
        at.amina.phone.says(DARK)
        await story.settles()

    told = [text for text in at.amina.phone.texts if "right to say it" in text or "will read this, too" in text]
    assert ["right to say it" in text for text in told] == [True, False, False]


async def test_at_night_it_is_told_at_once_and_joins_no_release_in_the_morning(story: Story):
    at = await school(story, quiet="21:00-07:00")
    await story.at("23:00")
    at.amina.phone.says("Good night")
    at.amina.phone.says(DARK)
    await at.group.sees("Case 1: high")
    await at.amina.phone.sees("It was right to say it")
    assert not any("An adult" in text for text in at.ben.phone.texts)

    await story.at("07:00")
    assert "Amina\nGood night" in at.ben.phone.texts
    assert any("An adult at school is helping" in text for text in at.ben.phone.texts)
    assert not any("thunder" in text for text in at.ben.phone.texts)


async def test_what_may_hurt_the_other_is_looked_at_first_and_nobody_reads_about_helplines(story: Story):
    at = await school(story)
    before = at.amina.phone.texts
    at.ben.phone.says(MEAN)

    answer = await at.ben.phone.sees("Somebody at school will look at this before Amina gets it.")
    await at.group.sees("Case 1: medium")
    await story.settles()

    assert "right to say" not in answer.text
    assert at.amina.phone.texts == before


async def test_of_signs_of_grooming_neither_of_the_two_gets_a_hint(story: Story):
    at = await school(story)
    before = at.amina.phone.texts, at.ben.phone.texts
    at.ben.phone.says(LURE)
    await at.group.sees("Case 1: critical")
    await story.settles()

    assert (at.amina.phone.texts, at.ben.phone.texts) == before


async def test_signs_written_at_night_look_held_and_can_seem_to_be_taken_back(story: Story):
    at = await school(story, quiet="21:00-07:00")
    await story.at("23:00")
    at.ben.phone.says(LURE)
    receipt = await at.ben.phone.sees("Messages rest now. Amina gets this tomorrow")
    at.ben.phone.presses("Take back", receipt)
    await at.ben.phone.sees("Taken back. Amina will not get this.")
    await story.at("07:00")

    assert not any("teapot" in text for text in at.amina.phone.texts)
    record = await story.store.read(lambda tx: cases.record_of(tx, 1, with_words=True))
    assert any(event.words and event.words.get("text") == LURE for event in record)
    assert EventKind.MESSAGE_TAKEN_BACK in [event.kind for event in record]


async def test_what_is_faint_passes_and_is_only_noted(story: Story):
    at = await school(story)
    at.amina.phone.says(FAINT)
    await at.ben.phone.sees(FAINT)
    await story.settles()

    assert await all_cases(story) == []
    noted = await story.store.read(lambda tx: tx.one("SELECT severity, case_id FROM concerns"))
    assert (noted["severity"], noted["case_id"]) == (Severity.LOW, None)


@pytest.mark.parametrize(
    "write",
    [
        lambda phone: phone.sends_photo(DARK),
        lambda phone: phone.sends_document(
            document={"file_name": "grey_thunder-1.pdf", "mime_type": "application/pdf", "base64": "JVBERg=="}
        ),
        lambda phone: phone.sends(contact={"phone_number": "+15550100", "first_name": "Grey", "last_name": "Thunder"}),
        lambda phone: phone.sends(poll={"question": DARK, "options": ["a", "b"]}),
        lambda phone: phone.says(
            "look", entities=[{"type": "text_link", "offset": 0, "length": 4, "url": "https://x.org/grey/thunder"}]
        ),
        lambda phone: phone.says(f"/nonsense {DARK}"),
        lambda phone: phone.says(f"/help {DARK}"),
    ],
    ids=["caption", "file name", "contact card", "poll", "link", "unknown command", "command"],
)
async def test_everything_written_is_looked_at_in_whatever_field_it_stands(story: Story, write):
    at = await school(story)
    write(at.amina.phone)
    await at.group.sees("Case 1: high")


@pytest.mark.parametrize("state", [PairState.PROPOSED, PairState.PAUSED, PairState.CLOSED])
async def test_it_is_looked_at_also_when_nothing_passes_between_the_two(story: Story, state: PairState):
    at = await school(story)
    await story.brings(1, state)
    at.amina.phone.says(DARK)
    await at.group.sees("Case 1: high")
    await at.amina.phone.sees("It was right to say it")


async def test_a_mentor_who_has_not_said_to_whom_and_one_who_has_nobody_are_heard_too(story: Story):
    at = await school(story)
    cara = await story.joins("Cara", Role.MENTEE)
    await story.pair_of(at.ben.id, cara.id)
    dora = await story.joins("Dora", Role.MENTEE)

    at.ben.phone.says(DARK)
    dora.phone.says(DARK)
    await at.group.sees("Case 1: high")
    await at.group.sees("Case 2: high")
    await story.settles()

    assert not any("Who is this for?" in text for text in at.ben.phone.texts)
    assert not any("no partner yet" in text for text in dora.phone.texts)


async def test_a_strangers_and_a_joining_persons_words_are_looked_at(story: Story):
    at = await school(story)
    stranger = story.phone(story.account("Stranger", "bg"))
    stranger.says(DARK)
    await at.group.sees("Case 1: high")
    joining = story.phone(story.account("Emil"))
    joining.starts(await story.invite(await story.person("Emil", Role.MENTEE)))
    await story.settles()
    joining.says(DARK)
    await at.group.sees("Case 2: high")
    await joining.sees("It was right to say it")
    await stranger.sees("112")


async def test_a_word_added_by_an_edit_stays_from_the_other_and_joins_the_case(story: Story):
    at = await school(story)
    said = at.amina.phone.says("everything is fine")
    await at.ben.phone.sees("everything is fine")
    at.amina.phone.edits(said, DARK)
    await at.group.sees("Case 1: high")
    await story.settles()

    assert "Amina\neverything is fine" in at.ben.phone.texts
    at.amina.phone.edits(said)  # Telegram tells of a preview in the same way
    await story.settles()
    record = await story.store.read(lambda tx: cases.record_of(tx, 1))
    assert [event.kind for event in record].count(EventKind.CONCERN) == 1
    at.amina.phone.edits(said, "everything is well")
    await at.ben.phone.sees("Amina\neverything is well")


async def test_every_edit_of_what_is_withheld_is_kept_and_none_of_it_passes(story: Story):
    at = await school(story)
    said = at.amina.phone.says(DARK)
    await at.group.sees("Case 1: high")
    at.amina.phone.edits(said, "never mind " * 350)
    await story.settles()
    at.amina.phone.edits(said, "never mind")
    await story.settles()

    assert not any("never mind" in text for text in at.ben.phone.texts)
    record = await story.store.read(lambda tx: cases.record_of(tx, 1, with_words=True))
    texts = [event.words["text"] for event in record if event.words and "text" in event.words]
    assert [text[:10] for text in texts] == [DARK[:10], "never mind", "never mind"]


async def test_a_message_that_waited_is_withheld_when_an_edit_makes_it_grave(story: Story):
    at = await school(story, quiet="21:00-07:00")
    await story.at("23:00")
    said = at.amina.phone.says("fine")
    await story.settles()
    at.amina.phone.edits(said, DARK)
    await at.group.sees("Case 1: high")
    await story.at("07:00")

    assert not any("fine" in text or "thunder" in text for text in at.ben.phone.texts)
    kept = await story.store.read(lambda tx: messages.get(tx, 1))
    assert kept is not None
    assert kept.state is MessageState.WITHHELD


async def test_the_third_medium_concern_of_a_pair_in_seven_days_counts_as_high(story: Story):
    at = await school(story)
    for _ in range(2):
        at.amina.phone.says(HUNGRY)
        await story.settles()
        await story.at("16:00", days=1)
    assert [text for text in at.group.texts if "Case" in text] == ["🟡 Case 1: medium"]
    at.amina.phone.says(HUNGRY)
    await at.group.sees("🟠 Case 1: high")


async def test_words_split_over_messages_are_read_together_also_after_a_restart(story: Story):
    at = await school(story)
    at.amina.phone.says("everything is grey")
    await at.ben.phone.sees("everything is grey")
    story.bot.house.watch._writers.clear()
    at.amina.phone.says("thunder")
    await at.group.sees("Case 1: high")
    await story.settles()
    assert "Amina\nthunder" not in at.ben.phone.texts


async def test_contact_details_go_back_to_their_writer_who_can_send_the_rest(story: Story):
    at = await school(story)
    at.amina.phone.says(f"strawberry, {NUMBER} please")
    given_back = await at.amina.phone.sees("Those stay private here, so Ben did not get it.")
    assert not any("strawberry" in text for text in at.ben.phone.texts)

    at.amina.phone.presses("Send it without that part", given_back)
    await at.ben.phone.until(lambda phone: "strawberry, " in phone.last.text)
    assert "0888" not in at.ben.phone.last.text
    assert at.ben.phone.last.text.endswith("please")
    await story.settles()
    assert await all_cases(story) == []


async def test_contact_details_that_are_edited_away_pass(story: Story):
    at = await school(story)
    said = at.amina.phone.says(NUMBER)
    await at.amina.phone.sees("Those stay private here")
    at.amina.phone.edits(said, "see you at school")
    await at.ben.phone.sees("Amina\nsee you at school")


async def test_the_third_number_in_fourteen_days_is_told_to_the_lead_and_with_secrecy_the_first(story: Story):
    at = await school(story)
    for _ in range(2):
        at.amina.phone.says(NUMBER)
        await story.settles()
        await story.at("16:00", days=5)
    assert await all_cases(story) == []
    at.amina.phone.says(NUMBER)
    await at.group.sees("Case 1: medium")
    at.ben.phone.says(f"{NUMBER} but dont tell")
    await at.group.sees("Case 1: high")
