"""A page: what the one message shows that changes in place while somebody taps, and the way back to the menu."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from unicodedata import category

from bot.speech import Button, Buttons, Chat, change, say
from bot.words import Words
from storage.outbox import HOUSE_KEY
from storage.tx import Tx

HOME = "menu:home"
"""What a button that leads to the menu brings back."""

_SIGNS_IN_A_ROW, _SIGNS_BETWEEN = 32, 3
"""What fits on a phone of 360 px into two buttons, and what the rim of each further one takes of it.

The buttons of a row are equally wide, so each has its share of it.
"""


@dataclass(frozen=True, slots=True)
class Page:
    """Words and buttons of the one message. `key_name` seals them on their way when they repeat anybody's own words."""

    text: str
    buttons: Buttons = ()
    key_name: str = HOUSE_KEY

    def under(self, note: str) -> "Page":
        """Return the page with a sentence above it."""
        return replace(self, text=f"{note}\n\n{self.text}")

    def with_row(self, *buttons: Button) -> "Page":
        """Return the page with another row of buttons at its end; the same page when there are none."""
        return replace(self, buttons=[*self.buttons, buttons]) if buttons else self


def show(tx: Tx, chat: Chat, bubble: int | None, page: Page, now: datetime) -> None:
    """Show a page in the bubble that was pressed; in a new one when there is none."""
    if bubble is None:
        say(tx, chat, page.text, now=now, buttons=page.buttons, key_name=page.key_name)
    else:
        change(tx, chat, bubble, page.text, now=now, buttons=page.buttons, key_name=page.key_name)


def to_the_menu(in_words: Words) -> Button:
    """Return the button that leads to the menu."""
    _ = in_words
    return Button(_("‹ Menu"), HOME)


def rows_of(buttons: Sequence[Button], most: int = 2) -> list[list[Button]]:
    """Return buttons in rows: `most` in one, or as many as a narrow phone shows with their whole labels."""
    rows: list[list[Button]] = []
    for button in buttons:
        row = rows[-1] if rows else []
        if row and len(row) < most and _fit((*row, button)):
            row.append(button)
        else:
            rows.append([button])
    return rows


def _fit(row: Sequence[Button]) -> bool:
    rims = max(0, len(row) - 2) * _SIGNS_BETWEEN
    return max(_signs(each.label) for each in row) * len(row) + rims <= _SIGNS_IN_A_ROW


def _signs(label: str) -> int:
    """Return how much room a label takes, in letters: an emoji or a box to tick is as wide as two."""
    return sum(2 if category(sign) == "So" else 1 for sign in label)
