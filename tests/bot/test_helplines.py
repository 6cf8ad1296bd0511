"""Where help is: the country's line, or what the school has set instead."""

from datetime import date

import pytest

from bot.helplines import Helplines, helplines_of
from bot.safety_words import spoken
from locales.countries import countries
from mentoring.programmes import Rules


def test_without_a_country_only_the_emergency_number_is_shown():
    assert helplines_of(Rules()) == Helplines("112", None)


def test_the_child_line_is_that_of_the_country_or_of_the_holidays():
    assert helplines_of(Rules(helpline_country="BG")).child_line == "116111"
    assert helplines_of(Rules(holiday_country="BG")).child_line == "116111"
    assert helplines_of(Rules(helpline_country="TR", holiday_country="BG")).child_line == "183"
    assert helplines_of(Rules(holiday_country="PT")).child_line is None


def test_the_school_may_set_another_and_say_who_has_tried_it():
    day = date(2026, 9, 1)
    rules = Rules(
        helpline_country="BG", child_line="080012345", child_line_confirmed_by="Carla", child_line_confirmed_on=day
    )
    assert helplines_of(rules) == Helplines("112", "080012345", "Carla", day)


@pytest.mark.parametrize("country", countries())
def test_every_line_has_digits_only_and_no_one_has_confirmed_what_no_one_has(country: str):
    sheet = countries()[country]
    assert sheet.emergency.isdecimal()
    assert sheet.child_line.isdecimal()
    assert (sheet.confirmed_by is None) == (sheet.confirmed_on is None)


@pytest.mark.parametrize(
    ("number", "read"), [("112", "112"), ("116111", "116 111"), ("08001111", "080 011 11"), ("1161113", "116 1113")]
)
def test_numbers_are_shown_in_groups(number: str, read: str):
    assert spoken(number) == read
