"""What a change of the lexicon does: which sentences of its rows go wrong, and which others are seen differently."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mentoring.safeguarding.findings import Severity
from mentoring.safeguarding.lexicon import Lexicon
from mentoring.safeguarding.overlay import promise_in_words
from mentoring.safeguarding.proof import Report, Sample, Tally, broken_promises, measure, tally
from mentoring.safeguarding.sources import LexiconRow

MOST_SHOWN = 40
"""How many sentences that fare differently are named; all are counted."""

ROW_SENTENCE = "row"
"""The kind of a sentence that a row must find. It is no part of the development set, and counts in no share."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A sentence that fares differently. Severities as words: what people judged, what was seen, what would be."""

    id: str
    language: str
    text: str
    kind: str
    judged: str
    was: str
    now: str

    @property
    def is_loss(self) -> bool:
        """Whether a concern is seen less than before, or something harmless more."""
        was, now = Severity.from_word(self.was), Severity.from_word(self.now)
        return now > was if self.judged == "none" else now < was


@dataclass(frozen=True, slots=True)
class Shares:
    """How the development set of one language fares: how many there are, and how many are found, before and after.

    *grave* are high and critical ones, found at all; *harmless* ones should not be flagged, *paged* least of all.
    """

    grave: int
    grave_found: tuple[int, int]
    harmless: int
    harmless_flagged: tuple[int, int]
    harmless_paged: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does. `broken` names sentences of the changed rows that do not do as they say: it cannot go live.

    `differences` has at most MOST_SHOWN, losses first; `differ` counts all. `looked_at`: how many sentences were tried.
    """

    broken: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    differ: int = 0
    looked_at: int = 0
    languages: Mapping[str, Shares] = field(default_factory=dict)


def sentences_of(rows: Iterable[LexiconRow]) -> Iterator[Sample]:
    """Yield the sentences that rows must find, to be tried beside a development set.

    Those that a row must not find are not judged harmless by that: another row may well find them.
    """
    for row in rows:
        for number, sentence in enumerate(row.positive, start=1):
            name = f"{row.id}+{number}"
            yield Sample(name, row.language, sentence, frozenset({row.category}), row.severity, ROW_SENTENCE)


def effect_of(before: Lexicon, after: Lexicon, changed: Sequence[LexiconRow], samples: Sequence[Sample]) -> Effect:
    """Return what it does that `after` takes the place of `before`.

    `changed` are the rows of `after` that `before` has not, or has otherwise; `samples` what both are tried on.
    """
    then, now = measure(before, samples), measure(after, samples)
    differing = [
        Difference(s.id, s.language, s.text, s.kind, s.severity.word, was.severity.word, is_now.severity.word)
        for (s, was), (_, is_now) in zip(then.looked_at, now.looked_at, strict=True)
        if was.severity is not is_now.severity
    ]
    differing.sort(key=lambda each: (not each.is_loss, each.kind == ROW_SENTENCE))
    return Effect(
        broken=tuple(
            f"{each.row.id} {promise_in_words(each.sentence, should_match=each.should_match)}"
            for each in broken_promises(after, changed)
        ),
        differences=tuple(differing[:MOST_SHOWN]),
        differ=len(differing),
        looked_at=len(samples),
        languages=_by_language(then, now),
    )


def effect_to_json(effect: Effect) -> str:
    """Return an effect as it is kept."""
    return json.dumps(
        {
            "broken": effect.broken,
            "differences": [
                {name: getattr(each, name) for name in Difference.__slots__} for each in effect.differences
            ],
            "differ": effect.differ,
            "looked_at": effect.looked_at,
            "languages": {
                language: {name: getattr(shares, name) for name in Shares.__slots__}
                for language, shares in effect.languages.items()
            },
        },
        ensure_ascii=False,
    )


def effect_from_json(kept: str) -> Effect:
    """Return an effect that was kept by `effect_to_json`."""
    read = json.loads(kept)
    return Effect(
        broken=tuple(read["broken"]),
        differences=tuple(Difference(**each) for each in read["differences"]),
        differ=read["differ"],
        looked_at=read["looked_at"],
        languages={language: _shares(**shares) for language, shares in read["languages"].items()},
    )


def _shares(
    grave: int,
    grave_found: Sequence[int],
    harmless: int,
    harmless_flagged: Sequence[int],
    harmless_paged: Sequence[int],
) -> Shares:
    return Shares(grave, _two(grave_found), harmless, _two(harmless_flagged), _two(harmless_paged))


def _two(both: Sequence[int]) -> tuple[int, int]:
    before, after = both
    return before, after


def _by_language(then: Report, now: Report) -> dict[str, Shares]:
    before, after = _tallies(then), _tallies(now)
    return {
        language: Shares(
            grave=old.grave,
            grave_found=(old.grave_found, after[language].grave_found),
            harmless=old.harmless,
            harmless_flagged=(old.harmless_flagged, after[language].harmless_flagged),
            harmless_paged=(old.harmless_paged, after[language].harmless_paged),
        )
        for language, old in before.items()
    }


def _tallies(report: Report) -> dict[str, Tally]:
    """Return how the development set fared, by language: the sentences of rows left out."""
    tallies: dict[str, Tally] = {}
    for sample, finding in report.looked_at:
        if sample.kind != ROW_SENTENCE:
            tallies[sample.language] = tallies.get(sample.language, Tally()) + tally(sample, finding)
    return dict(sorted(tallies.items()))
