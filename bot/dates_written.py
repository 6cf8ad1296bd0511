"""Days as people write them: "friday", "до петък", "12 mayıs", "hasta el martes", "12.5."; read with dateparser."""

import re
from datetime import date, datetime, time
from typing import Any

from bot.words import FALLBACK

# What people put around a day to say "until"; the library reads the day itself.
_UNTIL = {
    "en": r"^(?:until|till|til|to|by)\s+|^(?:back\s+)?on\s+",
    "bg": r"^(?:чак\s+)?до\s+|^(?:на|във?)\s+",
    "tr": r"['’]?\s*(?:(?:ya|ye|a|e)\s+)?(?:kadar|dek|değin)$|\s+günü(?:ne)?$",
    "es": r"^hasta\s+(?:el\s+)?|^el\s+",
}
_TURKISH_DAYS = re.compile(r"\b(pazartesi|salı|çarşamba|perşembe|cumartesi|cuma|pazar|yarın)['’]?(?:[ny]?[ae])?\b")
# Weeks that the library reads only with a digit, in words that it knows.
_WEEKS = {
    "bg": (r"след (?:една )?седмица", "след 1 седмица"),
    "tr": (r"bir hafta sonra|haftaya", "1 hafta sonra"),
}
# A day and month alone, which it would take for an hour and minute.
_DAY_AND_MONTH = re.compile(r"^(\d{1,2})\s*[./-]\s*(\d{1,2})\s*\.?$")


def day_written(text: str, language: str, today: date, *, may_be_past: bool = False) -> date | None:
    """Return the day that somebody named in their language or in English; None for none.

    Never one before `today`, unless it `may_be_past`. "Friday" is the next one. A day and month without a year is the
    next of that name, or the nearest when it may be past. The library is read in when it is first needed, which takes
    a third of a second: call this on another thread than the event loop's.
    """
    wanted = " ".join(text.strip().strip(".,!").casefold().replace("i̇", "i").split())
    if not wanted:
        return None
    for code in dict.fromkeys((language, FALLBACK)):
        found = _read(_plain(wanted, code), code, today, may_be_past=may_be_past)
        if found is not None and (may_be_past or found >= today):
            return found
    return None


def _plain(text: str, language: str) -> str:
    text = re.sub(_UNTIL.get(language, r"$^"), "", text).strip()
    if language == "tr":
        text = _TURKISH_DAYS.sub(r"\1", text)
    if language in _WEEKS:
        text = re.sub(*_WEEKS[language], text)
    return text


def _read(text: str, language: str, today: date, *, may_be_past: bool) -> date | None:
    import dateparser  # here: it costs a third of a second and is seldom needed

    day_and_month = _DAY_AND_MONTH.match(text)
    if day_and_month is not None:
        named = _of_name(int(day_and_month[1]), int(day_and_month[2]), today)
        if may_be_past:
            return min(named, key=lambda day: abs(day - today), default=None)
        return next((day for day in named if day >= today), None)
    settings: Any = {
        "PREFER_DATES_FROM": "future",
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "DATE_ORDER": "DMY",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    found = dateparser.parse(text, languages=[language], settings=settings)
    return None if found is None else found.date()


def _of_name(day: int, month: int, today: date) -> list[date]:
    """Return the days of that day and month about now, in order."""
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return found
