"""The emoji that everyone may react with, as Telegram writes them."""

# Bot API documentation, ReactionTypeEmoji; here without variation selectors.
# fmt: off
_KNOWN = frozenset(
    (
        "👍", "👎", "❤", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩", "🤮", "💩",
        "🙏", "👌", "🕊", "🤡", "🥱", "🥴", "😍", "🐳", "❤\u200d🔥", "🌚", "🌭", "💯", "🤣", "⚡",
        "🍌", "🏆", "💔", "🤨", "😐", "🍓", "🍾", "💋", "🖕", "😈", "😴", "😭", "🤓", "👻",
        "👨\u200d💻", "👀", "🎃", "🙈", "😇", "😨", "🤝", "✍", "🤗", "🫡", "🎅", "🎄", "☃", "💅",
        "🤪", "🗿", "🆒", "💘", "🙉", "🦄", "😘", "💊", "🙊", "😎", "👾", "🤷\u200d♂", "🤷",
        "🤷\u200d♀", "😡",
    )
)
# fmt: on

_SELECTOR = "\ufe0f"
_JOINER = "\u200d"


def is_reaction(emoji: str) -> bool:
    """Return whether a bot may react with `emoji`, written just so.

    A heart with a variation selector is refused, as Telegram does (seen in Alex2772/kuni#71); in joined emoji, such as
    the heart on fire, the selector belongs there and is optional here.
    """
    return emoji in _KNOWN or (_JOINER in emoji and emoji.replace(_SELECTOR, "") in _KNOWN)


def as_given_by_phones(emoji: str) -> str:
    """Return `emoji` as Telegram tells bots of it: without a variation selector, unless it is a joined one."""
    return emoji if _JOINER in emoji else emoji.replace(_SELECTOR, "")
