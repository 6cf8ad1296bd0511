"""Where help is, for the people of a programme: the emergency number and the child line of its country.

A school looks at its country's line (`locales/countries.py`) and confirms it, or sets another, in the rules.
"""

from dataclasses import dataclass
from datetime import date

from locales.countries import countries
from mentoring.programmes import Rules

EMERGENCY = "112"
"""Works in the countries of the European Union, in Turkey and in the United Kingdom."""


@dataclass(frozen=True, slots=True)
class Helplines:
    """What somebody in trouble can call, digits only. `child_line` is None where nobody has said which country it is.

    `confirmed_by` is who at the school has tried the number, None while nobody has.
    """

    emergency: str = EMERGENCY
    child_line: str | None = None
    confirmed_by: str | None = None
    confirmed_on: date | None = None


def helplines_of(rules: Rules) -> Helplines:
    """Return what the people of a programme are shown."""
    country = countries().get(rules.helpline_country or rules.holiday_country or "")
    emergency, line = (EMERGENCY, None) if country is None else (country.emergency, country.child_line)
    if rules.child_line is not None or rules.child_line_confirmed_by is not None or country is None:
        return Helplines(
            emergency, rules.child_line or line, rules.child_line_confirmed_by, rules.child_line_confirmed_on
        )
    return Helplines(emergency, line, country.confirmed_by, country.confirmed_on)
