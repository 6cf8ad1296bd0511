"""Changes of the lexicon on both engines: what adds up to the version in force, and who said what when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.closing import Reason, Verdict
from mentoring.lexicon_changes import ChangeState, LexiconChange, RowChange
from mentoring.people import PersonId, ProgrammeId, Role
from mentoring.programmes import Rules
from mentoring.safeguarding import Severity
from mentoring.safeguarding.change_effect import Difference, Effect, Shares
from mentoring.safeguarding.findings import Category, Concern, Finding, Hit, Span, View
from mentoring.safeguarding.overlay import row_from
from mentoring.safety import Stance
from mentoring.safety import Verdict as SafetyVerdict
from storage import audit, cases, concerns, lexicon_drafts, lexicon_versions, people, programmes, rule_verdicts
from storage.concerns import ConcernSource
from storage.store import Store
from storage.tx import Tx

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
CELLS = {
    "id": "en-self_harm-001",
    "category": "self_harm",
    "severity": "high",
    "pattern": "grey thunder",
    "positive": "only grey thunder || grey thunder here",
    "negative": "grey || thunder",
}
SHIPPED = row_from("en", CELLS)
EXCEPTED = replace(SHIPPED, exceptions=("grey thunder on",))
OWN = row_from("en", {**CELLS, "id": "en-self_harm-own-001", "pattern": "green thunder"})


@pytest.fixture
async def staff(store: Store) -> tuple[ProgrammeId, PersonId, PersonId]:
    def act(tx: Tx) -> tuple[ProgrammeId, PersonId, PersonId]:
        zone = ZoneInfo("Europe/Sofia")
        programme = programmes.add(tx, name="Spring", zone=zone, language="en", rules=Rules(), now=NOW)
        sol, dara = (
            people.add(tx, programme=programme, role=Role.SAFEGUARDING_LEAD, display_name=name, language="en", now=NOW)
            for name in ("Sol", "Dara")
        )
        return programme, sol, dara

    return await store.write(act)


def goes_live(staff: tuple[ProgrammeId, PersonId, PersonId], *rows: RowChange):
    """Propose, try, approve and bring live."""
    programme, sol, dara = staff

    def act(tx: Tx) -> LexiconChange:
        change = lexicon_versions.propose(
            tx, programme=programme, by=sol, why="here one says so", rows=rows, actor="api", now=NOW
        )
        on = lexicon_versions.newest_version(tx)
        tried = lexicon_versions.note_tried(tx, change.id, Effect(), on=on, failure=None, now=NOW)
        assert tried is not None
        approved = lexicon_versions.decide(tx, tried, ChangeState.APPROVED, by=dara, actor="api", now=NOW)
        assert approved is not None
        live = lexicon_versions.go_live(tx, approved, "f1", NOW + timedelta(seconds=20))
        assert live is not None
        return live

    return act


async def test_the_overlay_is_what_the_last_live_change_says_of_each_row(store: Store, staff):
    excepted = RowChange(SHIPPED.id, "en", SHIPPED, EXCEPTED)
    off = RowChange(SHIPPED.id, "en", EXCEPTED, None)
    back = RowChange(SHIPPED.id, "en", None, SHIPPED, as_shipped=True)
    assert await store.read(lexicon_versions.overlay) == {}

    first = await store.write(goes_live(staff, excepted, RowChange(OWN.id, "en", None, OWN)))
    assert (first.version, first.fingerprint, first.loosens) == (1, "f1", True)
    assert await store.read(lexicon_versions.overlay) == {SHIPPED.id: EXCEPTED, OWN.id: OWN}
    await store.write(goes_live(staff, off))
    assert await store.read(lexicon_versions.overlay) == {OWN.id: OWN, SHIPPED.id: None}
    await store.write(goes_live(staff, back))
    assert await store.read(lexicon_versions.overlay) == {OWN.id: OWN}

    assert await store.read(lambda tx: lexicon_versions.overlay(tx, 1)) == {SHIPPED.id: EXCEPTED, OWN.id: OWN}
    assert await store.read(lambda tx: lexicon_versions.overlay(tx, 0)) == {}
    assert [c.version for c in await store.read(lambda tx: lexicon_versions.versions(tx, after=1, limit=9))] == [2, 3]
    assert await store.read(lexicon_versions.ids_ever_given) == {SHIPPED.id, OWN.id}


async def test_a_change_is_kept_as_it_was_proposed_with_what_it_does(store: Store, staff):
    programme, sol, _ = staff
    rows = [RowChange(SHIPPED.id, "en", SHIPPED, EXCEPTED)]
    change = await store.write(
        lambda tx: lexicon_versions.propose(
            tx, programme=programme, by=sol, why="radio", rows=rows, actor="person:1", now=NOW
        )
    )
    assert (change.state, change.loosens, change.rows) == (ChangeState.TRYING, True, tuple(rows))
    effect = Effect(
        differences=(Difference("d1", "en", "grey thunder on air", "harmless", "none", "high", "none"),),
        differ=1,
        looked_at=2,
        languages={"en": Shares(1, (1, 1), 1, (1, 0), (1, 0))},
    )
    tried = await store.write(
        lambda tx: lexicon_versions.note_tried(tx, change.id, effect, on=0, failure=None, now=NOW)
    )
    assert tried is not None
    assert (tried.state, tried.effect, tried.tried_on) == (ChangeState.WAITING, effect, 0)
    assert await store.read(lambda tx: lexicon_versions.page(tx, programme, limit=5)) == [tried]
    waiting = await store.read(lambda tx: lexicon_versions.first_in(tx, ChangeState.WAITING))
    assert waiting == tried
    assert await store.read(lambda tx: audit.of(tx, f"lexicon_change:{change.id}")) == ["lexicon.proposed"]


async def test_a_change_that_failed_or_was_withdrawn_meanwhile_stays_so(store: Store, staff):
    programme, sol, _ = staff
    rows = [RowChange(OWN.id, "en", None, OWN)]

    def propose(tx: Tx) -> LexiconChange:
        return lexicon_versions.propose(tx, programme=programme, by=sol, why="x", rows=rows, actor="api", now=NOW)

    failed = await store.write(propose)
    noted = await store.write(
        lambda tx: lexicon_versions.note_tried(tx, failed.id, None, on=0, failure="no such set", now=NOW)
    )
    assert noted is not None
    assert (noted.state, noted.failure) == (ChangeState.FAILED, "no such set")

    withdrawn = await store.write(propose)
    await store.write(
        lambda tx: lexicon_versions.decide(tx, withdrawn, ChangeState.WITHDRAWN, by=sol, actor="api", now=NOW)
    )
    assert (
        await store.write(
            lambda tx: lexicon_versions.note_tried(tx, withdrawn.id, Effect(), on=0, failure=None, now=NOW)
        )
        is None
    )
    assert (
        await store.write(
            lambda tx: lexicon_versions.decide(tx, withdrawn, ChangeState.APPROVED, by=sol, actor="api", now=NOW)
        )
        is None
    ), "somebody else was quicker"


async def test_what_was_tried_on_another_version_does_not_go_live(store: Store, staff):
    programme, sol, dara = staff

    def approve(tx: Tx) -> LexiconChange:
        rows = [RowChange(SHIPPED.id, "en", SHIPPED, EXCEPTED)]
        change = lexicon_versions.propose(tx, programme=programme, by=sol, why="x", rows=rows, actor="api", now=NOW)
        tried = lexicon_versions.note_tried(tx, change.id, Effect(), on=0, failure=None, now=NOW)
        assert tried is not None
        approved = lexicon_versions.decide(tx, tried, ChangeState.APPROVED, by=dara, actor="api", now=NOW)
        assert approved is not None
        return approved

    approved = await store.write(approve)
    await store.write(goes_live(staff, RowChange(OWN.id, "en", None, OWN)))
    assert await store.write(lambda tx: lexicon_versions.go_live(tx, approved, "f2", NOW)) is None
    assert await store.read(lexicon_versions.newest_version) == 1


async def test_a_change_is_taken_back_by_its_rows_as_they_were_unless_a_later_one_touches_them(store: Store, staff):
    first = await store.write(goes_live(staff, RowChange(SHIPPED.id, "en", SHIPPED, EXCEPTED)))
    assert await store.read(lambda tx: lexicon_versions.reversal(tx, first)) == [
        RowChange(SHIPPED.id, "en", EXCEPTED, SHIPPED, as_shipped=True)
    ]
    lower = replace(EXCEPTED, severity=Severity.MEDIUM)
    second = await store.write(goes_live(staff, RowChange(SHIPPED.id, "en", EXCEPTED, lower)))
    assert await store.read(lambda tx: lexicon_versions.reversal(tx, first)) is None
    back = await store.read(lambda tx: lexicon_versions.reversal(tx, second))
    assert back == [RowChange(SHIPPED.id, "en", lower, EXCEPTED)]

    programme, sol, _ = staff
    taken_back = await store.write(
        lambda tx: lexicon_versions.propose(
            tx, programme=programme, by=sol, why="x", rows=back, actor="api", now=NOW, reverts=second.id
        )
    )
    assert (taken_back.state, taken_back.decided_by) == (ChangeState.APPROVED, sol), "nothing is loosened by it"


async def test_a_change_of_nothing_is_none(store: Store, staff):
    programme, sol, _ = staff
    with pytest.raises(ValueError, match="no row"):
        await store.write(
            lambda tx: lexicon_versions.propose(tx, programme=programme, by=sol, why="x", rows=[], actor="api", now=NOW)
        )


def noticed(programme: ProgrammeId, *rules: str):
    def act(tx: Tx) -> int:
        case = cases.open_or_join(tx, about="pair:1", programme=programme, severity=Severity.HIGH, now=NOW).case
        hits = tuple(Hit(rule, Category.SELF_HARM, Severity.HIGH, (Span(5, 17),), View.PLAIN) for rule in rules)
        return concerns.add(
            tx,
            programme=programme,
            person=None,
            pair=None,
            case=case.id,
            place=None,
            source=ConcernSource.MESSAGE,
            verdict=SafetyVerdict(Stance.OWN_SAFETY, Severity.HIGH),
            finding=Finding((Concern(Category.SELF_HARM, Severity.HIGH, hits),), "v"),
            text="Only grey thunder",
            key_name=cases.key_name(case.id),
            now=NOW,
        )

    return act


async def test_how_rows_fare_is_counted_and_the_last_word_on_a_hit_counts(store: Store, staff):
    programme, sol, _ = staff
    first = await store.write(noticed(programme, "en-a-001", "en-b-001"))
    second = await store.write(noticed(programme, "en-a-001"))

    def judge(tx: Tx) -> None:
        for concern, rule, verdict, reason in (
            (first, "en-a-001", Verdict.FALSE, Reason.IDIOM),
            (first, "en-b-001", Verdict.LOWER, Reason.GAME),
            (second, "en-a-001", Verdict.FALSE, Reason.IDIOM),
            (second, "en-a-001", Verdict.REAL, None),
        ):
            rule_verdicts.judge(tx, concern, 1, rule, verdict, reason, by=sol, now=NOW)

    await store.write(judge)
    record = await store.read(lambda tx: rule_verdicts.record_of(tx, "en-a-001"))
    assert (record.real, record.lower, record.false) == (1, 0, 1)
    assert set(await store.read(rule_verdicts.records)) == {"en-a-001", "en-b-001"}
    said = await store.read(lambda tx: rule_verdicts.of_case(tx, 1))
    assert [(each.concern_id, each.rule, each.verdict) for each in said] == [
        (first, "en-a-001", Verdict.FALSE),
        (first, "en-b-001", Verdict.LOWER),
        (second, "en-a-001", Verdict.REAL),
    ]
    assert await store.read(lambda tx: rule_verdicts.hits_since(tx, NOW)) == {"en-a-001": 2, "en-b-001": 1}
    assert await store.read(lambda tx: rule_verdicts.hits_since(tx, NOW + timedelta(hours=1))) == {}
    assert await store.read(lambda tx: concerns.spans_of_rule(tx, first, "en-b-001")) == [(5, 17)]
    assert await store.read(lambda tx: concerns.spans_of_rule(tx, second, "en-b-001")) == []


async def test_a_draft_is_sealed_with_its_case_and_goes_with_the_cases_words(store: Store, staff):
    programme, sol, _ = staff
    concern = await store.write(noticed(programme, "en-a-001"))
    draft = await store.write(
        lambda tx: lexicon_drafts.add(
            tx,
            case=1,
            concern=concern,
            rule="en-a-001",
            by=sol,
            pattern="grey thunder",
            sentence="strawberry thunder",
            phrases=["thunder on"],
            now=NOW,
        )
    )
    chosen = replace(draft, phrase="thunder on", test="thunder on air")
    await store.write(lambda tx: lexicon_drafts.change(tx, chosen))
    assert await store.read(lambda tx: lexicon_drafts.get(tx, draft.id)) == chosen
    kept = await store.read(lambda tx: bytes(tx.one("SELECT body FROM lexicon_drafts")["body"]))
    assert b"strawberry" not in kept

    await store.write(lambda tx: tx.run("UPDATE lexicon_drafts SET body = NULL"))
    assert await store.read(lambda tx: lexicon_drafts.get(tx, draft.id)) is None
    await store.write(lambda tx: lexicon_drafts.drop(tx, draft.id))
    assert await store.read(lambda tx: tx.all("SELECT id FROM lexicon_drafts")) == []
