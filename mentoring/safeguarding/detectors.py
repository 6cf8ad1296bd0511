"""Contact details in a message: phone numbers, links, handles, e-mail and street addresses.

Every expression is anchored by a look-behind to where a word starts and cannot start again inside what it just passed,
so each is linear. What looks like a phone number and is a date, a time, a price, a size, a version or a count is ruled
out before the library is asked, because it takes a dotted date for a phone number.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

import phonenumbers

TextSpan = tuple[int, int]
WordAt = tuple[str, int, int]
"""A word of the folded text with its start and end."""

CLOSE_DIGITS = 4
"""Characters within which another digit follows in anything that may be a telephone number."""
MOST_DIGIT_RUNS = 30
"""Runs of digits in one text that the library is asked about; more of them are a table."""
FEWEST_SPOKEN = 3
"""Words for numbers that make a run of digits a number somebody spelled out."""
REGIONS = ("BG", "TR", "ES", "GB")
"""Whose national ways of writing a number are known; other countries' numbers need their `+`."""
_MOBILE = {"BG": re.compile(r"(?:8[789]|9[89])\d{7}"), "TR": re.compile(r"5\d{9}"), "ES": re.compile(r"[6-9]\d{8}")}

_DIGIT_RUN = re.compile(r"(?<![\w+.,:/])(?:\+ ?|\( ?){0,2}[0-9o](?:[ ().\-/_*|\n]{0,3}[0-9o]){6,17}(?![\w,:]*[0-9a-z])")
_MANY_DIGITS = re.compile(r"\d\D{0,3}\d(?:\D{0,3}\d){3}")
_DOT_INSIDE = re.compile(r"\.(?<=[a-z0-9]\.)[a-z]")  # the dot first: it is looked for much faster than a letter
_DATE = re.compile(r"(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2})")
_NO_PHONE = re.compile(
    r"\d{1,2}(?:[. \-/]{1,3}\d{1,2}){2,3}"  # times, scores, short dates
    r"|\d{1,3}(?:\.\d{1,3}){3}"  # network addresses
    r"|[1-9]\d{0,2}(?:[. ]\d{3})+"  # thousands
    r"|(?:19|20)\d{2}(?:[ \-/]+(?:19|20)\d{2})+"  # years
)
_SPANISH_MOBILE = re.compile(r"[67]\d{2} \d{3} \d{3}")
"""Three groups of three, as thousands are."""
_UNIT_AFTER = re.compile(
    r"\s?(?:mm|cm|km|kg|gr?|ml|mb|gb|hz|rpm|mah|лв|лева|lv|leva|bgn|eur|euros?|евро|tl|lira|usd|€|\$|£|₺|%|мм|см|кг|км)\b|\s?[€$£₺%]"
)
_NUMBERED = re.compile(
    r"(?<!\w)(?:isbn|iban|imei|vin|sku|serial|order|invoice|seri|siparis|pedido|referencia|поръчка|серия|egn|егн|tc|dni)"
    r"(?:[\s:#№.]|number|code|no|nr|is|numara|numarasi|kodu|numero|es|номер|код|е)*$"
)
_LINK = re.compile(
    r"(?<![\w@.-])(?:(?:https?|hxxps?|ftp)\s?:\s?//\s?\S+|www\.[^\s.]+\.\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#]\S*)?)"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"(?<![\w@.+-])@(?=[\w.]*[a-z])[a-z0-9_.]{2,31}[a-z0-9_]|(?<!\w)[a-z0-9_.]{2,32}#\d{4}(?!\d)")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Endings that are nothing but the end of a web address when they stand after a dot and a name.
