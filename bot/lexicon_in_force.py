"""The lexicon in force: the shipped rows with the installation's own, taken over by a running process within seconds.

Proposed changes are tried here, agreed ones brought live, and every process looks with the newest version: at once
where it was made, within `LOOK_EVERY` elsewhere. What does not compile, or breaks a promise of its own sentences, never
goes live and says why. A swap is one assignment: each message is looked at with one lexicon or the other.
"""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from functools import partial

from bot.clock import Clock
from bot.lexicon_news import tell_of_broken_lexicon, tell_of_live, tell_of_trial
from bot.lexicon_press import Press, PressBroke
from bot.watching import Watch
from mentoring.lexicon_changes import ChangeState, LexiconChange
from mentoring.safeguarding import Lexicon, LexiconError, look_for_concerns
from mentoring.safeguarding.change_effect import Effect
from mentoring.safeguarding.overlay import Overlay, Shipped
from mentoring.safeguarding.sources import LexiconRow
from storage import lexicon_versions
from storage.database import StorageFailed
from storage.store import Store, StoreClosed
from storage.tx import Tx

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=5)
"""How long another process's change may stay unknown to this one."""

_PAUSE = timedelta(seconds=30)  # after what nobody expected


class LexiconInForce:
    """Keeps a watch looking with the newest version. Call `begin` before anything is looked at, then `run`."""

    def __init__(self, store: Store, clock: Clock, watch: Watch, press: Press) -> None:
        self._store = store
        self._clock = clock
        self._watch = watch
        self._press = press
        self._wake = asyncio.Event()
        self.version = 0
        store.listen(lexicon_versions.TOPIC, self._hear)

    async def begin(self) -> None:
        """Take over the version in force. When it does not compile any more, what is shipped is looked with."""
        await self._take(await self._store.read(lexicon_versions.newest_version))

    async def run(self) -> None:
        """Do what there is to do, and look for more, until cancelled."""
        while True:
            self._wake.clear()
            pause = LOOK_EVERY
            try:
                while await self.go_on():
                    pass
            except StoreClosed:
                return
            except StorageFailed:
                log.warning("The database does not answer", extra={"action": "lexicon.storage"})
            except Exception:
                # Whatever it was, looking goes on with the version that is in force here.
                log.exception("Could not go on with the lexicon", extra={"action": "lexicon.failed"})
                pause = _PAUSE
            with suppress(TimeoutError):
                async with asyncio.timeout(pause.total_seconds()):
                    await self._wake.wait()

    async def go_on(self) -> bool:
        """Do the next thing there is to do; False when there is none: take over, bring live, or try."""
        newest = await self._store.read(lexicon_versions.newest_version)
        if newest != self.version:
            await self._take(newest)
            return True
        for state in (ChangeState.APPROVED, ChangeState.TRYING):
            change = await self._store.read(partial(lexicon_versions.first_in, state=state))
            if change is not None:
                untried = change.tried_on != self.version
                await (self._try(change) if untried else self._bring_live(change))
                return True
        return False

    def _hear(self, _: None) -> None:
        self._wake.set()

    async def _take(self, version: int) -> None:
        """Look with a version from now on."""
        if version == 0:
            return
        overlay = await self._store.read(lambda tx: lexicon_versions.overlay(tx, version))
        try:
            lexicon = await self._press.lexicon(overlay)
        except (LexiconError, PressBroke) as error:
            # It compiled when it went live: Interlude has been updated since, or this machine is in trouble.
            log.critical("Version %d is not in force: %s", version, error, extra={"action": "lexicon.broken"})
            self.version = version
            await self._store.write(lambda tx: tell_of_broken_lexicon(tx, self._clock.now()))
            return
        await self._look_with(lexicon, version)

    async def _look_with(self, lexicon: Lexicon, version: int) -> None:
        # What the engine builds on first use is built here, so that no message pays for it.
        await asyncio.to_thread(look_for_concerns, lexicon, "zqxwvkj plimfterb")
        self._watch.lexicon = lexicon
        self.version = version
        log.info("Version %d of the lexicon is in force", version, extra={"action": "lexicon.in_force"})

    async def _try(self, change: LexiconChange) -> None:
        """Find out what a change does, and whether it can go live."""
        on, effect = self.version, None
        before = await self._store.read(lambda tx: lexicon_versions.overlay(tx, on))
        failure = "\n".join(outdated(self._press.shipped, before, change)) or None
        if failure is None:
            after = lexicon_versions.with_change(before, change.rows)
            try:
                if change.reverts is not None and change.state is ChangeState.APPROVED:
                    await self._press.lexicon(after)  # these rows were in force before: what they do is known
                else:
                    effect = await self._press.effect(before, after)
                    failure = "\n".join(effect.broken) or None
            except LexiconError as error:
                failure = str(error)
            except PressBroke as error:
                log.error("Could not compile: %s", error, extra={"action": "lexicon.press", "change": change.id})
                failure = "It could not be compiled on this machine; the log says more."
        await self._store.write(lambda tx: self._note_tried(tx, change, effect, on, failure))

    def _note_tried(self, tx: Tx, change: LexiconChange, effect: Effect | None, on: int, failure: str | None) -> None:
        now = self._clock.now()
        tried = lexicon_versions.note_tried(tx, change.id, effect, on=on, failure=failure, now=now)
        if tried is not None and tried.state is not ChangeState.APPROVED:
            tell_of_trial(tx, tried, now)

    async def _bring_live(self, change: LexiconChange) -> None:
        before = await self._store.read(lexicon_versions.overlay)
        lexicon = await self._press.lexicon(lexicon_versions.with_change(before, change.rows))

        def act(tx: Tx) -> LexiconChange | None:
            live = lexicon_versions.go_live(tx, change, lexicon.version, self._clock.now())
            if live is not None:
                tell_of_live(tx, live, self._clock.now())
            return live

        live = await self._store.write(act)
        if live is not None and live.version is not None:
            await self._look_with(lexicon, live.version)


def outdated(shipped: Shipped, in_force: Overlay, change: LexiconChange) -> Iterable[str]:
    """Yield a sentence for each row of a change that is no longer what the change was made from."""
    present: dict[str, LexiconRow] = shipped.in_force(in_force)
    for row in change.rows:
        if present.get(row.row_id) != row.before:
            yield f"{row.row_id} has been changed since by somebody else; look at it again."
