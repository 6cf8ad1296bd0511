"""`interlude rehearse`: a term of pairs, played through the real bot with the clock moved, and what came of it."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from bot.app import BotAddress, running_bot
from bot.cannot_start import CannotStart
from bot.collector import settle
from bot.commands.rehearsal.agenda import Agenda
from bot.commands.rehearsal.record import read_record
from bot.commands.rehearsal.report import Report, report_of
from bot.commands.rehearsal.school import School, Wished
from bot.commands.rehearsal.stillness import Stillness
from bot.commands.rehearsal.term import Progress, Term
from bot.installation import migrate
from bot.pacing import UNLIMITED
from bot.settings import Settings, read_settings, secret_key_of
from bot.shipped_lexicon import shipped_lexicon
from mentoring.safeguarding import Lexicon
from phones.accounts import Bot
from phones.clock import PhonesClock
from phones.in_process import PhonesRequest
from phones.world import World
from storage import secret_key
from storage.sqlite import SqliteDatabase, SqliteThread
from storage.store import Store
from storage.vault import Vault

ZONE = ZoneInfo("Europe/Sofia")
BEGINS = datetime(2026, 2, 2, 8, 0, tzinfo=ZONE)
"""A Monday morning; within sixteen weeks of it the clocks change, on 29 March."""

Tell = Callable[[Progress], None]

_PARTS = 1000  # of the line that shows how far it is

_TOKEN = "7100000001:nobody-outside-this-process"  # noqa: S105 - a name for the phones, no secret


class RehearsalDatabase(SqliteDatabase):
    """A SQLite file that nobody will miss: a commit does not wait for the disk, and all else is as it always is."""

    async def open_writer(self) -> SqliteThread:
        """Open the writing connection."""
        thread = await super().open_writer()
        await thread.run(lambda raw: raw.execute("PRAGMA synchronous = OFF"))
        return thread


def wished_for(pairs: int, weeks: int, seed: int, languages: Sequence[str]) -> Wished:
    """Return what a rehearsal is to be: it begins on the same Monday every time, so that a seed is the same again."""
    return Wished(pairs, weeks, seed, tuple(languages), BEGINS, ZONE)


async def rehearse(wished: Wished, tell: Tell, *, keep: Path | None, goodbye: bool) -> Report:
    """Play a term and return what came of it. `tell` hears how far it is after each step.

    The database is kept in the file `keep`, with its key in `secret.key` beside it, else nowhere. With a `goodbye` all
    pairs close at the end, and the clock goes on until their last check-in is over. Raises CannotStart when there is
    something at `keep` already.
    """
    with _place_for(keep) as file:
        settings = read_settings(data_dir=file.parent, database_url=f"sqlite:///{file}")
        lexicon = await asyncio.to_thread(shipped_lexicon)
        settle()
        async with hasty_store(settings, file) as store:
            return await play(store, wished, lexicon, tell, goodbye=goodbye)


@asynccontextmanager
async def hasty_store(settings: Settings, file: Path) -> AsyncIterator[Store]:
    """Open the store of a term that is played: in the SQLite file `file`, made if there is none. Raises CannotStart."""
    key = secret_key_of(settings)
    await asyncio.to_thread(migrate, settings)
    store = await Store.open(RehearsalDatabase(file), Vault(key))
    try:
        await store.write(secret_key.check)
        yield store
    finally:
        await store.close()


async def play(store: Store, wished: Wished, lexicon: Lexicon, tell: Tell, *, goodbye: bool = True) -> Report:
    """Play a term on an empty, open store and return what came of it."""
    began = time.monotonic()
    world = World(PhonesClock.standing_at(wished.begins))
    bot = world.bot("Interlude", username="interlude_rehearsal_bot", token=_TOKEN)
    term = await played(store, world, bot, wished, lexicon, tell, goodbye=goodbye)
    record = await store.read(lambda tx: read_record(tx, term.school, term.log.rings, term.now))
    return report_of(record, wished, term.log, term.calls, time.monotonic() - began)


async def played(
    store: Store, world: World, bot: Bot, wished: Wished, lexicon: Lexicon, tell: Tell, *, goodbye: bool
) -> Term:
    """Play a term on an open store, with everybody's phones in a world whose clock stands, and return it.

    The world may have other people in it, who do nothing.
    """
    agenda = Agenda()
    async with running_bot(
        store,
        world.clock,
        BotAddress(bot.token),
        lexicon=lexicon,
        limits=UNLIMITED,
        request=lambda: PhonesRequest(world),
        poll_seconds=1,
    ) as running:
        term = Term(School(wished, world, bot, agenda), agenda, world, store, Stillness(store, running, bot))
        await term.begin()
        await term.play(tell, goodbye=goodbye)
    return term


@contextmanager
def shown_progress(wished: Wished) -> Iterator[Tell]:
    """Show how far a rehearsal is on a line that moves, where somebody looks at a terminal; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda _progress: None
        return
    with typer.progressbar(length=_PARTS, width=24, file=sys.stderr, show_eta=True) as bar:
        done = 0

        def tell(progress: Progress) -> None:
            nonlocal done
            bar.label = (
                f"Week {progress.week} of {wished.weeks} · {wished.pairs} pairs · {progress.written:,} messages"
                f" · {progress.check_ins:,} check-ins"
            )
            parts = int(progress.share * _PARTS)
            if parts > done:
                bar.update(parts - done)
                done = parts

        yield tell


@contextmanager
def _place_for(keep: Path | None) -> Iterator[Path]:
    """Return the file for the database: the one to be kept, else one in a folder that is gone afterwards."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="interlude-rehearsal-") as folder:
            yield Path(folder) / "interlude.db"
        return
    for file in (keep, keep.with_name("secret.key")):
        if file.exists():
            raise CannotStart(f"{file} exists already; nothing was overwritten. Choose another folder.")
    yield keep.absolute()
