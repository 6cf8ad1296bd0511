"""Where help is in each country: `shared/countries.csv`, with where each number was found and who has confirmed it."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from locales import shared


@dataclass(frozen=True, slots=True)
class Country:
    """One country's numbers, digits only; who has confirmed them and when, None while nobody has."""

    emergency: str
    child_line: str
    confirmed_by: str | None
    confirmed_on: date | None


@cache
def countries() -> Mapping[str, Country]:
    """Return the countries whose lines are known, by their ISO 3166 code, sorted."""
    rows = sorted(csv.DictReader(io.StringIO(shared("countries.csv"))), key=lambda row: row["country"])
    return {
        row["country"]: Country(
            row["emergency"],
            row["child_line"],
            row["confirmed_by"] or None,
            date.fromisoformat(row["confirmed_on"]) if row["confirmed_on"] else None,
        )
        for row in rows
    }
