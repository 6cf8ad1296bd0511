"""What each button of the agreement leads to: the page that its bubble shows next."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.agreement import moves, pages
from bot.agreement.news import watch
from bot.agreement.own_words import ask_line
from bot.agreement.pages import Page
from bot.agreement.refusal_words import refusal_words
from bot.agreement.table import Table, is_open, may_negotiate, sit_down, table_of
from bot.speech import words_of
from mentoring.agreement.clauses import Clause, clause_named, clause_of, part_named
from mentoring.agreement.negotiation import AgreementState
from mentoring.pairs import PairState
from mentoring.refusals import Refusal
from mentoring.relay import Talk
from storage import agreements, audit
from storage.tx import Tx

Move = Callable[[Tx, Table, str, str], Page | Refusal]
Look = Callable[[Tx, Table, Clause | None], Page]


def page_of_pair(tx: Tx, talk: Talk, now: datetime) -> Page:
    """Return the page of a pair's agreement: what is open comes before what holds."""
    agreement = agreements.open_of(tx, talk.pair.id) or agreements.in_force(tx, talk.pair.id)
    if agreement is not None:
        table = table_of(tx, agreement, talk, now)
        return _standing(tx, table)
    if not may_negotiate(talk):
        return Page(_not_now(talk))
    return pages.first_page(talk.pair.id, talk.recipient.display_name, words_of(talk.sender))


def begin(tx: Tx, talk: Talk, now: datetime) -> Page:
    """Begin an agreement, or an amendment of the one in force; or show the one that is open already."""
    if not may_negotiate(talk):
        return Page(_not_now(talk))
    agreement = agreements.start(tx, talk.pair, talk.sender.id, now)
    if agreement is None:
        return page_of_pair(tx, talk, now)
    actor = f"person:{talk.sender.id}"
    audit.add(tx, actor=actor, did="agreement.started", about=f"agreement:{agreement.id}", at=now, pair=talk.pair.id)
    table = table_of(tx, agreement, talk, now)
    watch(tx, table)
    return pages.clause_page(table, Clause.MEETINGS) if agreement.number == 1 else pages.overview(table)


def press(tx: Tx, table: Table, verb: str, arguments: Sequence[str]) -> Page:
    """Do what a button says and return what its bubble shows now. What is forged or out of date only shows."""
    first, second, third = (*arguments, "", "", "")[:3]
    if verb in _MOVES:
        return _move(tx, table, _MOVES[verb], revision=first, arguments=(second, third))
    is_hidden = table.negotiation.state is AgreementState.DRAFT and not table.is_readers_turn
    if verb in _LOOKS and table.negotiation.is_under_way and not is_hidden:
        return _LOOKS[verb](tx, table, clause_named(first))
    return _standing(tx, table)


def _move(tx: Tx, table: Table, move: Move, *, revision: str, arguments: tuple[str, str]) -> Page:
    if revision != str(table.negotiation.revision):
        # An old page, or the second of two quick taps: what was done first stands, and is shown.
        return _standing(tx, table)
    if not is_open(tx, table):
        _ = table.words
        return Page(_("You can go on with your agreement when you can write to each other again."))
    done = move(tx, table, *arguments)
    if isinstance(done, Page):
        return done
    seen = sit_down(tx, table.agreement.id, table.reader.id, table.now) or table
    return _standing(tx, seen).under(refusal_words(done, table.words))


def _set(tx: Tx, table: Table, part_name: str, choice: str) -> Page | Refusal:
    part = part_named(part_name)
    if part is None:
        return moves.Overtaken()
    moved = moves.choose(tx, table, part, choice)
    return moved if isinstance(moved, Refusal) else pages.choosing_page(moved, clause_of(part))


def _drop_line(tx: Tx, table: Table, clause_name: str, _rest: str) -> Page | Refusal:
    clause = clause_named(clause_name)
    if clause is None or clause not in table.negotiation.positions:
        return moves.Overtaken()
    moved = moves.propose(tx, table, clause, table.negotiation.positions[clause].term.with_line(""))
    return moved if isinstance(moved, Refusal) else pages.choosing_page(moved, clause)


def _accept(tx: Tx, table: Table, clause_name: str, _rest: str) -> Page | Refusal:
    clause = clause_named(clause_name)
    if clause is None or clause not in table.negotiation.positions:
        return moves.Overtaken()
    moved = moves.accept(tx, table, clause)
    return moved if isinstance(moved, Refusal) else _following(moved)


def _whole(move: Callable[[Tx, Table], Table | Refusal]) -> Move:
    """Return the press for a move that is about the agreement as a whole."""

    def moved(tx: Tx, table: Table, _first: str, _second: str) -> Page | Refusal:
        stands = move(tx, table)
        return stands if isinstance(stands, Refusal) else _standing(tx, stands)

    return moved


_MOVES: Mapping[str, Move] = {
    "set": _set,
    "unline": _drop_line,
    "yes": _accept,
    "send": _whole(moves.hand_over),
    "sign": _whole(moves.sign),
    "reopen": _whole(moves.reopen),
    "withdraw": _whole(moves.withdraw),
}
"""What changes something; each names the revision that was shown."""


def _clause_page(_tx: Tx, table: Table, clause: Clause | None) -> Page:
    can_be_shown = table.is_readers_turn and clause in table.negotiation.positions
    return pages.clause_page(table, clause) if can_be_shown and clause is not None else pages.page(table)


def _choices(_tx: Tx, table: Table, clause: Clause | None) -> Page:
    can_be_shown = table.is_readers_turn and clause in table.negotiation.positions
    return pages.choosing_page(table, clause) if can_be_shown and clause is not None else pages.page(table)


def _line(tx: Tx, table: Table, clause: Clause | None) -> Page:
    can_be_asked = table.is_readers_turn and clause in table.negotiation.positions and clause is not Clause.START
    return ask_line(tx, table, clause) if can_be_asked and clause is not None else pages.page(table)


_LOOKS: Mapping[str, Look] = {
    "page": _clause_page,
    "choose": _choices,
    "noline": _choices,
    "line": _line,
    "next": lambda _tx, table, _clause: _following(table),
    "read": lambda _tx, table, _clause: pages.reading_page(table),
    "stop": lambda _tx, table, _clause: pages.taking_back_page(table),
}
"""What only shows something of a negotiation that is under way."""


def _following(table: Table) -> Page:
    """Return the next clause that needs an answer, or the overview when none does."""
    clause = table.negotiation.next_clause if table.is_readers_turn else None
    return pages.page(table) if clause is None else pages.clause_page(table, clause)


def _standing(tx: Tx, table: Table) -> Page:
    return pages.page(table, signatures=agreements.signatures_of(tx, table.agreement.id))


def _not_now(talk: Talk) -> str:
    _ = words_of(talk.sender)
    if talk.pair.state in (PairState.PAUSED, PairState.CLOSING):
        return _("You can make your agreement when you can write to each other again.")
    return _("You can make your agreement as soon as you can write to each other. I will tell you.")
