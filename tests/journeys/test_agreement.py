"""Two people make their agreement by tapping on two phones, and from then on the bot keeps it."""

import pytest

from locales import languages
from mentoring.agreement.canonical import hash_of
from mentoring.agreement.clauses import Clause, Part
from mentoring.agreement.negotiation import AgreementState
from storage import agreements
from storage.tx import Tx
from tests.agreements import Hand, agreed, agreements_of
from tests.story import Story


@pytest.mark.parametrize(("ben_reads", "amina_reads"), [*((both, both) for both in languages()), ("tr", "bg")])
async def test_an_agreement_is_made_by_tapping_whatever_each_of_them_reads(
    story: Story, ben_reads: str, amina_reads: str
):
    amina, ben, pair = await story.pair(languages=(amina_reads, ben_reads))
    one, two = Hand(story, ben, ben_reads), Hand(story, amina, amina_reads)

    await agreed(story, one, two)

    (agreement,) = await agreements_of(story, pair)
    assert agreement.state is AgreementState.IN_FORCE
    for hand in (one, two):
        assert hand.words("🤝 Your agreement with {name}", name="Amina" if hand is one else "Ben") in hand.page
        assert hand.words("We meet once a week.") in hand.page
        assert f"SHA-256: {agreement.sha256}" in hand.page
    signatures = await story.store.read(lambda tx: agreements.signatures_of(tx, agreement.id))
    assert {signature.person_id for signature in signatures} == {amina.id, ben.id}
    assert {signature.sha256 for signature in signatures} == {agreement.sha256}


async def test_both_sign_the_same_bytes_and_the_hash_is_theirs(story: Story):
    amina, ben, pair = await story.pair(languages=("bg", "es"))
    await agreed(story, Hand(story, ben, "es"), Hand(story, amina, "bg"))

    (agreement,) = await agreements_of(story, pair)
    text = await story.store.read(lambda tx: agreements.text_of(tx, agreement.id))
    assert text is not None
    assert hash_of(text) == agreement.sha256
    assert b'"often":"every_week"' in text


async def test_the_agreement_runs_the_relay(story: Story):
    amina, ben, _ = await story.pair()
    await agreed(story, Hand(story, ben), Hand(story, amina))
    await amina.phone.sees("signed by both")  # the paper, which is made in its own time

    await story.at("20:30")
    ben.phone.says("Still awake?")
    await story.settles()
    assert "Ben\nStill awake?" not in amina.phone.texts
    await story.at("08:59")
    assert "Ben\nStill awake?" not in amina.phone.texts
    await story.at("09:00")
    assert amina.phone.texts[-1] == "Ben\nStill awake?"


async def test_before_it_is_signed_they_talk_under_the_programmes_rules(story: Story):
    amina, ben, _ = await story.pair()
    one = Hand(story, ben)
    await one.drafts()
    await one.sends_to("Amina")

    await story.at("20:30")
    ben.phone.says("Still awake?")
    await amina.phone.sees("Still awake?")


async def test_a_clause_is_countered_and_goes_back_and_forth_until_both_want_it(story: Story):
    amina, ben, pair = await story.pair()
    one, two = Hand(story, ben), Hand(story, amina)
    await one.drafts()
    await one.sends_to("Amina")

    assert "Ben has a suggestion" in two.page
    await two.taps("Go on ▸")
    await two.taps("Suggest something else")
    assert "✓ Once a week" in two.bubble.button_texts
    await two.chooses(Part.OFTEN, "two_a_week")
    await two.taps("Next ▸")
    while two.words("👍 Fine with me") in two.bubble.button_texts:
        await two.taps("👍 Fine with me")
    assert "7 of 8 are settled." in two.page
    await two.taps("Send to {name} ▸", name="Ben")

    assert "Amina has answered" in one.page
    await one.taps("Go on ▸")
    assert "Amina suggests:" in one.page
    assert "We meet twice a week." in one.page
    await one.taps("👍 Fine with me")
    await one.taps("Go to signing ▸")
    assert "We meet twice a week." in two.page
    (agreement,) = await agreements_of(story, pair)
    assert agreement.state is AgreementState.AGREED


