"""The desk at which agreements are put on paper, for each signer."""

from bot.agreement.news import tell
from bot.agreement.papers import manuscript_of
from bot.agreement.table import sit_down
from bot.agreement.typesetting import Manuscript
from bot.clock import Clock
from bot.desk import Desk
from storage import agreement_papers
from storage.agreement_papers import Paper
from storage.agreements import About
from storage.store import Store
from storage.tx import Tx


class PaperDesk(Desk[Paper]):
    """Makes the papers of signed agreements. One that fails is tried again at the next start; nobody waits for it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock, agreement_papers.TOPIC)

    def waiting(self, tx: Tx, limit: int) -> list[Paper]:
        """Return the copies that are not made yet."""
        return agreement_papers.unmade(tx, limit)

    def read(self, tx: Tx, paper: Paper) -> Manuscript | None:
        """Return an agreement in its signer's language; None when its words were erased."""
        table = sit_down(tx, paper.agreement_id, paper.person_id, self._clock.now())
        return None if table is None else manuscript_of(tx, table)

    def keep(self, tx: Tx, paper: Paper, pdf: bytes | None) -> None:
        """Keep a paper and give it to its signer; one whose words were erased meanwhile is not to be made any more."""
        now = self._clock.now()
        table = sit_down(tx, paper.agreement_id, paper.person_id, now)
        pair = None if table is None else table.agreement.pair_id
        kept = agreement_papers.keep(tx, paper, pair, pdf, now)
        if kept and pdf is not None and table is not None:
            tell(tx, table, table.reader, About.PAPER)
