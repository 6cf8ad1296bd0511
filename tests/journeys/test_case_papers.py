"""A case on paper: what happened, what was changed and taken back, who acted, and by what it can be checked."""

import json
from hashlib import sha256
from io import BytesIO

import pytest
from pypdf import PdfReader

from mentoring.case_export import broken_at
from storage import case_papers, cases, due, duty
from tests.journeys.test_files import bytes_of
from tests.journeys.test_the_ladder import press, school
from tests.story import Story
from tests.watchwords import DARK, DARK_TONIGHT


async def paper_of(story: Story, phone) -> PdfReader:
    await press(story, phone, "Open", "To hand it over on paper")
    message = await phone.sees("Case 1 on paper.", 20)
    return PdfReader(BytesIO(bytes_of(story.world, message)))


def words_of(paper: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in paper.pages).split())


async def test_it_tells_what_happened_and_by_what_it_can_be_checked(story: Story):
    at = await school(story)
    said = at.amina.phone.says(DARK)
    await story.settles()
    at.amina.phone.edits(said, DARK_TONIGHT)
    await story.settles()
    await press(story, at.sol.phone, "I have it", "Refer", "School counsellor")
    await press(story, at.sol.phone, "Open", "To see whether it is real")

    paper = await paper_of(story, at.sol.phone)
    text = words_of(paper)

    for told in (
        "Case 1",
        DARK,
        DARK_TONIGHT,
        "The case was opened: high.",
        "It is graver now: critical.",
        "A message was not passed on.",
        "2 people were called.",
        "It was referred. School counsellor.",
        "Its words were read.",
        "It was taken on paper.",
        "Amina (mentee)",
        "Sol (safeguarding lead)",
        "Deletions by people in the chat are not visible to the bot",
    ):
        assert told in text, told
    ((record,),) = (contents for name, contents in paper.attachments.items() if name == "case-1.json")
    assert broken_at(json.loads(record)) is None
    packed = text.replace(" ", "")
    assert sha256(record).hexdigest() in packed
    assert json.loads(record)["case"]["head"] in packed


async def test_who_lost_the_right_to_read_it_meanwhile_gets_no_paper(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    await story.settles()

    def act(tx):
        case_papers.ask(tx, 1, at.sol.id, story.now)
        duty.keep_out(tx, 1, at.sol.id, duty.ABOUT, story.now)

    before = len(at.sol.phone.messages)
    await story.store.write(act)
    await story.settles()
    assert not any("on paper" in message.text for message in at.sol.phone.messages[before:])
    assert await story.store.read(due.next_moment) is not None
    assert await story.store.read(lambda tx: cases.get(tx, 1)) is not None


@pytest.mark.parametrize("language", ["bg", "tr", "es"])
async def test_it_speaks_the_language_of_who_asked(story: Story, language: str):
    at = await school(story)
    at.amina.phone.says(f"{DARK} 😶")
    await story.settles()
    at.sol.phone.says("/language")
    await story.settles()
    name = {"bg": "Български", "tr": "Türkçe", "es": "Español"}[language]
    await press(story, at.sol.phone, name)

    await story.store.write(lambda tx: case_papers.ask(tx, 1, at.sol.id, story.now))
    await at.sol.phone.until(lambda phone: "document" in phone.last.content, 20)
    text = words_of(PdfReader(BytesIO(bytes_of(story.world, at.sol.phone.last))))
    assert DARK in text
    assert "What happened" not in text
