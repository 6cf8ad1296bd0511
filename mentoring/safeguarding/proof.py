"""What a lexicon is worth: whether each row keeps its own promises, and what all of them do on a set of sentences.

Recall counts concerns of high and critical severity, because those are the ones that must not be missed. Precision is
not reported: a set in which half the sentences are concerns says nothing about a chat in which one in a hundred is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

from mentoring.safeguarding.findings import Category, Finding, Severity
from mentoring.safeguarding.lexicon import Lexicon
from mentoring.safeguarding.scanning import look_for_concerns
from mentoring.safeguarding.sources import Complaint, LexiconError, LexiconRow, read_table

SAMPLE_COLUMNS = ("id", "lang", "text", "categories", "severity", "kind")


@dataclass(frozen=True, slots=True)
class BrokenPromise:
    """A sentence of a row that does not do what the row says. `should_match` tells which list it is from."""

    row: LexiconRow
    sentence: str
    should_match: bool

    def __str__(self) -> str:
        verb = "should match but does not" if self.should_match else "matches but should not"
        return f"{self.row.file}, line {self.row.line}, {self.row.id}: {verb}: {self.sentence}"


def broken_promises(lexicon: Lexicon, rows: Iterable[LexiconRow]) -> Iterator[BrokenPromise]:
    """Yield the positive sentences of `rows` that their row does not match, and the negative ones that it does."""
    for row in rows:
        for sentences, should_match in ((row.positive, True), (row.negative, False)):
            for sentence in sentences:
                finding = look_for_concerns(lexicon, sentence, language=row.language)
                if any(hit.rule == row.id for hit in finding.hits) is not should_match:
                    yield BrokenPromise(row, sentence, should_match)


@dataclass(frozen=True, slots=True)
class Sample:
    """A sentence that people have judged. Harmless: no categories, severity NONE."""

    id: str
    language: str
    text: str
    categories: frozenset[Category]
    severity: Severity
    kind: str


def read_samples(text: str, file: str) -> list[Sample]:
    """Return the sentences of a development set (CSV with SAMPLE_COLUMNS); raises LexiconError with every mistake."""
    complaints: list[Complaint] = []
    samples = []
    for line, cells in read_table(text, file, SAMPLE_COLUMNS, complaints):
        try:
            samples.append(
                Sample(
                    cells["id"],
                    cells["lang"],
                    cells["text"],
                    frozenset(map(Category, cells["categories"].split())),
                    Severity.from_word(cells["severity"]),
                    cells["kind"],
                )
            )
        except ValueError as error:
            complaints.append(Complaint(file, line, "row", str(error)))
    if complaints:
        raise LexiconError(complaints)
    return samples


@dataclass(frozen=True, slots=True)
class Tally:
    """How a group of sentences fared: `grave` were judged high or critical; *found* is seen at all, *paged* at once."""

    grave: int = 0
    grave_found: int = 0
    grave_paged: int = 0
    critical: int = 0
    critical_found: int = 0
    critical_paged: int = 0
    lesser: int = 0
    lesser_found: int = 0
    right_category: int = 0
    harmless: int = 0
    harmless_flagged: int = 0
    harmless_paged: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Tally)))


def tally(sample: Sample, finding: Finding) -> Tally:
    """Return how one sentence fared."""
    found, paged = int(finding.severity > Severity.NONE), int(finding.severity.pages)
    if sample.severity is Severity.NONE:
        return Tally(harmless=1, harmless_flagged=found, harmless_paged=paged)
    right = int(not sample.categories.isdisjoint(finding.categories))
    if not sample.severity.pages:
        return Tally(lesser=1, lesser_found=found, right_category=right)
    critical = int(sample.severity is Severity.CRITICAL)
    return Tally(
        grave=1,
        grave_found=found,
        grave_paged=paged,
        critical=critical,
        critical_found=critical and found,
        critical_paged=critical and paged,
        right_category=right,
    )


@dataclass(frozen=True, slots=True)
class Report:
    """What a lexicon does on a set: (sentence, finding) in order, and tallies by group, such as `language en`.

    A *set* is what the ids of its sentences begin with: who wrote one has not written another.
    """

    looked_at: tuple[tuple[Sample, Finding], ...]
    groups: dict[str, Tally]

    @property
    def missed(self) -> list[Sample]:
        """Grave sentences in which nothing was seen."""
        return [sample for sample, finding in self.looked_at if sample.severity.pages and not finding.concerns]

    @property
    def flagged(self) -> list[tuple[Sample, Finding]]:
        """Harmless sentences in which something was seen."""
        return [(sample, finding) for sample, finding in self.looked_at if not sample.severity and finding.concerns]


def measure(lexicon: Lexicon, samples: Sequence[Sample]) -> Report:
    """Return what `lexicon` does on `samples`."""
    looked_at = tuple((sample, look_for_concerns(lexicon, sample.text, language=sample.language)) for sample in samples)
    groups: defaultdict[str, Tally] = defaultdict(Tally)
    for sample, finding in looked_at:
        one = tally(sample, finding)
        names = ["all", f"set {sample.id.partition('-')[0]}", f"language {sample.language}", f"kind {sample.kind}"]
        names += [f"category {category}" for category in sorted(sample.categories)]
        if sample.kind.startswith("evasive"):
            names.append("evasive")
        for name in names:
            groups[name] += one
    return Report(looked_at, dict(sorted(groups.items())))
