"""Public holidays: which days a country, and a part of it, has off. Computed once for each year, and only when asked.

The library behind it knows about 250 countries; loading it takes a second, so nothing is loaded before the first
programme that follows a country's holidays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class UnknownCountry:
    """No country whose holidays are known has this code; `known` are those that there are, sorted."""

    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownSubdivision:
    """The country has no such part with holidays of its own; `known` are its parts, sorted; () when it has none."""

    country: str
    known: tuple[str, ...]


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str | None, year: int) -> Mapping[date, str]:
    """Return the public holidays of a year with their names, in English where the library knows them.

    `country` and `subdivision` are ISO 3166 codes that `check_region` found no fault with. A day that several
    holidays share has their names joined by "; ".
    """
    import holidays

    found = holidays.country_holidays(country, subdiv=subdivision, years=year, language=_english(country))
    return MappingProxyType(dict(sorted(found.items())))


def check_region(country: str | None, subdivision: str | None) -> UnknownCountry | UnknownSubdivision | None:
    """Return what is wrong with a choice of holidays, or None. No country at all is a choice too: no holidays."""
    if country is None:
        return None if subdivision is None else UnknownSubdivision("", ())
    known = _regions()
    if country not in known:
        return UnknownCountry(tuple(sorted(known)))
    if subdivision is not None and subdivision not in known[country]:
        return UnknownSubdivision(country, tuple(sorted(known[country])))
    return None


@cache
def _regions() -> Mapping[str, Sequence[str]]:
    import holidays

    return holidays.list_supported_countries(include_aliases=False)


@cache
def _english(country: str) -> str | None:
    """Return the code under which the library has a country's holidays in English; None when it has them in none."""
    import holidays

    languages = holidays.list_localized_countries().get(country, [])
    return next((code for code in ("en_US", "en_GB", *languages) if code in languages and code.startswith("en")), None)
