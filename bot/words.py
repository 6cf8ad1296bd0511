"""The words people read, in their language: gettext catalogues from `locales/`, read once."""

import gettext
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache
from io import BytesIO
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from locales import catalogue, languages
from mentoring.quiet_hours import QuietBlock

FALLBACK = "en"
_DAYS_IN_WEEK = 7
_SPOKEN_IN_SECONDS = 120
_REGIONS = {"en": "en_GB"}  # whose habits of writing hours and dates, where the language alone does not say


class Words:
    """One language. Call it with a sentence (the key, in English) and the facts that fill it."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._locale = Locale.parse(_REGIONS.get(language, language))
        self._catalogue = _translations(language)

    def __call__(self, sentence: str, /, **facts: object) -> str:
        """Return the sentence in this language, its `{names}` filled in."""
        return self._catalogue.gettext(sentence).format(**facts)

    def plural(self, one: str, many: str, count: int, /, **facts: object) -> str:
        """Return the form of a sentence that goes with `count`, which fills `{count}`."""
        return self._catalogue.ngettext(one, many, count).format(count=count, **facts)

    def quoted(self, text: str) -> str:
        """Return somebody's own words between the quotation marks of this language."""
        _ = self
        return _("“{text}”", text=text)

    def length(self, seconds: int) -> str:
        """Return a length of time as one says it: in seconds up to two minutes, else in whole minutes."""
        _ = self
        if seconds < _SPOKEN_IN_SECONDS:
            return _.plural("{count} second", "{count} seconds", seconds)
        return _.plural("{count} minute", "{count} minutes", round(seconds / 60))

    def moment(self, at: datetime, zone: ZoneInfo, now: datetime) -> str:
        """Return a moment as one says it: the hour today, the day and hour within a week, else with the date."""
        _ = self
        local, today = at.astimezone(zone), now.astimezone(zone).date()
        clock = format_time(local, "short", tzinfo=zone, locale=self._locale)
        days = (local.date() - today).days
        if days == 0:
            return _("today at {time}", time=clock)
        if days == 1:
            return _("tomorrow at {time}", time=clock)
        return _("{day} at {time}", day=self._day(local.date(), near=0 < days < 7), time=clock)

    def day(self, day: date, today: date) -> str:
        """Return a day as one says it: tomorrow, the weekday within a week, else the date."""
        _ = self
        days = (day - today).days
        if days == 0:
            return _("today")
        return _("tomorrow") if days == 1 else self._day(day, near=0 < days < 7)

    def short_day(self, day: date) -> str:
        """Return a day as it fits on a small button: "Fri 6"."""
        return str(format_skeleton("Ed", datetime(day.year, day.month, day.day), locale=self._locale))  # noqa: DTZ001

    def clock(self, at: time) -> str:
        """Return a time of day as a clock on the wall shows it."""
        return format_time(at, "short", locale=self._locale)

    def long_date(self, at: datetime, zone: ZoneInfo) -> str:
        """Return the day of a moment in full, with the year: "2 March 2026"."""
        return format_date(at.astimezone(zone).date(), "long", locale=self._locale)

    def full_moment(self, at: datetime, zone: ZoneInfo) -> str:
        """Return a moment for the record: "2 March 2026, 16:00 (Europe/Sofia)"."""
        return f"{self.long_date(at, zone)}, {self.clock(at.astimezone(zone).time())} ({zone.key})"

    def week(self, blocks: Sequence[QuietBlock]) -> str:
        """Return when it is quiet, the days with the same hours together: "Mon–Fri 21:00–07:00, Sat 23:00–09:00"."""
        _ = self
        days_of: dict[str, list[int]] = {}
        for block in blocks:
            edges = (format_time(at, "short", locale=self._locale) for at in (block.starts, block.ends))
            hours = _("all day") if block.starts == block.ends else "–".join(edges)
            days_of.setdefault(hours, []).append(block.weekday)
        if len(days_of) == 1 and len(blocks) == _DAYS_IN_WEEK:
            return _("every day {hours}", hours=next(iter(days_of)))
        return ", ".join(f"{self._days(days)} {hours}" for hours, days in days_of.items())

    def _days(self, days: list[int]) -> str:
        names = self._locale.days["stand-alone"]["abbreviated"]
        in_a_row = len(days) > 2 and days == list(range(days[0], days[0] + len(days)))
        return f"{names[days[0]]}–{names[days[-1]]}" if in_a_row else ", ".join(names[day] for day in days)

    def _day(self, day: date, *, near: bool) -> str:
        if near:
            return str(format_date(day, "EEEE", locale=self._locale))
        return str(format_skeleton("MMMd", datetime(day.year, day.month, day.day), locale=self._locale))  # noqa: DTZ001


def deferred(sentence: str) -> str:
    """Return the sentence as it is: marks a key that is looked up elsewhere, so that the catalogues hold it."""
    return sentence


@cache
def words(language: str) -> Words:
    """Return the words of a language; of English when there is no catalogue for it."""
    return Words(language if language in languages() else FALLBACK)


def own_name(language: str) -> str:
    """Return a language's name in the language itself, for somebody who reads only that one."""
    name = Locale.parse(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]


def best_language(wanted: str | None, otherwise: str = FALLBACK) -> str:
    """Return the language we have for a code such as `bg` or `es-MX`, else `otherwise`."""
    code = (wanted or "").partition("-")[0].lower()
    return code if code in languages() else otherwise


def _translations(language: str) -> gettext.NullTranslations:
    # Compiled here, in some milliseconds, so that a translator's file is all there is: no stale .mo beside it.
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(catalogue(language).encode()), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