_TOP_LEVEL = _set(
    "com net org info biz bg eu io gg ly tv app xyz site online club shop store ru uk edu gov mobi tr fm tk ml ga gq"
    " link page"
)
# These are words in one of our languages or endings of files too: only with a path, or for a host that everyone knows.
_TOP_LEVEL_IF_SURE = _set(
    "me es co it to de fr be la is so us in at no my am do ai cc sh py md rs pl pt nl cat one dev cf"
)
_KNOWN_HOSTS = _set("t.me wa.me m.me ig.me youtu.be discord.gg bit.ly telegram.me instagram.es")
_SPOKEN_DOT_ENDINGS = _set("com net org bg me gg es tr ком бг нет")
# What stands after @ in code, in style sheets and in chats that address everybody.
_NO_HANDLES = _set(
    "everyone here all channel override property param params return returns staticmethod classmethod dataclass media"
    " import author test font-face keyframes charset include layer supports deprecated todo see since"
)
_NEVER_STREETS = _set(
    "min mins minute minutes hour hours people person km m meters metres houses times of the in on down up from to at"
)


@dataclass(frozen=True, slots=True)
class SharedWords:
    """What words mean to the detectors, folded: digits and signs that are spoken, and words of streets."""

    spoken: Mapping[str, frozenset[str]] = field(default_factory=dict)
    streets: Mapping[str, frozenset[str]] = field(default_factory=dict)


def find_contact_details(
    folded: str,
    words: Callable[[], Sequence[WordAt]],
    shared: SharedWords,
    spoken_digits: int,
    *,
    has_digits: bool,
    may_hold_phone_number: bool,
    has_street: bool,
    has_spoken_dot: bool,
) -> dict[str, list[TextSpan]]:
    """Return where in the folded text there are contact details: detector's name → spans. Nothing found, no entry.

    `words` is only called when spoken details are possible; `spoken_digits` counts the different words for numbers.
    """
    found: dict[str, list[TextSpan]] = {}
    if may_hold_phone_number:
        found["phone"] = list(_phones(folded))
    if spoken_digits >= FEWEST_SPOKEN:
        found.setdefault("phone", []).extend(_spoken_phones(words(), shared))
    if "//" in folded or _DOT_INSIDE.search(folded):
        found["link"] = list(_links(folded))
    if has_spoken_dot:
        found.setdefault("link", []).extend(_spoken_links(words(), shared))
    if has_street and has_digits:
        found["address"] = list(_addresses(words(), shared))
    if "@" in folded or "(at)" in folded or "[at]" in folded:
        found["email"] = [match.span() for match in _EMAIL.finditer(folded)]
    if "@" in folded or "#" in folded:
        found["handle"] = [
            match.span() for match in _HANDLE.finditer(folded) if match[0].lstrip("@") not in _NO_HANDLES
        ]
    return {name: spans for name, spans in found.items() if spans}


def has_many_digits(folded: str) -> bool:
    """Whether there are enough digits close together for a telephone number."""
    return _MANY_DIGITS.search(folded) is not None


def is_phone_number(written: str) -> bool:
    """Whether what is written (digits with separators) can be a telephone number and hardly anything else."""
    plain = written.strip(" .-/_*|\n")
    if (_NO_PHONE.fullmatch(plain) or _DATE.search(plain)) and not _SPANISH_MOBILE.fullmatch(plain):
        return False
    digits = re.sub(r"[^0-9o]", "", plain).replace("o", "0")
    if plain.count("o") > 2 or not 7 <= len(digits) <= 15 or len(set(digits)) < 3 or _is_counting(digits):
        return False
    if plain.startswith("+") or digits.startswith("00"):
        return _is_possible("+" + digits.removeprefix("00"), None)
    if digits.startswith("0") and len(digits) >= 9:
        return any(_is_possible(digits, region) for region in REGIONS)
    # Without the leading 0 only what a mobile number looks like where people leave it away, or never had one.
    return any(mobile.fullmatch(digits) and _is_valid(digits, region) for region, mobile in _MOBILE.items())


def _is_counting(digits: str) -> bool:
    steps = {int(after) - int(before) for before, after in pairwise(digits)}
    return steps <= {1, -9} or steps <= {-1, 9}


