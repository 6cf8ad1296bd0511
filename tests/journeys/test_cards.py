"""Cards: drawn by tapping, in one's own language, sent to the partner in theirs; a programme may have its own."""

from bot.cards import shipped
from mentoring.cards import said
from phones.phone import Phone
from storage import card_decks
from tests.journeys.test_invariants import forged, parked
from tests.story import Story


async def press(story: Story, phone: Phone, *labels: str) -> None:
    for label in labels:
        phone.presses(label)
        await story.settles()


async def opens(story: Story, phone: Phone, *labels: str) -> None:
    phone.says("/cards")
    await story.settles()
    await press(story, phone, *labels)


def title(deck: str, language: str = "en") -> str:
    return said(shipped(deck).title, language)


async def test_a_card_is_drawn_and_another_one(story: Story):
    amina, _ben, _ = await story.pair()
    await opens(story, amina.phone, f"💬 {title('starters')}", "🎲 Any card")
    first, bubbles = amina.phone.last.text, len(amina.phone.messages)

    await press(story, amina.phone, "🔄 Another card")

    assert amina.phone.last.text != first
    assert len(amina.phone.messages) == bubbles
    await press(story, amina.phone, "‹ Back", "‹ Cards", "‹ Menu")
    assert len(amina.phone.messages) == bubbles


async def test_a_card_goes_to_the_partner_in_their_language_as_a_message(story: Story):
    amina, ben, _ = await story.pair(languages=("en", "es"))
    deck = shipped("starters")
    await opens(story, amina.phone, f"💬 {title('starters')}", said(deck.themes["easy"], "en"))
    text = amina.phone.last.text.rpartition("\n")[2]
    card = next(card for card in deck.cards if said(card.texts, "en") == text)

    await press(story, amina.phone, "✉️ Send it to Ben")

    assert ben.phone.last.text.startswith("Amina\n💬 ")
    assert ben.phone.last.text.endswith(said(card.texts, "es"))
    assert amina.phone.last.text.startswith("✉️ You sent Ben this card:")
    assert amina.phone.last.text.endswith(text)
    # It is a message like any other: an answer to it finds its way.
    ben.phone.says("Me too!", reply_to=ben.phone.last)
    await story.settles()
    assert amina.phone.last.text == "Ben\nMe too!"
    assert amina.phone.last.reply_to is not None


async def test_a_card_tapped_twice_is_sent_once(story: Story):
    amina, ben, _ = await story.pair()
    await opens(story, amina.phone, f"💬 {title('starters')}", "🎲 Any card")
    before = len(ben.phone.texts)

    amina.phone.presses("✉️ Send it to Ben")
    amina.phone.presses("✉️ Send it to Ben", gone=True)
    await story.settles()

    assert len(ben.phone.texts) == before + 1


async def test_a_card_sent_at_night_waits_for_the_morning(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    before = ben.phone.texts
    await opens(story, amina.phone, f"💬 {title('starters')}", "🎲 Any card", "✉️ Send it to Ben")

    assert ben.phone.texts == before
    await story.at("07:00")
    assert any("💬" in text for text in ben.phone.texts)


async def test_the_problem_solving_walk_goes_step_by_step(story: Story):
    amina, _ben, _ = await story.pair()
    steps = shipped("problem_solving").cards
    await opens(story, amina.phone, f"🧩 {title('problem_solving')}", "Begin ▸")

    for step in steps[:-1]:
        assert step.title is not None
        assert said(step.title, "en") in amina.phone.last.text
        await press(story, amina.phone, "Next step ›")

    assert said(steps[-1].texts, "en") in amina.phone.last.text
    assert "Next step ›" not in amina.phone.last.button_texts


async def test_signposts_are_those_of_the_country_and_none_of_another(story: Story):
    amina, _ben, _ = await story.pair()
    await story.changes_rules(helpline_country="BG")
    deck = shipped("signposts")
    others = {said(card.texts, "en") for card in deck.cards if card.countries and "BG" not in card.countries}
    await opens(story, amina.phone, f"🧭 {title('signposts')}", "🎲 Any card")

    seen = []
    for _n in range(len(deck.cards)):
        seen.append(amina.phone.last.text)
        await press(story, amina.phone, "🔄 Another card")

    here = [card for card in deck.cards if "BG" in card.countries]
    assert all(any(said(card.texts, "en") in text for text in seen) for card in here)
    assert not any(other in text for other in others for text in seen)
    assert any(said(here[0].texts, "en") in text for text in seen[:1])


async def test_a_programme_has_steps_of_its_own(story: Story):
    amina, _ben, _ = await story.pair()

    def four(text: str) -> dict[str, str]:
        return dict.fromkeys(("bg", "en", "es", "tr"), text)

    own = {
        "key": "problem_solving",
        "title": four("Our way"),
        "intro": four("Two steps"),
        "cards": [{"key": "one", "texts": four("Breathe")}, {"key": "two", "texts": four("Ask Carla")}],
    }
    await story.store.write(lambda tx: card_decks.keep(tx, story.programme, "problem_solving", own, story.now))

    await opens(story, amina.phone, "🧩 Our way", "Begin ▸", "Next step ›")

    assert "Ask Carla" in amina.phone.last.text


async def test_forged_presses_do_nothing_bad(story: Story):
    amina, ben, _ = await story.pair()
    before = ben.phone.texts

    for data in (
        "cards:",
        "cards:d.nope",
        "cards:c.starters.99.9999",
        "cards:s.starters.1.999",
        "cards:c.start_point.-.0",
    ):
        forged(story, amina, data)
    await story.settles()

    assert await parked(story) == 0
    assert ben.phone.texts == before
