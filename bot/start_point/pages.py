"""What a mentee sees of their start point: one message that goes through the topics and ends in the whole map.

A button's data is `sp:<verb>`, the number of the topic and what else it needs (`bot/handlers/start_point.py`).
"""

from bot.asking import way_out, where_it_goes
from bot.pages import Page, rows_of, to_the_menu
from bot.speech import Button, words_of
from bot.words import Words
from mentoring.cards import Card, Deck, said
from mentoring.people import Person
from mentoring.start_point import LONGEST_LINE, Map
from storage.journals import key_name
from storage.start_points import StartPoint
from storage.tx import Tx

WORDS_ON_A_PAGE = 6


def first_page(person: Person, deck: Deck) -> Page:
    """Tell a mentee who has no start point yet what it is, and who sees it."""
    _ = words_of(person)
    text = "\n\n".join(
        [
            f"🗺 {said(deck.title, person.language)}",
            said(deck.intro, person.language),
            _("🔒 Only you see it, until you show it to your mentor yourself. You can stop and go on at any time."),
        ]
    )
    rows = [[Button(_("Begin ▸"), "sp:t.0")], [Button(_("📷 A photo instead"), "sp:photo")], [to_the_menu(_)]]
    return Page(text, rows)


def topic_page(person: Person, deck: Deck, kept: Map, number: int, page: int = 0) -> Page:
    """Ask about one topic: words to tap, a page of them at a time, and own words."""
    _ = words_of(person)
    card = deck.cards[number]
    spot = kept.spot(card.key)
    parts = [
        _("{number} of {count}", number=number + 1, count=len(deck.cards)),
        f"{title_of(card, person.language)}\n{said(card.texts, person.language)}",
    ]
    if not spot.is_empty:
        parts.append("\n".join(spoken(card, kept, _)))
    pages = max(1, -(-len(card.words) // WORDS_ON_A_PAGE))
    shown = page % pages
    offered = card.words[shown * WORDS_ON_A_PAGE : (shown + 1) * WORDS_ON_A_PAGE]
    marked = [
        Button(
            ("✓ " if word.key in spot.words else "") + said(word.texts, person.language),
            f"sp:w.{number}.{shown}.{card.words.index(word)}",
        )
        for word in offered
    ]
    more = [Button(_("More words"), f"sp:t.{number}.{(shown + 1) % pages}")] if pages > 1 else []
    last = number + 1 == len(deck.cards)
    onward = Button(_("Done ▸"), "sp:map") if last else Button(_("Next ▸"), f"sp:t.{number + 1}")
    back = Button(_("‹ Back"), f"sp:t.{number - 1}" if number else "sp:home")
    rows = [*rows_of(marked), [Button(_("✏️ In my words"), f"sp:own.{number}"), *more], [back, onward]]
    return Page("\n\n".join(parts), rows, key_name(person.id))


def asking_page(tx: Tx, person: Person, deck: Deck, number: int) -> Page:
    """Ask for own words on one topic."""
    _ = words_of(person)
    card = deck.cards[number]
    text = "\n\n".join(
        [
            f"{title_of(card, person.language)}\n{said(card.texts, person.language)}",
            where_it_goes(tx, person),
            _("A few words are enough: {count} letters at most.", count=LONGEST_LINE),
        ]
    )
    return Page(text, _ways_on(tx, person, f"sp:t.{number}"))


def photo_page(tx: Tx, person: Person) -> Page:
    """Ask for a photo of a map made on paper."""
    _ = words_of(person)
    text = "\n\n".join(
        [
            _("📷 Draw your map on paper, if you like that better, and send me a photo of it."),
            where_it_goes(tx, person),
        ]
    )
    return Page(text, _ways_on(tx, person, "sp:home"))


def photo_kept_page(person: Person) -> Page:
    """Return what stands under a photo that was just kept, or taken back."""
    _ = words_of(person)
    return Page(_("🗺 Your start point"), [[Button(_("See the whole ▸"), "sp:map")]])


def map_page(person: Person, deck: Deck, point: StartPoint, mentor: str | None, reader: str | None) -> Page:
    """Return the whole map. `mentor` is whom it may be shown to, `reader` to whom it was; None for nobody."""
    _ = words_of(person)
    text = [map_text(deck, point.map, _)]
    if point.map.is_empty:
        text.append(_("Nothing stands here yet. 🌱"))
    text.append(_("🔒 Only you see it.") if reader is None else _("👁 {name} has seen it.", name=reader))
    rows = []
    if not point.map.is_empty:
        rows.append([Button(_("🖼 As a picture"), "sp:pic")])
        if mentor is not None:
            rows.append([Button(_("👁 Show it to {name}", name=mentor), "sp:show")])
    if point.map.photo is not None:
        rows.append([Button(_("📷 See my photo"), "sp:see"), Button(_("🗑 Photo"), "sp:unphoto")])
    rows.append([Button(_("✏️ Change"), "sp:t.0"), Button(_("📷 Send a photo"), "sp:photo")])
    return Page("\n\n".join(text), [*rows, [to_the_menu(_)]], key_name(person.id))


def map_text(deck: Deck, kept: Map, in_words: Words) -> str:
    """Return a map in words, topic by topic, in the reader's language; its owner's own words as they stand."""
    _ = in_words
    lines = [f"🗺 {said(deck.title, _.language)}"]
    for card in deck.cards:
        found = spoken(card, kept, _)
        if found:
            lines.append("\n".join([title_of(card, _.language), *found]))
    if kept.photo is not None:
        lines.append(_("📷 There is a photo, too."))
    return "\n\n".join(lines)


def spoken(card: Card, kept: Map, in_words: Words) -> list[str]:
    """Return what stands on a topic: the tapped words in one line, own words in another; [] for nothing."""
    spot = kept.spot(card.key)
    labels = {word.key: said(word.texts, in_words.language) for word in card.words}
    tapped = [labels[key] for key in spot.words if key in labels]
    return [*(["· " + ", ".join(tapped)] if tapped else []), *([in_words.quoted(spot.line)] if spot.line else [])]


def _ways_on(tx: Tx, person: Person, back: str) -> list[list[Button]]:
    _ = words_of(person)
    out = way_out(tx, person)
    return [*([] if out is None else [[out]]), [Button(_("‹ Back"), back)]]


def title_of(card: Card, language: str) -> str:
    """Return what a topic is called."""
    return card.key if card.title is None else said(card.title, language)
