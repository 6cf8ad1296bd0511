"""The compiled lexicon: all languages' rules, their words, and what is needed to look for them."""

import gc
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from mentoring.safeguarding.detectors import SharedWords
from mentoring.safeguarding.folding import fold
from mentoring.safeguarding.matching import Step
from mentoring.safeguarding.pattern_checks import DETECTORS
from mentoring.safeguarding.patterns import PatternError, words_of
from mentoring.safeguarding.reader import WordReader
from mentoring.safeguarding.rules import Rule, RuleWriter
from mentoring.safeguarding.sources import (
    Complaint,
    LexiconError,
    LexiconRow,
    LexiconSource,
    SharedSource,
    fingerprint,
    read_rows,
    read_sets,
    read_suffixes,
    read_table,
)
from mentoring.safeguarding.spellings import spellings
from mentoring.safeguarding.step_writer import LanguageData
from mentoring.safeguarding.vocabulary import Vocabulary

SEVERITY_CONTEXTS = (
    "now",
    "means",
    "plan",
    "behaviour",
    "self",
    "negation",
    "secret",
    "lesson",
    "workshop",
    "game_sport",
)
"""The context sets that every language should have, because the rules of severity ask for them."""

COMMON = 20
"""How often, among the words of the rows' harmless sentences, a word of common.csv is taken to occur besides."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """What `look_for_concerns` needs. Made by `compile_lexicon`; safe to share between threads."""

    version: str
    languages: tuple[str, ...]
    rules: tuple[Rule, ...]
    contexts: Mapping[str, Mapping[str, Step]]
    """Per language, the context sets of SEVERITY_CONTEXTS that it has."""
    reader: WordReader
    shared_words: SharedWords
    exceptions: "ExceptionBook"

    @property
    def rows(self) -> tuple[LexiconRow, ...]:
        """The rows as they were written."""
        return tuple(rule.row for rule in self.rules)


def compile_lexicon(sources: Mapping[str, LexiconSource], shared: SharedSource | None = None) -> Lexicon:
    """Return the lexicon of all `sources` (language → its files).

    Raises LexiconError that lists every row which cannot be read or compiled, with file, line and column.
    """
    # Nothing made here is garbage, and there is a lot of it: the collector would look through it all again and again.
    collects = gc.isenabled()
    gc.disable()
    try:
        return _compile(sources, shared or SharedSource())
    finally:
        if collects:
            gc.enable()


def _compile(sources: Mapping[str, LexiconSource], shared: SharedSource) -> Lexicon:
    complaints: list[Complaint] = []
    rows = {language: read_rows(language, source.lexicon, complaints) for language, source in sources.items()}
    _refuse_double_ids([row for of_language in rows.values() for row in of_language], complaints)
    emoji = _by_name(shared.emoji, complaints)
    identity = _identity_words(shared.identity, complaints)
    everyday = _everyday_words(rows, shared, complaints)
    counts = Counter[str]()
    for of_language in everyday.values():
        counts.update(of_language)
    texting = _texting(shared.texting, complaints)
    vocabulary = Vocabulary(counts, texting)
    rules: list[Rule] = []
    contexts: dict[str, dict[str, Step]] = {}
    languages: dict[str, LanguageData] = {}
    for language, source in sources.items():
        sets = read_sets(language, source.contexts, complaints)
        suffixes = read_suffixes(language, source.suffixes, complaints)
        phrases = {name: of_set for name, (_, of_set) in sets.items()}
        languages[language] = LanguageData(language, phrases, suffixes, emoji, identity[language])
        writer = RuleWriter(languages[language], vocabulary)
        contexts[language] = {}
        for name, (line, _) in sets.items():
            file = f"locales/{language}/contexts.csv"
            if name in DETECTORS:
                complaints.append(Complaint(file, line, "set", f"`{name}` is the name of a detector"))
            try:
                step = writer.context(name)
            except PatternError as error:
                complaints.append(Complaint(file, line, "phrases", str(error)))
            else:
                if name in SEVERITY_CONTEXTS:
                    contexts[language][name] = step
        for row in rows[language]:
            try:
                rules.append(writer.rule(row))
            except PatternError as error:
                complaints.append(Complaint(row.file, row.line, f"row {row.id}", str(error)))
    shared_words = SharedWords(
        _pairs(shared.spoken, "locales/shared/spoken.csv", ("written", "means"), complaints),
        _pairs(shared.streets, "locales/shared/streets.csv", ("word", "place"), complaints),
    )
    if complaints:
        raise LexiconError(complaints)
    known = _languages_of(everyday)
    return Lexicon(
        version=fingerprint(sources, shared),
        languages=tuple(sorted(sources)),
        rules=tuple(rules),
        contexts=contexts,
        reader=WordReader(vocabulary, rules, known, shared_words),
        shared_words=shared_words,
        exceptions=ExceptionBook(languages, texting, known),
    )


class ExceptionBook:
    """The exceptions of the rows. Those of a row are compiled when the row first matches something.

    They have a vocabulary of their own for each language, which grows; so what their reader kept is then thrown away.
    """

    def __init__(
        self,
        languages: Mapping[str, LanguageData],
        texting: Mapping[tuple[str, str], Sequence[str]],
        known: Mapping[str, frozenset[str]],
    ) -> None:
        self._known = known
        self._vocabularies = {language: Vocabulary({}, texting) for language in languages}
        self._writers = {
            language: RuleWriter(data, self._vocabularies[language]) for language, data in languages.items()
        }
        self._steps: dict[str, tuple[Step, ...]] = {}
        self._readers: dict[str, WordReader] = {}
        self._growing = Lock()

    def of(self, row: LexiconRow) -> tuple[Step, ...]:
        """Return the exceptions of `row`, compiled."""
        steps = self._steps.get(row.id)
        if steps is None:
            self.prepare([row])
            steps = self._steps[row.id]
        return steps

    def prepare(self, rows: Collection[LexiconRow]) -> None:
        """Compile the exceptions of several rows at once."""
        with self._growing:
            compiled = {
                row.id: tuple([self._writers[row.language].phrase(phrase) for phrase in row.exceptions]) for row in rows
            }
            for language in {row.language for row in rows}:
                self._readers[language] = WordReader(self._vocabularies[language], (), self._known, SharedWords())
            self._steps.update(compiled)

    def reader(self, language: str) -> WordReader:
        """Return the reader of the words of all exceptions that `of` has returned."""
        return self._readers[language]


def missing_contexts(lexicon: Lexicon) -> list[str]:
    """Return a sentence for each context set that the rules of severity ask for and a language does not have."""
    return [
        f"locales/{language}/contexts.csv has no set `{name}`, which the rules of severity ask for"
        for language in lexicon.languages
        for name in SEVERITY_CONTEXTS
        if name not in lexicon.contexts[language]
    ]


def _refuse_double_ids(rows: list[LexiconRow], complaints: list[Complaint]) -> None:
    first: dict[str, LexiconRow] = {}
    for row in rows:
        other = first.setdefault(row.id, row)
        if other is not row:
            complaints.append(
                Complaint(row.file, row.line, "id", f"`{row.id}` is already used in {other.file}, line {other.line}")
            )


def _by_name(text: str, complaints: list[Complaint]) -> dict[str, tuple[str, ...]]:
    names: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for _, cells in read_table(text, "locales/shared/emoji.csv", ("emoji", "name"), complaints):
        for character in fold(cells["emoji"]):
            names[cells["name"]] += (character,)
    return dict(names)


def _identity_words(text: str, complaints: list[Complaint]) -> defaultdict[str, set[str]]:
    """Return, per language, the words that say who somebody is."""
    words: defaultdict[str, set[str]] = defaultdict(set)
    for _, cells in read_table(text, "locales/shared/identity.csv", ("language", "word"), complaints):
        words[cells["language"]].update(words_of(cells["word"]))
    return words


def _pairs(text: str, file: str, columns: tuple[str, str], complaints: list[Complaint]) -> dict[str, frozenset[str]]:
    """Return word → what it stands for, over all languages; Bulgarian words also in Latin letters."""
    pairs: defaultdict[str, set[str]] = defaultdict(set)
    word, meaning = columns
    for _, cells in read_table(text, file, ("language", *columns), complaints):
        for spelling in _all_spellings(cells[word], cells["language"]):
            pairs[spelling].add(cells[meaning])
    return {spelling: frozenset(meanings) for spelling, meanings in pairs.items()}


def _all_spellings(written: str, language: str) -> Iterator[str]:
    text = fold(written)
    yield text
    for spelling, _ in spellings(written, text, language):
        yield spelling


def _texting(text: str, complaints: list[Complaint]) -> dict[tuple[str, str], list[str]]:
    """Return, for a language and a folded word, what is written for it in chats."""
    table: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for _, cells in read_table(text, "locales/shared/texting.csv", ("language", "written", "means"), complaints):
        written = fold(cells["written"])
        for word in words_of(cells["means"]):
            if word != written:
                table[cells["language"], word].append(written)
    return dict(table)


def _everyday_words(
    rows: Mapping[str, list[LexiconRow]], shared: SharedSource, complaints: list[Complaint]
) -> dict[str, Counter[str]]:
    """Return, per language, the words of harmless sentences: what a typo or an evasion must not be mistaken for."""
    found = {
        language: Counter(words_of("\n".join(sentence for row in of_language for sentence in row.negative)))
        for language, of_language in rows.items()
    }
    for _, cells in read_table(shared.common, "locales/shared/common.csv", ("language", "words"), complaints):
        words = found.setdefault(cells["language"], Counter())
        for word in words_of(cells["words"]):
            words[word] += COMMON
    return found


def _languages_of(everyday: Mapping[str, Counter[str]]) -> dict[str, frozenset[str]]:
    languages: defaultdict[str, set[str]] = defaultdict(set)
    for language, words in everyday.items():
        for word in words:
            languages[word].add(language)
    return {word: frozenset(found) for word, found in languages.items()}
