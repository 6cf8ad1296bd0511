"""Both sign the same bytes."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from mentoring.agreement.canonical import Signable, canonical_text, hash_of, starting_moment, terms_of
from mentoring.agreement.clauses import CHOICES, PARTS, THE_EIGHT, Term
from mentoring.pairs import PairId
from mentoring.people import Person, PersonId, ProgrammeId, Role

BEN = Person(PersonId(1), ProgrammeId(1), Role.MENTOR, "Ben", "en", None, None, None)
AMINA = Person(PersonId(2), ProgrammeId(1), Role.MENTEE, "Амина", "bg", None, None, None)
TERMS = {clause: Term({part: CHOICES[part][0] for part in PARTS[clause]}, "при „дъба“ 🌳") for clause in THE_EIGHT}
AGREEMENT = Signable(
    ProgrammeId(1), "Spring", PairId(7), 2, BEN, AMINA, TERMS, datetime(2026, 3, 2, 14, 0, 30, 5, tzinfo=UTC)
)


def test_the_bytes_do_not_depend_on_who_reads_or_in_what_order_things_were_chosen():
    text = canonical_text(AGREEMENT)
    shuffled = {
        clause: Term(dict(reversed(term.choices.items())), term.line) for clause, term in reversed(TERMS.items())
    }
    assert canonical_text(replace(AGREEMENT, terms=shuffled)) == text
    assert canonical_text(replace(AGREEMENT, mentee=replace(AMINA, language="tr"))) == text
    assert len(hash_of(text)) == 64


def test_the_text_is_canonical_json_that_gives_the_terms_back():
    text = canonical_text(AGREEMENT)
    fields = json.loads(text)
    assert text == json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert fields["format"] == "interlude-agreement-1"
    assert fields["agreed_at"] == "2026-03-02T14:00:30Z"
    assert fields["starts_at"] is None
    assert terms_of(text) == TERMS


@pytest.mark.parametrize(
    "other",
    [
        replace(AGREEMENT, version=3),
        replace(AGREEMENT, pair_id=PairId(8)),
        replace(AGREEMENT, starts_at=datetime(2026, 3, 9, tzinfo=UTC)),
        replace(AGREEMENT, mentor=replace(BEN, display_name="Sven")),
        replace(AGREEMENT, terms={**TERMS, THE_EIGHT[0]: TERMS[THE_EIGHT[0]].with_line("")}),
    ],
)
def test_another_agreement_has_another_hash(other: Signable):
    assert hash_of(canonical_text(other)) != hash_of(canonical_text(AGREEMENT))


@pytest.mark.parametrize(
    ("agreed_at", "choice", "starts"),
    [
        ("2026-03-02T23:30+02:00", "at_once", None),
        ("2026-03-02T23:30+02:00", "tomorrow", "2026-03-03T00:00+02:00"),
        ("2026-03-02T23:30+02:00", "next_monday", "2026-03-09T00:00+02:00"),
        ("2026-03-28T12:00+02:00", "tomorrow", "2026-03-29T00:00+02:00"),
        ("2026-03-28T12:00+02:00", "next_monday", "2026-03-30T00:00+03:00"),
        ("2026-10-24T12:00+03:00", "next_monday", "2026-10-26T00:00+02:00"),
    ],
)
def test_a_stated_time_is_a_midnight_where_the_programme_is(agreed_at: str, choice: str, starts: str | None):
    moment = starting_moment(choice, datetime.fromisoformat(agreed_at), ZoneInfo("Europe/Sofia"))
    assert moment == (None if starts is None else datetime.fromisoformat(starts))


def test_an_unknown_start_is_an_error():
    with pytest.raises(ValueError, match="no such start"):
        starting_moment("someday", datetime(2026, 3, 2, tzinfo=UTC), ZoneInfo("UTC"))
