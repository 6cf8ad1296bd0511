"""Reading the parts of a mapping as YAML or JSON has it: each mistake is noted with its place, none stops the rest."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from mentoring.questionnaires.mistakes import Mistake, Place
from mentoring.questionnaires.texts import NO_TEXTS, PARTNER, Texts

LARGEST = Decimal(10**9)
_MOST_DIGITS_AFTER_THE_POINT = 6
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
_CHOICE_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")

# They turn the rest of a line around, so that a text could say something else than it seems to.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

E = TypeVar("E", bound=StrEnum)


class Fields:
    """One mapping of the written form. Ask for each part once; `done` notes the parts that nobody asked for."""

    def __init__(self, given: object, place: Place, mistakes: list[Mistake]) -> None:
        self.place, self._mistakes = place, mistakes
        self._left: dict[Any, Any] = dict(given) if isinstance(given, Mapping) else {}
        self._is_mapping = True
        if not isinstance(given, Mapping):
            self.wrong((), "This must be a mapping of names to values.")
            # What is needed in a mapping is not missing from something else: one mistake is enough.
            self._is_mapping = False

    def __contains__(self, name: str) -> bool:
        """Tell whether a part is there and not asked for yet; null is as good as left out."""
        return self._left.get(name) is not None

    def inside(self, name: str, at: int | None = None, given: object = None) -> "Fields":
        """Return a part that is a mapping itself; or entry `at` of a part that is a list, which is `given`."""
        if at is None:
            return Fields(self.take(name), (*self.place, name), self._mistakes)
        return Fields(given, (*self.place, name, at), self._mistakes)

    @property
    def told(self) -> frozenset[str]:
        """The parts of this about which a mistake was noted."""
        here = len(self.place)
        return frozenset(
            str(one.place[here]) for one in self._mistakes if one.place[:here] == self.place and len(one.place) > here
        )

    def wrong(self, name: str | Place, sentence: str) -> None:
        """Note a mistake in a part, or at a place inside this."""
        if self._is_mapping:
            self._mistakes.append(Mistake(self.place + ((name,) if isinstance(name, str) else name), sentence))

    def take(self, name: str) -> Any:
        """Return a part as it is, None when it is not there."""
        return self._left.pop(name, None)

    def done(self) -> None:
        """Note each part that was not asked for."""
        for name in self._left:
            self.wrong(str(name)[:32], "There is no such part here.")

    def key(self, name: str = "key", *, of_choice: bool = False) -> str:
        """Return a key; "" when it is missing or wrong, which is noted."""
        given = self.take(name)
        if of_choice and isinstance(given, int) and not isinstance(given, bool):
            given = str(given)  # YAML reads 1 as a number
        if given is None:
            self.wrong(name, "This is needed.")
        elif not isinstance(given, str) or not (_CHOICE_KEY if of_choice else _KEY).fullmatch(given):
            others = "_ and -" if of_choice else "and _, a letter first"
            self.wrong(name, f"This must be up to 32 letters without accents, digits {others}.")
        else:
            return given
        return ""

    def flag(self, name: str) -> bool:
        """Return a yes or no, no when it is not there."""
        given = self.take(name)
        if given is not None and not isinstance(given, bool):
            self.wrong(name, "This must be true or false.")
        return given is True

    def number(self, name: str, *, whole: bool = True) -> Decimal | None:
        """Return a number, None when it is not there or wrong, which is noted."""
        given = self.take(name)
        if given is None:
            return None
        if isinstance(given, bool) or not isinstance(given, int | float):
            self.wrong(name, "This must be a number.")
            return None
        number = Decimal(str(given))
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int) or abs(number) > LARGEST or -exponent > _MOST_DIGITS_AFTER_THE_POINT:
            self.wrong(name, f"This must be a number up to {LARGEST} with at most six digits after the point.")
            return None
        if whole and number % 1:
            self.wrong(name, "This must be a whole number.")
            return None
        return number.quantize(Decimal(1)) if number % 1 == 0 else number

    def one_of(self, name: str, kinds: type[E]) -> E | None:
        """Return one of an enumeration by its value; None when it is missing or wrong, which is noted."""
        given = self.take(name)
        if given is None:
            self.wrong(name, "This is needed.")
        elif isinstance(given, str) and given in set(kinds):
            return kinds(given)
        else:
            self.wrong(name, f"This must be one of: {', '.join(kinds)}.")
        return None

    def some_of(self, name: str, kinds: Collection[E]) -> list[E]:
        """Return several of an enumeration, in its order; noted when there is none, or one that is not in it."""
        given = self.take(name)
        if isinstance(given, str):
            given = [given]
        if not isinstance(given, list) or not given or not set(map(str, given)) <= set(kinds):
            self.wrong(name, f"This must be a list of one or more of: {', '.join(kinds)}.")
            return []
        return [kind for kind in kinds if kind in given]

    def languages(self, name: str) -> tuple[str, ...]:
        """Return language codes, each once."""
        given = self.take(name)
        if not isinstance(given, list) or not given:
            self.wrong(name, "This must be a list of language codes such as [en, bg].")
            return ()
        for at, code in enumerate(given):
            if not isinstance(code, str) or not _LANGUAGE.fullmatch(code):
                self.wrong((name, at), "This must be a language code such as en.")
            elif code in given[:at]:
                self.wrong((name, at), "This language is named twice.")
        return tuple(str(code) for code in given)

    def items(self, name: str, *, most: int, what: str) -> Sequence[Any]:
        """Return a list, [] when it is not there or wrong, which is noted."""
        given = self.take(name)
        if given is None:
            return []
        if not isinstance(given, list):
            self.wrong(name, "This must be a list.")
            return []
        if len(given) > most:
            self.wrong(name, f"There can be {most} {what} at most; these are {len(given)}.")
            return []
        return given

    def texts(
        self, name: str, languages: Sequence[str], *, most: int, is_needed: bool = False, one_line: bool = False
    ) -> Texts:
        """Return a text in its languages. One string is the same in all of them."""
        given = self.take(name)
        if given is None:
            if is_needed:
                self.wrong(name, "This is needed.")
            return NO_TEXTS
        if isinstance(given, str | int) and not isinstance(given, bool):
            given = dict.fromkeys(languages, str(given))
        if not isinstance(given, Mapping):
            self.wrong(name, "This must be a text, or a text for each language.")
            return NO_TEXTS
        # In the order of the questionnaire's languages, so that the first stands in for what is missing.
        order = [*(code for code in languages if code in given), *(code for code in given if code not in languages)]
        texts = {}
        for language in order:
            text = given[language]
            if language not in languages:
                self.wrong((name, str(language)[:32]), "This is not one of the questionnaire's languages.")
            elif text is None or text == "":
                pass  # not translated yet
            elif problem := _problem(text, most, one_line=one_line):
                self.wrong((name, language), problem)
            else:
                texts[language] = str(text).strip()
        if is_needed and languages and not texts.get(languages[0]) and name not in self.told:
            self.wrong((name, languages[0]), "This is needed: it stands in where a translation is missing.")
        return texts

    def emoji(self, name: str = "emoji") -> str:
        """Return an emoji, "" for none."""
        given = self.take(name)
        if given is None or given == "":
            return ""
        is_one = isinstance(given, str) and len(given) <= 12 and any(ord(sign) > 0x203B for sign in given)
        if not is_one or any(sign.isalpha() or sign.isspace() or _is_unseen(sign) for sign in given):
            self.wrong(name, "This must be an emoji.")
            return ""
        return str(given)


def _problem(text: object, most: int, *, one_line: bool) -> str | None:
    """Return what is wrong with a text, or None."""
    if isinstance(text, bool) or not isinstance(text, str | int):
        return "This must be text."
    written = str(text).strip()
    if not written:
        return "This must hold something to read."
    if len(written) > most:
        return f"This must have {most} characters at most; it has {len(written)}."
    if one_line and "\n" in written:
        return "This must be one line."
    if any(_is_unseen(sign) and sign != "\n" for sign in written):
        return "This holds control characters, which nobody can see."
    if any(brace in written.replace(PARTNER, "") for brace in "{}"):
        return "Only {partner} can stand in braces."
    return None


def _is_unseen(sign: str) -> bool:
    """Tell whether a sign is a control character, half of a surrogate pair, or turns the rest of a line around."""
    return unicodedata.category(sign) in ("Cc", "Cs") or sign in _TURNING
