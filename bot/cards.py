"""Cards in the chat: decks to draw from, one message that changes in place, and a card for the partner.

A button's data is `cards:<verb>.<deck>` and numbers: of the theme (`-` for any) and of the card in its deck. A deck
that a programme has changed meanwhile shows what stands there now.
"""

from datetime import datetime
from functools import cache

from bot.incoming import Incoming
from bot.pages import Page, rows_of, to_the_menu
from bot.passing_on import pass_on
from bot.refusal_texts import refusal_text
from bot.speech import Button, Chat, words_of
from bot.words import Words
from locales import languages
from locales.decks import deck_names, shipped_deck
from mentoring.cards import Card, Deck, WrongDeck, after, read_deck, said
from mentoring.content import Content
from mentoring.kinds import Kind
from mentoring.people import Person, ProgrammeId
from mentoring.relay import Refuse, Talk, decide_relay, may_talk
from storage import card_decks, messages, pairs, programmes
from storage.messages import Place
from storage.tx import Tx

STARTERS, OPEN_QUESTIONS, PROBLEM_SOLVING = "starters", "open_questions", "problem_solving"
SIGNPOSTS, STUCK = "signposts", "stuck"
JOURNAL_PROMPTS, START_POINT = "journal_prompts", "start_point"

OFFERED = (STARTERS, OPEN_QUESTIONS, PROBLEM_SOLVING, STUCK, SIGNPOSTS)
"""The decks that `/cards` offers, in this order; the others belong to the journal and the start point."""

_SYMBOLS = {STARTERS: "💬", OPEN_QUESTIONS: "❓", PROBLEM_SOLVING: "🧩", STUCK: "🪨", SIGNPOSTS: "🧭"}
_ANY = "-"


def deck_of(tx: Tx, programme: ProgrammeId, key: str) -> Deck | None:
    """Return a deck as a programme has it: its own, or the shipped one; None when there is none of that key.

    An own deck that lacks something by now (a language was added) steps back behind the shipped one.
    """
    own = card_decks.of_programme(tx, programme, key)
    if own is not None:
        read = read_deck(own, languages())
        if isinstance(read, Deck):
            return read
    return shipped(key) if key in deck_names() else None


@cache
def shipped(key: str) -> Deck:
    """Return a shipped deck. Raises LookupError when there is none, ValueError when its file is wrong."""
    read = read_deck(shipped_deck(key), languages())
    if isinstance(read, WrongDeck):
        raise ValueError(f"the deck {key} cannot be used: {read.place}: {read.why}")
    return read


def card_for(key: str, language: str, turn: int = 0) -> str:
    """Return the words of a shipped deck's card in a language; another `turn`, another card."""
    deck = shipped(key)
    return said(deck.cards[turn % len(deck.cards)].texts, language)


def drawn_for(tx: Tx, programme: ProgrammeId, key: str, turn: int) -> Card | None:
    """Return a card of a programme's deck; another `turn`, another card. None when there is no such deck."""
    deck = deck_of(tx, programme, key)
    return None if deck is None else deck.cards[turn % len(deck.cards)]


def home(tx: Tx, person: Person) -> Page:
    """Return the page of all decks."""
    _ = words_of(person)
    decks = [deck for deck in (deck_of(tx, person.programme_id, key) for key in OFFERED) if deck is not None]
    buttons = [
        [Button(f"{_SYMBOLS[deck.key]} {said(deck.title, person.language)}", f"cards:d.{deck.key}")] for deck in decks
    ]
    text = _("🃏 Cards: something to talk about, to ask, or to try. Which ones?")
    return Page(text, [*buttons, [to_the_menu(_)]])


def deck_page(tx: Tx, person: Person, key: str, now: datetime) -> Page | None:
    """Return what opens a deck: its themes, or the first step of a walk; None when there is no such deck."""
    deck = _offered(tx, person, key)
    if deck is None:
        return None
    _ = words_of(person)
    text = f"{_SYMBOLS[deck.key]} {said(deck.title, person.language)}\n\n{said(deck.intro, person.language)}"
    if not deck.themes:
        begin = Button(_("Begin ▸"), f"cards:c.{deck.key}.{_ANY}.0")
        return Page(text, [[begin], [_to_the_decks(_)]])
    country = _country(tx, person)
    buttons = []
    for number, (theme, texts) in enumerate(deck.themes.items()):
        cards = deck.drawn(theme, country)
        if cards:
            drawn = deck.cards.index(_of_today(cards, person, now))
            buttons.append(Button(said(texts, person.language), f"cards:c.{deck.key}.{number}.{drawn}"))
    everything = deck.drawn(None, country)
    if not everything:
        return Page(_("There is no card for your country here yet."), [[_to_the_decks(_)]])
    any_card = Button(
        _("🎲 Any card"), f"cards:c.{deck.key}.{_ANY}.{deck.cards.index(_of_today(everything, person, now))}"
    )
    return Page(text, [*rows_of([*buttons, any_card]), [_to_the_decks(_)]])


