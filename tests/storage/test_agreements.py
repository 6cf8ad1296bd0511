"""Agreements at rest, on both engines: every step kept, nobody overtaken unnoticed, words sealed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.agreement.clauses import CHOICES, PARTS, THE_EIGHT, Clause, Term
from mentoring.agreement.enforcement import enforceable
from mentoring.agreement.negotiation import Act, AgreementState, Step
from mentoring.pairs import Pair
from mentoring.people import PersonId, Role
from mentoring.programmes import Rules
from storage import agreement_papers, agreements, pairs, people, programmes
from storage.agreement_papers import Paper
from storage.agreements import About, Agreement
from storage.store import Store
from storage.tx import Tx
from storage.vault import KeyErased, Vault

NOW = datetime(2026, 3, 2, 14, tzinfo=UTC)
LINE = "при голямата липа"


@dataclass(frozen=True)
class Cast:
    """Ben and Amina and their pair."""

    pair: Pair
    ben: PersonId
    amina: PersonId


@pytest.fixture
async def cast(store: Store) -> Cast:
    def act(tx: Tx) -> Cast:
        programme = programmes.add(
            tx, name="Spring", zone=ZoneInfo("Europe/Sofia"), language="en", rules=Rules(), now=NOW
        )
        ben, amina = (
            people.add(tx, programme=programme, role=role, display_name=name, language="en", now=NOW)
            for role, name in ((Role.MENTOR, "Ben"), (Role.MENTEE, "Amina"))
        )
        pair = pairs.get(tx, pairs.add(tx, programme=programme, mentor=ben, mentee=amina, now=NOW))
        assert pair is not None
        return Cast(pair, ben, amina)

    return await store.write(act)


def term(clause: Clause) -> Term:
    return Term({part: CHOICES[part][0] for part in PARTS[clause]}, LINE)


def started(tx: Tx, cast: Cast) -> Agreement:
    agreement = agreements.start(tx, cast.pair, cast.ben, NOW)
    assert agreement is not None
    return agreement


def taken(tx: Tx, agreement: Agreement, step: Step) -> Agreement:
    assert agreements.take(tx, agreement, agreements.negotiation_of(tx, agreement), step) is not None
    seen = agreements.get(tx, agreement.id)
    assert seen is not None
    return seen


async def test_steps_add_up_to_the_same_negotiation_when_they_are_read_again(store: Store, cast: Cast):
    def act(tx: Tx) -> None:
        agreement = started(tx, cast)
        for clause in THE_EIGHT:
            agreement = taken(tx, agreement, Step(Act.PROPOSED, NOW, cast.ben, clause, term(clause)))
        agreement = taken(tx, agreement, Step(Act.HANDED_OVER, NOW + timedelta(days=1), cast.ben))
        agreement = taken(tx, agreement, Step(Act.ACCEPTED, NOW + timedelta(days=2), cast.amina, Clause.FRIENDS))

    await store.write(act)
    (agreement,) = await store.read(lambda tx: agreements.of_pair(tx, cast.pair.id))
    negotiation = await store.read(lambda tx: agreements.negotiation_of(tx, agreement))

    assert (agreement.state, agreement.turn, agreement.settled) == (AgreementState.OFFERED, cast.amina, 1)
    assert agreement.since == negotiation.since == NOW + timedelta(days=1)
    assert agreement.revision == negotiation.revision == 11
    assert negotiation.terms == {clause: term(clause) for clause in THE_EIGHT}


async def test_of_two_steps_on_the_same_revision_only_the_first_is_kept(store: Store, cast: Cast):
    agreement = await store.write(lambda tx: started(tx, cast))
    stood = await store.read(lambda tx: agreements.negotiation_of(tx, agreement))
    steps = [Step(Act.PROPOSED, NOW, cast.ben, clause, term(clause)) for clause in (Clause.FRIENDS, Clause.PROBLEMS)]

    first, second = [await store.write(lambda tx, s=s: agreements.take(tx, agreement, stood, s)) for s in steps]

    assert first is not None
    assert second is None
    kept = await store.read(lambda tx: agreements.steps_of(tx, agreement.id))
    assert [step.clause for step in kept] == [None, Clause.FRIENDS]


async def test_a_pair_has_one_open_agreement(store: Store, cast: Cast):
    def both_start(tx: Tx) -> list[Agreement | None]:
        return [agreements.start(tx, cast.pair, person, NOW) for person in (cast.ben, cast.amina)]

    first, second = await store.write(both_start)
    assert first is not None
    assert second is None
    assert await store.read(lambda tx: agreements.open_of(tx, cast.pair.id)) == first

    await store.write(lambda tx: taken(tx, first, Step(Act.WITHDREW, NOW, cast.ben)))
    again = await store.write(lambda tx: agreements.start(tx, cast.pair, cast.amina, NOW))
    assert again is not None
    assert again.number == 1


async def test_words_are_sealed_and_gone_with_the_pairs_key(store: Store, vault: Vault, cast: Cast):
    def act(tx: Tx) -> Agreement:
        agreement = taken(
            tx, started(tx, cast), Step(Act.PROPOSED, NOW, cast.ben, Clause.FRIENDS, term(Clause.FRIENDS))
        )
        agreements.freeze(tx, agreement, LINE.encode(), None)
        paper = Paper(agreement.id, cast.ben)
        agreement_papers.ask(tx, paper, NOW)
        agreement_papers.keep(tx, paper, cast.pair.id, LINE.encode(), NOW)
        return agreement

    agreement = await store.write(act)

    def kept(tx: Tx) -> list[bytes]:
        rows = [tx.all(f"SELECT body FROM {name}") for name in ("agreements", "agreement_steps", "agreement_papers")]
        return [bytes(row["body"]) for table in rows for row in table if row["body"] is not None]

    bodies = await store.read(kept)
    assert len(bodies) == 3
    assert not any(LINE.encode() in body for body in bodies)

    await store.write(lambda tx: tx.run("DELETE FROM data_keys WHERE name = :name", name=pairs.key_name(cast.pair.id)))
    vault.forget(pairs.key_name(cast.pair.id))
    with pytest.raises(KeyErased):
        await store.read(lambda tx: agreements.negotiation_of(tx, agreement))


async def test_what_takes_effect_stands_where_every_decision_reads_it(store: Store, cast: Cast):
    terms = enforceable({clause: term(clause) for clause in THE_EIGHT})

    def act(tx: Tx) -> None:
        agreements.hold_from_now(tx, started(tx, cast), terms, NOW)

    await store.write(act)
    talk = await store.read(lambda tx: pairs.talk_in(tx, cast.ben, cast.pair.id))
    assert talk is not None
    assert talk.agreed is not None
    assert (talk.agreed.version, talk.agreed.terms) == (1, terms)


async def test_only_the_newest_news_of_a_kind_is_told(store: Store, cast: Cast):
    def act(tx: Tx) -> list[object]:
        agreement = started(tx, cast)
        news = [
            agreements.add_news(tx, agreement.id, person, about)
            for person, about in (
                (cast.amina, About.MOVE),
                (cast.amina, About.PAPER),
                (cast.amina, About.MOVE),
                (cast.ben, About.MOVE),
            )
        ]
        taken_news = [agreements.take_news(tx, one) for one in [*news, news[0]]]
        return [None if one is None else (one.person_id, one.about) for one in taken_news]

    assert await store.write(act) == [
        None,
        (cast.amina, About.PAPER),
        (cast.amina, About.MOVE),
        (cast.ben, About.MOVE),
        None,
    ]


async def test_a_paper_is_made_once(store: Store, cast: Cast):
    def act(tx: Tx) -> tuple[list[Paper], bool, bool, list[Paper], bytes | None]:
        paper = Paper(started(tx, cast).id, cast.ben)
        agreement_papers.ask(tx, paper, NOW)
        agreement_papers.ask(tx, paper, NOW)
        waiting = agreement_papers.unmade(tx, 10)
        first = agreement_papers.keep(tx, paper, cast.pair.id, b"one", NOW)
        second = agreement_papers.keep(tx, paper, cast.pair.id, b"two", NOW)
        return waiting, first, second, agreement_papers.unmade(tx, 10), agreement_papers.made(tx, paper, cast.pair.id)

    waiting, first, second, left, made = await store.write(act)
    assert len(waiting) == 1
    assert (first, second, left, made) == (True, False, [], b"one")
