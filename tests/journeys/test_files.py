"""Files that the bot sends: rows like words, uploaded when their turn comes, the same bytes whatever happens."""

from bot.app import BotAddress, running_bot
from bot.pacing import UNLIMITED
from bot.speech import Chat, send_file
from phones import PhonesClock
from phones.messages import Message
from phones.server import serve
from phones.world import World
from storage.database import Database
from storage.store import Store
from storage.tx import Tx
from storage.vault import Vault
from tests.story import MONDAY_AFTERNOON, Story
from tests.watchwords import small_lexicon

PLAN = "%PDF-1.7 план ğüş ñ\x00\r\n--boundary".encode()


def bytes_of(world: World, message: Message) -> bytes:
    """What was uploaded with a message."""
    stored = world.files.by_unique_id(message.content["document"]["file_unique_id"])
    assert stored is not None
    return stored.upload.data


def sends_plan(story: Story, chat: int):
    def act(tx: Tx) -> None:
        to = Chat(story.bot.house.bot_id, chat)
        send_file(tx, to, "план.pdf", "application/pdf", PLAN, "Your plan", now=story.now)

    return story.store.write(act)


async def test_a_file_arrives_with_its_name_type_and_caption(story: Story):
    amina, _, _ = await story.pair()

    await sends_plan(story, amina.phone.account.id)

    shown = await amina.phone.sees("Your plan")
    assert shown.content["document"]["file_name"] == "план.pdf"
    assert shown.content["document"]["mime_type"] == "application/pdf"
    assert bytes_of(story.world, shown) == PLAN


async def test_a_second_try_sends_the_same_bytes_and_only_once(story: Story):
    amina, _, _ = await story.pair()
    story.world.faults.add("429", method="sendDocument", chat=amina.phone.account.id, retry_after=2)
    story.world.faults.add("unreachable", method="sendDocument", chat=amina.phone.account.id)

    await sends_plan(story, amina.phone.account.id)
    while len(story.world.calls.of("sendDocument")) < 2:
        await story.settles()
        story.world.clock.forward(seconds=5)
    await amina.phone.sees("Your plan")

    assert [bytes_of(story.world, m) for m in amina.phone.received if "document" in m.content] == [PLAN]


async def test_a_file_is_sealed_in_its_row_and_dropped_when_sent(story: Story):
    amina, _, _ = await story.pair()
    amina.phone.blocks()
    await story.settles()
    await sends_plan(story, amina.phone.account.id)

    def rows(tx: Tx) -> list[bytes | None]:
        return [row["payload"] for row in tx.all("SELECT payload FROM outbox WHERE method = 'sendDocument'")]

    (kept,) = await story.store.read(rows)
    assert kept is not None
    assert b"sendDocument" not in kept
    assert b"PDF" not in kept

    amina.phone.unblocks()
    await amina.phone.sees("Your plan")
    await story.settles()
    assert await story.store.read(rows) == [None]


async def test_a_file_goes_over_real_http(sqlite_database: Database, vault: Vault):
    world = World(PhonesClock.standing_at(MONDAY_AFTERNOON))
    bot = world.bot("Interlude", username="interlude_bot", token="7100000001:files")
    telegram = await serve(world)
    store = await Store.open(sqlite_database, vault)
    try:
        address = BotAddress(bot.token, telegram.bot_api_url, telegram.file_url)
        async with running_bot(
            store, world.clock, address, lexicon=small_lexicon(), limits=UNLIMITED, poll_seconds=1
        ) as running:
            phone = world.phone(world.account("Amina"), bot)
            phone.starts()
            await phone.next_message()
            await sends_plan(Story(store, world, running), phone.account.id)
            assert bytes_of(world, await phone.sees("Your plan")) == PLAN
    finally:
        await store.close()
        await telegram.close()