async def test_a_counter_proposal_can_be_dropped_for_what_stood_before(story: Story):
    amina, ben, _ = await story.pair()
    one, two = Hand(story, ben), Hand(story, amina)
    await one.drafts()
    await one.sends_to("Amina")
    await two.taps("Go on ▸")
    await two.taps("Suggest something else")
    await two.chooses(Part.OFTEN, "two_a_week")

    await two.taps("Leave it as it was")
    await two.taps("◂ Overview")
    await two.taps("Read it")

    assert "We meet once a week." in two.page


async def test_what_somebody_has_not_handed_over_is_nobody_elses(story: Story):
    amina, ben, _ = await story.pair()
    one, two = Hand(story, ben), Hand(story, amina)
    await one.drafts()
    assert "has begun to write a suggestion" in await two.opens()

    await one.sends_to("Amina")
    await two.taps("Go on ▸")
    await two.taps("👍 Fine with me")
    await two.taps("Suggest something else")
    await two.chooses(Part.DAYS, "every_day")

    assert "0 of 8 are settled." in await one.opens()
    await one.taps("Read it")
    assert "Messages arrive from Monday to Friday." in one.page


async def test_own_words_go_into_the_agreement_and_not_to_the_partner(story: Story):
    amina, ben, _pair = await story.pair()
    one, two = Hand(story, ben), Hand(story, amina)
    await one.opens()
    await one.taps("Let's begin")
    await one.answers(Clause.MEETINGS)

    asks = await one.taps("✍️ In your own words")
    assert "It is not sent as a message." in asks
    await one.says("By the *big* oak,\nnot #inside_ <b>the hall</b> 🌳")

    assert "Not this" not in amina.phone.texts
    assert "This is in the agreement now" in one.page
    assert "💬 By the *big* oak, not #inside_ <b>the hall</b> 🌳" in one.page
    await one.says("Hello!")
    await amina.phone.sees("Ben\nHello!")
    assert not any("oak" in text for text in amina.phone.texts)

    one_page = await one.opens()
    assert "🤝 Your agreement with Amina" in one_page
    for clause in list(Clause)[1:8]:
        await one.taps("Go on ▸")
        await one.answers(clause)
        await one.taps("◂ Overview")
    await one.sends_to("Amina")
    await two.taps("Go on ▸")
    assert "oak" in two.page
    assert await sealed_everywhere(story, b"oak")


async def sealed_everywhere(story: Story, words: bytes) -> bool:
    """Whether none of these tables holds the words in the clear."""
    tables = {"agreements": "body", "agreement_steps": "body", "outbox": "payload", "agreement_papers": "body"}

    def look(tx: Tx) -> bool:
        kept = [row["kept"] for table, c in tables.items() for row in tx.all(f"SELECT {c} AS kept FROM {table}")]
        return not any(words in (body or b"") for body in kept)

    return await story.store.read(look)


async def test_a_message_meant_for_the_partner_goes_to_them_while_the_agreement_is_open(story: Story):
    amina, ben, _ = await story.pair()
    one = Hand(story, ben)
    await one.opens()
    await one.taps("Let's begin")
    await one.says("Do you like weekly?")
    await amina.phone.sees("Do you like weekly?")

    await one.chooses(Part.OFTEN, "every_week")
    await one.taps("✍️ In your own words")
    await one.taps("Never mind")
    await one.says("Sorry, wrong button")
    await amina.phone.sees("Sorry, wrong button")

    await one.taps("✍️ In your own words")
    story.world.clock.forward(minutes=16)
    await one.says("Much later")
    await amina.phone.sees("Much later")
    await one.taps("Never mind")

    amina.phone.says("Which button?")
    asked = await ben.phone.sees("Which button?")
    await one.taps("✍️ In your own words")
    ben.phone.says("This one", reply_to=asked)
    await amina.phone.sees("This one")


