"""YAML, as much of it as a questionnaire needs: mappings, lists, texts, numbers, true and false.

`no` is a word here, not false (in YAML 1.1 the choice `no` and the language Norwegian become false), a day is text, and
what would make a small file grow or run is refused: aliases, tags, names that stand twice.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mentoring.questionnaires.mistakes import Mistake, Place, QuestionnaireWrong

if TYPE_CHECKING:
    from yaml import Event

LARGEST = 1_000_000
"""Characters of a file."""

_DEEPEST = 20
_SHORT = 130
_INTEGER = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_FRACTION = re.compile(r"[+-]?\d{1,15}\.\d{1,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReadYaml:
    """What a text holds, and on which line (from 1) each part of it begins."""

    plain: Any
    lines: Mapping[Place, int] = field(default_factory=dict)

    def line_of(self, place: Place) -> int:
        """Return the line of a place, or of the nearest thing around it when it is not there."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_yaml(text: str) -> ReadYaml:
    """Return what a YAML text holds. Raises QuestionnaireWrong with a sentence for what cannot be read."""
    # Only here: whoever never reads a questionnaire need not keep the library in memory.
    import yaml

    if len(text) > LARGEST:
        raise _wrong(f"This has more than {LARGEST:,} characters.")
    try:
        # Event by event: the library's own way to build things out of it goes as deep as the text says, and so many
        # brackets in brackets end the whole process.
        return _Builder(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))).whole()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"Line {mark.line + 1}, column {mark.column + 1}" if mark else "It"
        problem = getattr(error, "problem", None) or "it holds characters that YAML does not know"
        raise _wrong(f"{where} cannot be read as YAML: {problem}.") from None


def write_yaml(plain: Any) -> str:
    """Return mappings and lists as YAML that people can edit, in the order in which they are given."""
    from yaml import dump

    # No width: folded lines are hard to edit.
    return str(dump(plain, Dumper=_dumper(), allow_unicode=True, sort_keys=False, width=10_000))


class _Builder:
    """Makes plain things out of a parser's events, noting the line of each."""

    def __init__(self, events: "Iterator[Event]") -> None:
        self._events = events
        self._lines: dict[Place, int] = {}

    def whole(self) -> ReadYaml:
        from yaml import DocumentEndEvent, StreamEndEvent

        next(self._events), next(self._events)  # the stream and its document begin
        first = next(self._events, None)
        if first is None or isinstance(first, StreamEndEvent):
            raise _wrong("This is empty.")
        plain = self._node(first, ())
        after = [next(self._events), next(self._events)]
        if not isinstance(after[0], DocumentEndEvent) or not isinstance(after[1], StreamEndEvent):
            raise _wrong(f"Line {_line(after[1])}: a file holds one questionnaire; another document begins here.")
        return ReadYaml(plain, self._lines)

    def _node(self, event: "Event", place: Place) -> Any:
        from yaml import AliasEvent, MappingStartEvent, ScalarEvent

        line = self._lines[place] = _line(event)
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _wrong(f"Line {line}: anchors and aliases (&name, *name) are not read here; write it out.", place)
        if (tag := getattr(event, "tag", None)) is not None:
            raise _wrong(f"Line {line}: tags such as {tag[:20]} are not read here.", place)
        if isinstance(event, ScalarEvent):
            is_plain = event.style in (None, "")
            return _scalar(event.value) if is_plain else event.value
        if len(place) >= _DEEPEST:
            raise _wrong(f"Line {line}: this has too many things in things.", place)
        return self._mapping(place) if isinstance(event, MappingStartEvent) else self._sequence(place)

    def _sequence(self, place: Place) -> list[Any]:
        from yaml import SequenceEndEvent

        entries: list[Any] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            entries.append(self._node(event, (*place, len(entries))))
        return entries

    def _mapping(self, place: Place) -> dict[str, Any]:
        from yaml import MappingEndEvent, ScalarEvent

        whole: dict[str, Any] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                raise _wrong(f"Line {_line(event)}: a name must be a word.", place)
            name = event.value
            if name in whole:
                raise _wrong(f"Line {_line(event)}: “{name[:32]}” stands here twice.", place)
            whole[name] = self._node(next(self._events), (*place, name))
            self._lines[*place, name] = _line(event)
        return whole


def _line(event: "Event") -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _scalar(text: str) -> Any:
    """Return what a text without quotes means."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "false", "False"):
        return text in ("true", "True")
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FRACTION.fullmatch(text) else text


def _wrong(sentence: str, place: Place = ()) -> QuestionnaireWrong:
    return QuestionnaireWrong([Mistake(place, sentence)])


def _dumper() -> Any:
    """Return a dumper that writes what is short on one line, and quotes what others would take for true or false."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> Any:
            is_short = len(str(mapping)) <= _SHORT
            return super().represent_mapping(tag, mapping, flow_style=is_short or flow_style)

        def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> Any:
            is_plain = not any(isinstance(entry, dict | list) for entry in sequence)
            return super().represent_sequence(tag, sequence, flow_style=is_plain or flow_style)

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
            return super().increase_indent(flow, False)

    return Dumper