def _is_possible(digits: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(digits, region))
    except phonenumbers.NumberParseException:
        return False


def _is_valid(digits: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, region))
    except phonenumbers.NumberParseException:
        return False


def _phones(folded: str) -> Iterator[TextSpan]:
    for run in islice(_DIGIT_RUN.finditer(folded), MOST_DIGIT_RUNS):
        if _UNIT_AFTER.match(folded, run.end()) or _NUMBERED.search(folded, max(0, run.start() - 24), run.start()):
            continue
        if is_phone_number(run[0]):
            yield run.span()


def _spoken_phones(words: Sequence[WordAt], shared: SharedWords) -> Iterator[TextSpan]:
    """Yield runs of at least seven digits of which some are words: `oh eight eight 8, double five ...`."""
    digits, spoken, times, start, end = "", 0, 1, 0, 0
    for text, word_start, word_end in (*words, ("", 0, 0)):
        means = sorted(shared.spoken.get(text, ()))
        number = next((each for each in means if each.isdigit()), "")
        if text.isdigit() and len(text) <= 15:
            if not digits:
                start = word_start
            digits, end, times = digits + text * times, word_end, 1
        elif number:
            if not digits:
                start = word_start
            digits, end, times, spoken = digits + number * times, word_end, 1, spoken + 1
        elif any(each.startswith("x") for each in means):
            times = int(next(each for each in means if each.startswith("x"))[1:])
        elif not (digits and "-" in means):
            if spoken >= FEWEST_SPOKEN and 7 <= len(digits) <= 24 and len(set(digits)) > 2 and not _counts_up(digits):
                yield start, end
            digits, spoken, times = "", 0, 1


def _counts_up(digits: str) -> bool:
    return digits in "01234567891011121314151617181920" or digits in "109876543210"


def _links(folded: str) -> Iterator[TextSpan]:
    for found in _LINK.finditer(folded):
        text = found[0]
        if "//" in text[:10] or text.startswith("www."):
            yield found.span()
            continue
        host = re.split(r"[/?#]", text, maxsplit=1)[0]
        has_path = len(text) > len(host) + 1
        ending = host.rpartition(".")[2]
        if ending in _TOP_LEVEL or host in _KNOWN_HOSTS or (has_path and ending in _TOP_LEVEL_IF_SURE):
            yield found.span()


def _spoken_links(words: Sequence[WordAt], shared: SharedWords) -> Iterator[TextSpan]:
    for (_, start, _), (dot, _, _), (ending, _, end) in zip(words, words[1:], words[2:], strict=False):
        if "." in shared.spoken.get(dot, ()) and ending in _SPOKEN_DOT_ENDINGS:
            yield start, end


def _addresses(words: Sequence[WordAt], shared: SharedWords) -> Iterator[TextSpan]:
    """Yield a street's word with a number near it, or two parts of a building (block 5, flat 12) with theirs."""
    texts = [text for text, _, _ in words]
    parts: list[int] = []
    for index, text in enumerate(texts):
        places = shared.streets.get(text)
        if not places:
            continue
        if "before" in places:
            for number in range(index + 2, min(index + 6, len(texts))):
                if _is_house_number(texts[number]):
                    yield words[index][1], words[number][2]
                    break
        if "after" in places:
            for number in (index - 2, index - 3):
                between = texts[max(0, number + 1) : index]
                if number >= 0 and _is_house_number(texts[number]) and not _NEVER_STREETS.intersection(between):
                    yield words[number][1], words[index][2]
                    break
        if "part" in places and index + 1 < len(texts) and _is_house_number(texts[index + 1]):
            if parts and index - parts[-1] <= 4:
                yield words[parts[-1]][1], words[index + 1][2]
            parts.append(index)


def _is_house_number(text: str) -> bool:
    return text[0].isdigit() and len(text) <= 5 and text != "0"
