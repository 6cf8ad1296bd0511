"""The process is killed under somebody's thumb, again and again: the agreement goes on where it stood, once."""

import signal

import httpx

from bot.agreement.clause_words import label
from bot.words import words
from mentoring.agreement.clauses import ANY_HOUR, PARTS, THE_EIGHT, Part
from phones.messages import Message
from phones.phone import Phone
from tests.agreements import WANTED
from tests.journeys.test_kill import ADMIN, Process, process, set_up_through_the_api, telegram

__all__ = ["process", "telegram"]  # fixtures, found here by their names

PATIENCE = 60
# This process has the real clock, and whoever agrees on hours is told nothing outside them.
AT_ANY_HOUR = WANTED | {Part.DAYS: "every_day", Part.FROM: ANY_HOUR, Part.UNTIL: ANY_HOUR}
_ = words("en")


def card(phone: Phone) -> Message:
    return next(message for message in reversed(phone.received) if message.button_texts)


class Table:
    """Two people tapping while somebody keeps pulling the plug."""

    def __init__(self, process: Process) -> None:
        self.process = process

    async def taps(self, phone: Phone, button: str, *, killed: bool = False) -> None:
        """Press a button; killed, the process dies before anybody knows what became of the press."""
        bubble = card(phone)
        before = (bubble.text, bubble.button_texts, len(phone.received))
        phone.presses(button, bubble)
        if killed:
            await self.process.end(signal.SIGKILL)
            await self.process.start()
        await phone.until(lambda shown: (bubble.text, bubble.button_texts, len(shown.received)) != before, PATIENCE)


async def test_killed_in_the_middle_of_a_negotiation_it_goes_on_where_it_stood(telegram, process):
    world, _server = telegram
    ben, amina = await set_up_through_the_api(process.api, world)
    table = Table(process)

    await table.taps(ben, _("🤝 Make our agreement"))
    await table.taps(ben, _("Let's begin"), killed=True)
    for clause in THE_EIGHT:
        for part in PARTS[clause]:
            await table.taps(ben, label(part, AT_ANY_HOUR[part], _))
        await table.taps(ben, _("Next ▸"))
    await table.taps(ben, _("Send to {name} ▸", name="Amina"), killed=True)
    await amina.sees("Ben has a suggestion", PATIENCE)
    await table.taps(amina, _("Go on ▸"))
    for _clause in THE_EIGHT:
        await table.taps(amina, _("👍 Fine with me"))
    await table.taps(amina, _("Go to signing ▸"))
    await ben.sees("You both want the same", PATIENCE)
    await table.taps(amina, _("✍️ I sign this"), killed=True)
    await ben.sees("Amina has signed", PATIENCE)
    await table.taps(ben, _("✍️ I sign this"), killed=True)
    await amina.sees("You have both signed", PATIENCE)

    for phone in (ben, amina):
        await phone.until(lambda shown: any("document" in message.content for message in shown.received), PATIENCE)
    async with httpx.AsyncClient(base_url=process.api, headers={"Authorization": f"Bearer {ADMIN}"}) as client:
        (agreement,) = (await client.get(f"{process.api}/pairs/1/agreements")).json()["items"]
    assert (agreement["state"], len(agreement["signatures"])) == ("in_force", 2)
    assert await process.end(signal.SIGTERM) == 0
