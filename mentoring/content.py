"""What a person wrote, free of where and by whom: the only thing a relayed copy is built from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mentoring.kinds import Kind


@dataclass(frozen=True, slots=True)
class Content:
    """The words of a message (its text, or a medium's caption; "" when there are none) and what kind it is.

    `entities` mark up `text`; their offsets and lengths count UTF-16 units, as Telegram does. `file_id` changes when
    a medium is replaced; None for text. `is_forwarded` and `replies_elsewhere` are true when the writer passed on
    somebody's message, or answered one from another chat: the fact is told, the origin never is.
    """

    kind: Kind
    text: str = ""
    entities: tuple[Mapping[str, Any], ...] = ()
    file_id: str | None = None
    is_forwarded: bool = False
    replies_elsewhere: bool = False
    quote: str | None = None
