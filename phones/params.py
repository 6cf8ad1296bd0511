"""The parameters of one Bot API call, whichever way they came: JSON, form fields, query, files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phones.errors import bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in. `size` may claim more bytes than `data` has, so that big files cost nothing."""

    file_name: str
    mime_type: str
    data: bytes
    size: int | None = None

    @property
    def file_size(self) -> int:
        """Bytes, as claimed."""
        return len(self.data) if self.size is None else self.size


class Params:
    """Parameters by name. Over HTTP every value may be a string, so each reader says what it expects.

    Readers raise a 400 in Telegram's words when a value does not fit.
    """

    def __init__(self, values: Mapping[str, Any], files: Mapping[str, Upload] | None = None) -> None:
        self._values = values
        self.files = files or {}

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) not in (None, "")

    def as_dict(self) -> dict[str, Any]:
        """Return the values as they came, with files by name and size: for the log of calls."""
        return {
            **self._values,
            **{name: f"<{upload.file_name}, {upload.file_size} bytes>" for name, upload in self.files.items()},
        }

    def text(self, name: str) -> str | None:
        """Return the string; None when absent."""
        value = self._values.get(name)
        if value is None or isinstance(value, str):
            return value
        return json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        """Return the whole number; `default` when absent or not a number, as Telegram's server reads numbers."""
        value = self._values.get(name)
        if isinstance(value, int):
            return value
        if isinstance(value, str):
            try:
                return int(value)
            except ValueError:
                return default
        return default

    def number(self, name: str) -> float | None:
        """Return the number; None when absent or not a number."""
        try:
            return float(self._values[name])
        except (KeyError, TypeError, ValueError):
            return None

    def flag(self, name: str) -> bool:
        """Return whether the parameter says yes."""
        value = self._values.get(name)
        if isinstance(value, str):
            return value.strip().lower() in ("true", "yes", "1")
        return bool(value)

    def object(self, name: str) -> dict[str, Any] | None:
        """Return the JSON object; None when absent."""
        value = self._json(name)
        if value is None or isinstance(value, dict):
            return value
        raise bad_request(f"can't parse {name}: object expected")

    def array(self, name: str) -> list[Any] | None:
        """Return the JSON array; None when absent."""
        value = self._json(name)
        if value is None or isinstance(value, list):
            return value
        raise bad_request(f"can't parse {name}: array expected")

    def file(self, name: str) -> Upload | str | None:
        """Return the uploaded file, or the string (a file id, a URL) that names one; None when absent."""
        return self.attached(name, self.text(name))

    def attached(self, name: str, value: str | None) -> Upload | str | None:
        """Return what `value` of the field `name` stands for: `attach://part` is the uploaded part."""
        if value is not None and value.startswith("attach://"):
            return self.files.get(value.removeprefix("attach://"))
        return self.files.get(name, value or None)

    def _json(self, name: str) -> Any:
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None
