"""Own rows over shipped ones: what is in force, what counts as looser, and what is wrong with a row."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from mentoring.lexicon_changes import (
    ChangeId,
    ChangeNotOpen,
    ChangeState,
    LexiconChange,
    NeedsLead,
    NeedsSecond,
    NotTheirs,
    approval_of,
)
from mentoring.people import Person, PersonId, ProgrammeId, Role
from mentoring.safeguarding import Category, LexiconError, Severity, compile_lexicon, look_for_concerns
from mentoring.safeguarding.change_effect import effect_from_json, effect_of, effect_to_json, sentences_of
from mentoring.safeguarding.overlay import (
    cells_of,
    changed_columns,
    faults_of,
    loosens,
    new_id,
    row_from,
    row_from_json,
    row_to_json,
)
from mentoring.safeguarding.proof import Sample
from mentoring.safeguarding.sources import RowFlag
from tests.watchwords import DARK, MEAN, small_rows

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
SHIPPED = small_rows()
ROW, OTHER = SHIPPED.rows("en")
EXCEPTED = replace(ROW, exceptions=("grey thunder on",))
OWN = replace(OTHER, id="en-bullying-own-001", pattern="wet sponge")


def test_what_is_shipped_is_in_force_but_for_what_the_overlay_says():
    assert list(SHIPPED.in_force({}).values()) == [ROW, OTHER]
    changed = SHIPPED.in_force({OWN.id: OWN, ROW.id: EXCEPTED})
    assert list(changed.values()) == [EXCEPTED, OTHER, OWN]
    assert list(SHIPPED.in_force({ROW.id: None})) == [OTHER.id]

    lexicon = compile_lexicon(SHIPPED.with_laid_over({ROW.id: None, OWN.id: OWN}), SHIPPED.shared)
    assert not look_for_concerns(lexicon, DARK).concerns
    assert look_for_concerns(lexicon, MEAN).concerns
    assert look_for_concerns(lexicon, "you wet sponge").concerns
    assert lexicon.version != compile_lexicon(SHIPPED.sources, SHIPPED.shared).version


def test_a_row_comes_back_from_its_cells_and_from_what_is_kept():
    row = replace(EXCEPTED, direction=Role.MENTOR, flags=frozenset({RowFlag.CORE, RowFlag.NO_LEET}), needs="@now ~6")
    assert row_from("en", cells_of(row)) == row
    assert row_from_json(row_to_json(row)) == row
    with pytest.raises(LexiconError, match="at least two"):
        row_from("en", cells_of(row) | {"positive": "one"})


TIGHTER: list[dict[str, Any]] = [
    {"severity": Severity.CRITICAL},
    {"exceptions": ()},
    {"unless": ()},
    {"needs": ""},
    {"direction": None},
    {"flags": frozenset({RowFlag.CORE})},
    {"negative": ("grey", "thunder", "both")},
    {"positive": (*ROW.positive, "grey thunder again")},
    {"note": "why"},
]
LOOSER: list[dict[str, Any]] = [
    {"severity": Severity.MEDIUM},
    {"category": Category.BULLYING},
    {"pattern": "grey thunder now"},
    {"exceptions": ("a b", "c d")},
    {"unless": ("wet ~6",)},
    {"needs": "@self ~6"},
    {"direction": Role.MENTEE},
    {"flags": frozenset({RowFlag.NO_LEET, RowFlag.EXACT_CASE})},
    {"positive": ROW.positive[:1]},
]


def the_column(change: dict[str, Any]) -> str:
    """The test's name: of the changed value a set would be written in another order by every process."""
    return next(iter(change))


STRICT = replace(
    ROW,
    exceptions=("a b",),
    unless=("wet ~3",),
    needs="@now ~6",
    direction=Role.MENTOR,
    flags=frozenset({RowFlag.NO_LEET}),
)


@pytest.mark.parametrize("change", TIGHTER, ids=the_column)
def test_what_can_only_find_more_loosens_nothing(change: dict[str, Any]):
    assert not loosens(STRICT, replace(STRICT, **change))


@pytest.mark.parametrize("change", LOOSER, ids=the_column)
def test_whatever_may_find_less_loosens_a_row_that_calls_somebody(change: dict[str, Any]):
    assert loosens(STRICT, replace(STRICT, **change))
    medium = replace(STRICT, severity=Severity.MEDIUM)
    assert not loosens(medium, replace(medium, **{"severity": Severity.LOW} | change))


