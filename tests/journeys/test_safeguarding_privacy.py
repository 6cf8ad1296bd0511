"""Of what somebody wrote in need, no word is in any staff chat, on the other's phone, in a log or readable on disk."""

import json
import logging

import pytest

from bot.logs import StandardFormatter
from mentoring.people import Role
from tests.journeys.test_safeguarding_on_arrival import school
from tests.story import Story, told
from tests.watchwords import DARK_TONIGHT, LURE, MEAN, NUMBER

# The number with its space: four digits alone stand in many a hash.
SECRET = ("thunder", "teapot", "biscuit", "0888 123", "papaya")


def words_in(shown: object) -> list[str]:
    text = json.dumps(shown, ensure_ascii=False, default=str)
    return [word for word in SECRET if word in text]


async def test_no_word_leaves_the_writers_phone(sqlite_database, vault, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    async with told(sqlite_database, vault) as story:
        at = await school(story)
        carla = await story.joins("Carla", Role.COORDINATOR)
        said = at.amina.phone.says(f"papaya {DARK_TONIGHT}")
        at.amina.phone.says(f"papaya {NUMBER}")
        at.amina.phone.sends_photo(f"papaya {DARK_TONIGHT}")
        at.ben.phone.says(f"papaya {MEAN}")
        at.ben.phone.says(f"papaya {LURE}")
        await at.group.sees("critical")
        await story.settles()
        at.amina.phone.edits(said, f"papaya {DARK_TONIGHT}!")
        at.amina.phone.says("/worried")
        await story.settles()

        for phone in (at.group, at.sol.phone, carla.phone):
            assert [words_in(message.as_json()) for message in phone.received if words_in(message.as_json())] == []
        for reader, writer in ((at.ben, "Amina"), (at.amina, "Ben")):
            own = [message.as_json(with_reply=False) for message in reader.phone.received]
            assert [message for message in own if words_in(message)] == [], writer
        formatter = StandardFormatter()
        assert [line for record in caplog.records if words_in(line := formatter.format(record))] == []
    for file in sqlite_database.path.parent.iterdir():
        kept = file.read_bytes()
        assert [word for word in SECRET if word.encode() in kept] == []


async def test_the_mentor_of_somebody_in_need_reads_neither_why_nor_what_about(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK_TONIGHT)
    card = await at.ben.phone.sees("An adult at school is helping Amina")
    for word in ("harm", "self", "critical", "case", "danger"):
        assert word not in card.text.lower().replace("yourself", "")
