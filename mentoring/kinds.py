"""What a message can be."""

from enum import StrEnum


class Kind(StrEnum):
    """What a message is. Each arrives as what it was, or is refused with a sentence; never silence."""

    TEXT = "text"
    PHOTO = "photo"
    VOICE = "voice"
    DOCUMENT = "document"
    STICKER = "sticker"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    ANIMATION = "animation"
    AUDIO = "audio"
    CONTACT = "contact"
    LOCATION = "location"
    POLL = "poll"
    DICE = "dice"
    OTHER = "other"


RELAYED_KINDS = frozenset({Kind.TEXT, Kind.PHOTO, Kind.VOICE, Kind.DOCUMENT, Kind.STICKER})
"""What can be passed on today. The rest shows a place, a number or a person, or cannot be checked yet."""