def test_a_row_that_comes_loosens_nothing_and_one_that_goes_does():
    assert not loosens(None, ROW)
    assert loosens(ROW, None)
    assert not loosens(OTHER, None), "medium calls nobody at once"
    core = replace(ROW, flags=frozenset({RowFlag.CORE}))
    assert loosens(core, ROW)


def test_the_columns_that_differ_are_those_of_the_file():
    assert changed_columns(ROW, EXCEPTED) == ("except",)
    assert changed_columns(ROW, replace(ROW, severity=Severity.LOW, note="x")) == ("severity", "note")


def test_faults_are_told_for_each_row_by_itself():
    bad = replace(OWN, pattern="gay")
    assert set(faults_of([ROW, EXCEPTED], SHIPPED)) == {ROW.id}, "named twice"
    assert "says who somebody is" in faults_of([bad], SHIPPED)[bad.id][0]
    assert faults_of([ROW, OTHER], SHIPPED) == {}
    assert faults_of([replace(ROW, language="xx")], SHIPPED) == {ROW.id: ["there is no lexicon in `xx`"]}


def test_own_ids_count_on_and_never_meet_a_shipped_one():
    assert new_id("en", Category.BULLYING, []) == "en-bullying-own-001"
    taken = ["en-bullying-own-007", "en-bullying-099", "en-abuse-own-050", "en-bullying-own-x"]
    assert new_id("en", Category.BULLYING, taken) == "en-bullying-own-008"


def test_an_effect_names_losses_first_and_comes_back_from_what_is_kept():
    samples = [
        Sample("d1", "en", "grey thunder on the radio", frozenset(), Severity.NONE, "harmless"),
        Sample("d2", "en", "grey thunder on me", frozenset({Category.SELF_HARM}), Severity.HIGH, "plain"),
        *sentences_of([ROW, OTHER]),
    ]
    before, after = (
        compile_lexicon(SHIPPED.with_laid_over(overlay), SHIPPED.shared) for overlay in ({}, {ROW.id: EXCEPTED})
    )
    effect = effect_of(before, after, [EXCEPTED], samples)
    assert [(each.id, each.was, each.now, each.is_loss) for each in effect.differences] == [
        ("d2", "high", "none", True),
        ("d1", "high", "none", False),
    ]
    assert (effect.differ, effect.looked_at, effect.broken) == (2, 6, ())
    shares = effect.languages["en"]
    assert (shares.grave, shares.grave_found, shares.harmless_flagged) == (1, (1, 0), (1, 0))
    assert effect_from_json(effect_to_json(effect)) == effect

    swallows = replace(ROW, exceptions=("only grey thunder",))
    after = compile_lexicon(SHIPPED.with_laid_over({ROW.id: swallows}), SHIPPED.shared)
    assert effect_of(before, after, [swallows], samples).broken == (
        f"{ROW.id} should be found but is not: only grey thunder, all day",
    )


def person(number: int, role: Role, programme: int = 1) -> Person:
    return Person(PersonId(number), ProgrammeId(programme), role, "Sol", "en", 7, number, NOW)


@pytest.mark.parametrize(
    ("by", "state", "answer"),
    [
        (person(2, Role.SAFEGUARDING_LEAD), ChangeState.WAITING, None),
        (person(1, Role.SAFEGUARDING_LEAD), ChangeState.WAITING, NeedsSecond),
        (person(3, Role.COORDINATOR), ChangeState.WAITING, NeedsLead),
        (person(4, Role.MENTOR), ChangeState.WAITING, NotTheirs),
        (person(5, Role.SAFEGUARDING_LEAD, 2), ChangeState.WAITING, NotTheirs),
        (replace(person(2, Role.SAFEGUARDING_LEAD), joined_at=None), ChangeState.WAITING, NotTheirs),
        (person(2, Role.SAFEGUARDING_LEAD), ChangeState.TRYING, ChangeNotOpen),
        (person(2, Role.SAFEGUARDING_LEAD), ChangeState.FAILED, ChangeNotOpen),
    ],
)
def test_a_loosening_goes_live_by_the_yes_of_another_lead_only(by: Person, state: ChangeState, answer: type | None):
    change = LexiconChange(ChangeId(1), ProgrammeId(1), state, PersonId(1), NOW, "why", loosens=True, rows=())
    said = approval_of(change, by)
    assert said is None if answer is None else isinstance(said, answer)
    own = replace(change, loosens=False, proposed_by=by.id)
    if answer in (NeedsSecond, NeedsLead, None):
        assert approval_of(own, by) is None, "what loosens nothing takes one person of the staff"
