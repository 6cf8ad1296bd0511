"""A thumb on a phone: finds buttons by what they bring back, so that it presses the same ones in every language."""

from itertools import islice

from phones.messages import Message
from phones.people import press
from phones.phone import Phone

_LOOKED_BACK = 40  # messages: nobody scrolls further


class Thumb:
    """Somebody's thumb on one of their phones, at one chat."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone

    def bubble(self, prefix: str) -> Message | None:
        """Return the newest message with a button whose data begins so; None when there is none near the end."""
        for message in islice(reversed(self.phone.chat.messages.values()), _LOOKED_BACK):
            if not message.deleted and any(data.startswith(prefix) for data in data_of(message)):
                return message
        return None

    def tries(self, prefix: str, message: Message | None = None) -> bool:
        """Press the first button whose data begins so, on `message` or the newest that has one; False without."""
        message = message or self.bubble(prefix)
        wanted = None if message is None else next((d for d in data_of(message) if d.startswith(prefix)), None)
        return message is not None and wanted is not None and self.presses(message, wanted)

    def presses(self, message: Message, data: str) -> bool:
        """Press the button of a message that brings back exactly `data`; False when it is not there (any more)."""
        for row, buttons in enumerate(message.inline_keyboard or ()):
            for column, button in enumerate(buttons):
                if button.get("callback_data") == data:
                    press(self.phone.world, self.phone.account, message, row, column)
                    return True
        return False


def data_of(message: Message) -> list[str]:
    """Return what a message's buttons bring back, row by row."""
    return [
        button["callback_data"]
        for buttons in message.inline_keyboard or ()
        for button in buttons
        if "callback_data" in button
    ]
