"""What staff see of agreements: where each stands, and what was signed; never what is still being negotiated."""

from datetime import timedelta
from hashlib import sha256

from mentoring.agreement.canonical import Signable, canonical_text
from mentoring.agreement.clauses import CHOICES, PARTS, THE_EIGHT, Term
from mentoring.agreement.negotiation import Act, Step
from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId
from storage import agreement_papers, agreements, pairs, people
from storage.agreement_papers import Paper
from storage.agreements import Agreement
from storage.tx import Tx
from tests.admin_api.desk import Desk

BEN, AMINA, PAIR = PersonId(1), PersonId(2), PairId(1)
LINE = "By the big oak"
TERMS = {clause: Term({part: CHOICES[part][0] for part in PARTS[clause]}, LINE) for clause in THE_EIGHT}


def take(tx: Tx, *steps: Step) -> Agreement:
    """Take steps in the pair's open agreement."""
    for step in steps:
        agreement = agreements.open_of(tx, PAIR)
        assert agreement is not None
        assert agreements.take(tx, agreement, agreements.negotiation_of(tx, agreement), step) is not None
    kept = agreements.open_of(tx, PAIR)
    assert kept is not None
    return kept


async def ben_offers(desk: Desk) -> None:
    """Let Ben send Amina what he suggests."""

    def act(tx: Tx) -> None:
        pair = pairs.get(tx, PAIR)
        assert pair is not None
        agreements.start(tx, pair, BEN, desk.now)
        proposals = [Step(Act.PROPOSED, desk.now, BEN, clause, term) for clause, term in TERMS.items()]
        take(tx, *proposals, Step(Act.HANDED_OVER, desk.now, BEN))

    await desk.store.write(act)


async def both_sign(desk: Desk) -> bytes:
    """Let Amina say yes to everything, both sign, and their papers be made; return the signed text."""

    def act(tx: Tx) -> bytes:
        agreement = take(
            tx,
            *(Step(Act.ACCEPTED, desk.now, AMINA, clause) for clause in THE_EIGHT),
            Step(Act.HANDED_OVER, desk.now, AMINA),
        )
        ben, amina = people.get(tx, BEN), people.get(tx, AMINA)
        assert ben is not None
        assert amina is not None
        text = canonical_text(Signable(ProgrammeId(1), "Spring", PAIR, 1, ben, amina, TERMS, desk.now))
        digest = agreements.freeze(tx, agreement, text, None)
        for person in (AMINA, BEN):
            agreement = take(tx, Step(Act.SIGNED, desk.now, person))
            agreements.add_signature(tx, agreement.id, person, digest, desk.now)
            paper = Paper(agreement.id, person)
            agreement_papers.ask(tx, paper, desk.now)
            agreement_papers.keep(tx, paper, PAIR, f"%PDF of {person}".encode(), desk.now)
        agreements.note_signed(tx, agreement.id, desk.now)
        return text

    return await desk.store.write(act)


async def test_a_pair_without_an_agreement_has_none(desk: Desk) -> None:
    await desk.amina_and_ben()
    assert await desk.get("/pairs/1/agreements") == {"items": [], "next": None}


async def test_while_it_is_negotiated_staff_see_where_it_stands_and_whom_it_waits_for(desk: Desk) -> None:
    await desk.amina_and_ben()
    await ben_offers(desk)

    (shown,) = (await desk.get("/pairs/1/agreements"))["items"]
    assert (shown["state"], shown["waits_for"], shown["settled"], shown["clauses"]) == ("offered", [AMINA], 0, 8)
    assert (shown["version"], shown["started_by"], shown["sha256"]) == (1, BEN, None)


async def test_what_is_not_signed_is_the_pairs_own(desk: Desk) -> None:
    await desk.amina_and_ben()
    await ben_offers(desk)

    shown = await desk.get("/agreements/1")
    assert shown["text"] is None
    assert LINE not in str(shown)
    assert "three_a_week" not in str(shown)
    assert [step["act"] for step in shown["history"]] == ["started", *["proposed"] * 8, "handed_over"]
    assert {step["person_id"] for step in shown["history"]} == {BEN}
    for download in ("text", "pdf"):
        await desk.refused(404, "GET", f"/agreements/1/{download}")


async def test_what_both_signed_is_for_the_file(desk: Desk) -> None:
    await desk.amina_and_ben()
    await ben_offers(desk)
    text = await both_sign(desk)

    shown = await desk.get("/agreements/1")
    assert shown["sha256"] == sha256(text).hexdigest()
    assert [signature["person_id"] for signature in shown["signatures"]] == [BEN, AMINA]
    assert shown["text"][0] == {
        "clause": "meetings",
        "choices": {"often": "three_a_week", "where": "at_school"},
        "line": LINE,
    }
    assert shown["open_answer_hours"] == 2.0
    assert shown["has_pdf"] is True
    assert shown["waits_for"] == []


async def test_the_signed_bytes_and_each_signers_pdf_can_be_downloaded(desk: Desk) -> None:
    await desk.amina_and_ben()
    await ben_offers(desk)
    text = await both_sign(desk)

    answer = await desk.client.get("/api/v1/agreements/1/text")
    assert answer.content == text
    assert answer.headers["Content-Type"] == "application/json"
    for copy, person in (("mentor", BEN), ("mentee", AMINA)):
        answer = await desk.client.get("/api/v1/agreements/1/pdf", params={"copy": copy})
        assert answer.content == f"%PDF of {person}".encode()
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="agreement-1-{copy}.pdf"'
        assert answer.headers["Cache-Control"] == "no-store"
    await desk.refused(422, "GET", "/agreements/1/pdf?copy=coordinator")


async def test_there_is_no_agreement_with_an_unknown_id(desk: Desk) -> None:
    for path in ("/agreements/9", "/agreements/9/text", "/agreements/9/pdf", "/pairs/9/agreements"):
        await desk.refused(404, "GET", path)


async def test_a_programme_sets_what_its_pairs_may_agree_on(desk: Desk) -> None:
    await desk.programme()
    bounds = {"frequencies": ["every_week"], "places": ["online", "at_school"], "shortest_answer_hours": 4}
    changed = await desk.patch("/programmes/1", {"rules": {"agreement": bounds}})

    agreement = changed["rules"]["agreement"]
    assert agreement["frequencies"] == ["every_week"]
    assert agreement["places"] == ["at_school", "online"]
    assert agreement["shortest_answer_hours"] == 4
    assert agreement["stalled_after_days"] == 7
    problem = await desk.refused(422, "PATCH", "/programmes/1", {"rules": {"agreement": {"places": ["at_home"]}}})
    assert "at_school" in problem["errors"][0]["problem"]


async def test_agreements_come_in_pages(desk: Desk) -> None:
    await desk.amina_and_ben()

    def several(tx: Tx) -> None:
        pair = pairs.get(tx, PAIR)
        assert pair is not None
        for _ in range(3):
            agreements.start(tx, pair, BEN, desk.now)
            take_back = agreements.open_of(tx, PAIR)
            assert take_back is not None
            step = Step(Act.WITHDREW, desk.now + timedelta(minutes=1), BEN)
            agreements.take(tx, take_back, agreements.negotiation_of(tx, take_back), step)

    await desk.store.write(several)
    first = await desk.get("/pairs/1/agreements", limit=2)
    assert ([one["id"] for one in first["items"]], first["next"]) == ([1, 2], 2)
    second = await desk.get("/pairs/1/agreements", after=2, limit=2)
    assert ([one["id"] for one in second["items"]], second["next"]) == ([3], None)