def card_page(tx: Tx, person: Person, key: str, theme_number: str, number: int) -> Page | None:
    """Return one card with what can be done with it; None when there is no such deck, or nothing in it holds here."""
    deck = _offered(tx, person, key)
    if deck is None:
        return None
    _ = words_of(person)
    themes = list(deck.themes)
    theme = themes[int(theme_number)] if theme_number.isdecimal() and int(theme_number) < len(themes) else None
    cards = deck.drawn(theme, _country(tx, person))
    wanted = deck.cards[number % len(deck.cards)]
    card = wanted if wanted in cards else after(cards, None)
    if card is None:
        return None
    place = cards.index(card)
    is_walk = not deck.themes

    def to(other: Card) -> str:
        return f"cards:c.{deck.key}.{theme_number if theme is not None else _ANY}.{deck.cards.index(other)}"

    moves = []
    if is_walk:
        if place > 0:
            moves.append(Button(_("‹ Back"), to(cards[place - 1])))
        if place + 1 < len(cards):
            moves.append(Button(_("Next step ›"), to(cards[place + 1])))
    elif len(cards) > 1:
        moves.append(Button(_("🔄 Another card"), to(cards[(place + 1) % len(cards)])))
    rows = [moves] if moves else []
    talks = _talks(tx, person)
    if talks:
        label = (
            _("✉️ Send it to {name}", name=talks[0].recipient.display_name)
            if len(talks) == 1
            else _("✉️ Send it to somebody")
        )
        data = f"cards:s.{deck.key}.{deck.cards.index(card)}"
        rows.append([Button(label, f"{data}.{talks[0].pair.id}" if len(talks) == 1 else data)])
    rows.append([_to_the_decks(_) if is_walk else Button(_("‹ Back"), f"cards:d.{deck.key}")])
    return Page(f"{_SYMBOLS[deck.key]} {words_on(deck, card, person.language)}", rows)


def words_on(deck: Deck, card: Card, language: str) -> str:
    """Return what a card says: its title (else its theme, else its deck's), its words, and beginnings of sentences."""
    theme = None if card.theme is None else deck.themes.get(card.theme)
    heading = said(card.title or theme or deck.title, language)
    parts = [heading, said(card.texts, language)]
    if card.prompts:
        parts.append("\n".join(f"· {said(prompt, language)}" for prompt in card.prompts))
    return "\n\n".join(parts)


def whom_page(tx: Tx, person: Person, key: str, number: int) -> Page | None:
    """Return the question to whom a card goes; None when there is no such deck or nobody to write to."""
    deck, talks = _offered(tx, person, key), _talks(tx, person)
    if deck is None or not talks:
        return None
    _ = words_of(person)
    buttons = [Button(talk.recipient.display_name, f"cards:s.{key}.{number}.{talk.pair.id}") for talk in talks]
    back = Button(_("‹ Back"), f"cards:c.{key}.{_ANY}.{number}")
    return Page(_("Who is this for?"), [*rows_of(buttons), [back]])


def send(tx: Tx, talk: Talk, key: str, number: int, chat: Chat, bubble: int, now: datetime) -> Page | None:
    """Send a card to the partner like a message of one's own, and return what its bubble shows from then on.

    It is held and released, answered and taken back as messages are. None when there is no such deck, or this bubble
    was sent before.
    """
    person = talk.sender
    deck = _offered(tx, person, key)
    if deck is None:
        return None
    _ = words_of(person)
    own = Place(chat.bot_id, chat.chat_id, bubble)
    if messages.at_place(tx, own) is not None:
        return None  # the second of two quick taps
    decision = decide_relay(talk, Kind.TEXT, now)
    if isinstance(decision, Refuse):
        return Page(refusal_text(decision.why, talk, _), [[_to_the_decks(_)]])
    card = deck.cards[number % len(deck.cards)]
    symbol = _SYMBOLS[deck.key]
    # The partner reads it in their own language; the bubble it was sent from is the place it has on this phone.
    content = Content(Kind.TEXT, f"{symbol} {words_on(deck, card, talk.recipient.language)}")
    pass_on(tx, talk, Incoming(chat.bot_id, chat.chat_id, bubble, now, content, None), None, now)
    sent = _("✉️ You sent {name} this card:", name=talk.recipient.display_name)
    text = f"{sent}\n\n{symbol} {words_on(deck, card, person.language)}"
    return Page(text, [[Button(_("More cards"), "cards:new")]], pairs.key_name(talk.pair.id))


def talk_for(tx: Tx, person: Person, pair: int) -> Talk | None:
    """Return the talk of a pair that a card may go to now; None when it is not theirs, or not open."""
    return next((talk for talk in _talks(tx, person) if talk.pair.id == pair), None)


def _offered(tx: Tx, person: Person, key: str) -> Deck | None:
    return deck_of(tx, person.programme_id, key) if key in OFFERED else None


def _talks(tx: Tx, person: Person) -> list[Talk]:
    if person.role.is_staff:
        return []
    return [talk for talk in pairs.talks_of(tx, person.id) if may_talk(talk) is None]


def _country(tx: Tx, person: Person) -> str | None:
    programme = programmes.get(tx, person.programme_id)
    return None if programme is None else programme.rules.helpline_country or programme.rules.holiday_country


def _of_today(cards: tuple[Card, ...], person: Person, now: datetime) -> Card:
    """Return where somebody begins today: elsewhere than yesterday, and than others do; a way to help at its first."""
    if any(card.countries for card in cards):
        return cards[0]
    return cards[(now.astimezone(person.zone).date().toordinal() + 7 * person.id) % len(cards)]


def _to_the_decks(in_words: Words) -> Button:
    _ = in_words
    return Button(_("‹ Cards"), "cards:home")