async def test_words_that_are_too_long_are_asked_for_again(story: Story):
    amina, ben, _ = await story.pair()
    one = Hand(story, ben)
    await one.opens()
    await one.taps("Let's begin")
    await one.answers(Clause.MEETINGS)
    await one.taps("✍️ In your own words")

    await one.says("x" * 201)
    assert "too long" in ben.phone.last.text
    await one.says("x" * 200)

    assert f"💬 {'x' * 200}" in one.page
    assert not any("xxx" in text for text in amina.phone.texts)


async def test_an_old_page_and_a_double_tap_change_nothing(story: Story):
    amina, ben, pair = await story.pair()
    one, two = Hand(story, ben), Hand(story, amina)
    await one.drafts()
    sends = one.bubble
    old_buttons = sends.inline_keyboard
    one.phone.presses("Send to Amina ▸", sends)
    await story.settles()
    before = await agreements_of(story, pair)
    amina_has = len(amina.phone.received)

    sends.inline_keyboard = old_buttons  # as a slow phone still shows them
    ben.phone.presses("Send to Amina ▸", sends)
    await story.settles()

    assert await agreements_of(story, pair) == before
    assert len(amina.phone.received) == amina_has
    assert "It is with Amina now" in sends.text
    assert "Take it back" in two.bubble.button_texts


async def test_two_who_start_at_once_get_one_agreement(story: Story):
    amina, ben, pair = await story.pair()
    one, two = Hand(story, ben), Hand(story, amina)
    await one.opens()
    await two.opens()

    ben.phone.presses("Let's begin")
    amina.phone.presses("Let's begin")
    await story.settles()

    (agreement,) = await agreements_of(story, pair)
    first, second = (one, two) if agreement.started_by == ben.id else (two, one)
    assert "1 of 8" in first.page
    assert "has begun to write" in second.phone.last.text


async def test_two_who_sign_at_once_both_sign(story: Story):
    amina, ben, pair = await story.pair()
    one, two = Hand(story, ben), Hand(story, amina)
    await one.drafts()
    await one.sends_to("Amina")
    await two.accepts_everything()
    await two.taps("Go to signing ▸")

    ben.phone.presses("✍️ I sign this")
    amina.phone.presses("✍️ I sign this")
    await story.settles()

    # The second one's page was a revision old: it shows the newest state, from which signing is one more tap.
    for hand in (one, two):
        if "✍️ I sign this" in hand.bubble.button_texts:
            await hand.taps("✍️ I sign this")
    (agreement,) = await agreements_of(story, pair)
    assert agreement.state is AgreementState.IN_FORCE


async def test_instead_of_signing_somebody_may_change_something_and_signatures_fall(story: Story):
    amina, ben, pair = await story.pair()
    one, two = Hand(story, ben), Hand(story, amina)
    await one.drafts()
    await one.sends_to("Amina")
    await two.accepts_everything()
    await two.taps("Go to signing ▸")
    await two.taps("✍️ I sign this")
    assert "Amina has signed" in one.page

    await one.taps("I want to change something")
    await one.taps_label("5️⃣")
    await one.chooses(Part.FRIENDS, "just_us")
    await one.taps("Next ▸")
    await one.sends_to("Amina")

    (agreement,) = await agreements_of(story, pair)
    assert agreement.sha256 is None
    assert await story.store.read(lambda tx: agreements.signatures_of(tx, agreement.id)) == []
    await two.accepts_everything()
    await two.taps("Go to signing ▸")
    assert "We meet just the two of us." in one.page


async def test_a_suggestion_can_be_taken_back_by_either_and_begun_again(story: Story):
    amina, ben, pair = await story.pair()
    one, two = Hand(story, ben), Hand(story, amina)
    await one.drafts()
    await one.sends_to("Amina")

    await two.taps("Take it back")
    await two.taps("Yes, take it back")

    assert "was taken back" in ben.phone.last.text
    await one.taps("Begin again")
    first, second = await agreements_of(story, pair)
    assert (first.state, second.state) == (AgreementState.WITHDRAWN, AgreementState.DRAFT)
    assert second.number == 1
