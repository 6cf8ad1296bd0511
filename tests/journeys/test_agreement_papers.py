"""The agreement on paper: each signer gets a PDF, in their language, with the very text that was signed."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from bot import desk
from bot.words import words
from locales import languages
from mentoring.agreement.canonical import hash_of
from mentoring.agreement.clauses import Clause
from phones.messages import Message
from storage import agreements
from storage.database import Database
from storage.vault import Vault
from tests.agreements import Hand, agreed, agreements_of
from tests.story import Member, Story, told

OAK = "By the *big* oak, not #inside_ <b>the hall</b> \\ $x$ @ben [1] //"


def bytes_of(story: Story, message: Message) -> bytes:
    stored = story.world.files.by_unique_id(message.content["document"]["file_unique_id"])
    assert stored is not None
    return stored.upload.data


async def paper_of(story: Story, member: Member) -> PdfReader:
    """The PDF on somebody's phone, as soon as it is there."""
    await member.phone.until(lambda phone: any("document" in message.content for message in phone.received))
    return PdfReader(BytesIO(bytes_of(story, next(m for m in member.phone.received if "document" in m.content))))


def text_of(reader: PdfReader) -> str:
    """The words of a PDF, each run of white space as one space."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize("language", languages())
async def test_each_gets_the_agreement_typeset_in_their_language(story: Story, language: str):
    amina, ben, pair = await story.pair(languages=(language, language))
    await agreed(story, Hand(story, ben, language), Hand(story, amina, language))
    (agreement,) = await agreements_of(story, pair)
    _ = words(language)

    for member in (amina, ben):
        reader = await paper_of(story, member)
        text = text_of(reader)
        assert len(reader.pages) == 1
        for said in (
            _("Our agreement"),
            _("We meet once a week."),
            _("What stays between us"),
            _.plural("Our time together lasts {count} week.", "Our time together lasts {count} weeks.", 16),
            _("Signed by both"),
            "Amina",
            "Ben",
            agreement.sha256,
        ):
            assert str(said) in text


async def test_with_two_languages_each_reads_their_own_first_and_the_others_after_it(story: Story):
    amina, ben, _pair = await story.pair(languages=("bg", "tr"))
    await agreed(story, Hand(story, ben, "tr"), Hand(story, amina, "bg"))
    in_bulgarian, in_turkish = words("bg")("Our agreement"), words("tr")("Our agreement")

    for member, first, second in ((amina, in_bulgarian, in_turkish), (ben, in_turkish, in_bulgarian)):
        pages = [page.extract_text() for page in (await paper_of(story, member)).pages]
        assert len(pages) == 2
        assert first in pages[0]
        assert second not in pages[0]
        assert second in pages[1]


async def test_what_people_wrote_is_text_and_nothing_else(story: Story):
    amina, ben, _pair = await story.pair()
    one, two = Hand(story, ben), Hand(story, amina)
    await one.opens()
    await one.taps("Let's begin")
    for clause in list(Clause)[:8]:
        await one.answers(clause)
        if clause is Clause.MEETINGS:
            await one.taps("✍️ In your own words")
            await one.says(OAK)
        await one.taps("Next ▸")
    await one.sends_to("Amina")
    await two.accepts_everything()
    await two.taps("Go to signing ▸")
    await two.taps("✍️ I sign this")
    await one.taps("✍️ I sign this")

    assert OAK in text_of(await paper_of(story, amina))


async def test_the_signed_text_is_attached_to_the_paper(story: Story):
    amina, ben, pair = await story.pair()
    await agreed(story, Hand(story, ben), Hand(story, amina))
    (agreement,) = await agreements_of(story, pair)
    signed = await story.store.read(lambda tx: agreements.text_of(tx, agreement.id))

    (attached,) = (await paper_of(story, amina)).attachments["agreement.json"]

    assert attached == signed
    assert hash_of(attached) == agreement.sha256


async def test_a_paper_comes_in_open_hours_and_can_be_had_again(story: Story):
    amina, ben, _pair = await story.pair(quiet="21:00-07:00")
    one, two = Hand(story, ben), Hand(story, amina)
    await one.drafts()
    await one.sends_to("Amina")
    await two.accepts_everything()
    await two.taps("Go to signing ▸")
    await two.taps("✍️ I sign this")
    await story.at("23:00")
    await one.taps("✍️ I sign this")
    await story.at("06:59")
    assert not any("document" in m.content for m in [*amina.phone.received, *ben.phone.received])

    await story.at("09:00")
    first = await paper_of(story, amina)
    await two.taps("📄 As a document")
    assert [bytes_of(story, m) for m in amina.phone.received if "document" in m.content] == [
        first.stream.getvalue(),  # type: ignore[attr-defined]
        first.stream.getvalue(),  # type: ignore[attr-defined]
    ]


async def test_a_process_that_dies_over_a_paper_makes_it_at_the_next_start(
    sqlite_database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
):
    async with told(sqlite_database, vault) as story:
        with monkeypatch.context() as patched:
            patched.setattr(desk, "make_pdf", _die)
            amina, ben, _pair = await story.pair()
            await agreed(story, Hand(story, ben), Hand(story, amina))
        assert not any("document" in message.content for message in amina.phone.received)
        world = story.world
    async with told(sqlite_database, vault, world=world) as story:
        assert "We meet once a week." in text_of(await paper_of(story, amina))
        assert "We meet once a week." in text_of(await paper_of(story, ben))


def _die(_manuscript: object) -> bytes:
    raise RuntimeError("out of paper")
