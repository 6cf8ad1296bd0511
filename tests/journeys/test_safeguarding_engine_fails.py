"""When a message cannot be looked at, it waits for a person: it is never passed, and nobody is left without a word."""

import time
from datetime import timedelta

import pytest

from bot import watching
from bot.handlers import relaying
from bot.logs import StandardFormatter
from mentoring.relay import MessageId
from storage import due
from tests.journeys.test_safeguarding_on_arrival import school
from tests.story import Story
from tests.watchwords import DARK


async def test_when_the_engine_fails_the_message_waits_and_its_writer_and_the_staff_are_told(
    story: Story, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    at = await school(story)

    def breaks(_lexicon: object, text: str, **_: object) -> None:
        raise RuntimeError(f"cannot read {text}")

    with monkeypatch.context() as broken:
        broken.setattr(watching, "look_for_concerns", breaks)
        at.amina.phone.says("strawberry")
        await at.amina.phone.sees("One moment: somebody has to look at this before I can pass it on to Ben.")
        await at.group.sees("Case 1: medium")
        await at.group.sees("I could not check a message for safety")
        await story.settles()
        assert not any("strawberry" in text for text in at.ben.phone.texts)
    at.amina.phone.says("plum")
    await at.ben.phone.sees("Amina\nplum")
    assert not any("strawberry" in StandardFormatter().format(record) for record in caplog.records)

    def release(tx) -> None:
        due.add(tx, kind="release_withheld", subject=MessageId(1), occurrence="release:1", due_at=story.now)

    await story.store.write(release)
    await at.ben.phone.sees("Amina\nstrawberry")


async def test_a_look_that_takes_too_long_is_none(story: Story, monkeypatch: pytest.MonkeyPatch):
    at = await school(story)
    working = watching.look_for_concerns
    monkeypatch.setattr(story.bot.house.watch, "_budget", timedelta(seconds=0.05))

    def hangs(lexicon, text, **more):
        if text.startswith("long"):
            time.sleep(0.5)
        return working(lexicon, text, **more)

    monkeypatch.setattr(watching, "look_for_concerns", hangs)
    at.amina.phone.says("long " * 600)
    await at.amina.phone.sees("One moment")
    await story.settles()
    assert not any("long" in text for text in at.ben.phone.texts)


async def test_a_handler_that_fails_does_not_keep_an_adult_from_hearing_of_it(
    story: Story, monkeypatch: pytest.MonkeyPatch
):
    at = await school(story)
    monkeypatch.setattr("bot.lanes.PAUSES", (0.01,))
    monkeypatch.setattr(relaying, "pass_on", lambda *_: 1 / 0)
    at.amina.phone.says(DARK)
    await at.group.sees("Case 1: high")
    await at.amina.phone.sees("It was right to say it")
    await at.amina.phone.sees("Something went wrong, and I did not pass this on.")
    await story.settles()
    assert sum("right to say it" in text for text in at.amina.phone.texts) == 1
