"""The compiled lexicon: all languages' rules, their words, and what is needed to look for them."""

import gc
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import orjson

from mentoring.safeguarding import patterns
from mentoring.safeguarding.detector_atoms import DETECTORS
from mentoring.safeguarding.detectors import SharedWords
from mentoring.safeguarding.folding import fold
from mentoring.safeguarding.hook_book import Hanging, HookBook
from mentoring.safeguarding.known_words import KnownWords
from mentoring.safeguarding.likeness import Learnt, Likeness
from mentoring.safeguarding.matching import Step
from mentoring.safeguarding.number_lists import NumberLists
from mentoring.safeguarding.packing import pack, unpack
from mentoring.safeguarding.patterns import PatternError, words_of
from mentoring.safeguarding.reader import WordReader
from mentoring.safeguarding.rule_book import RuleBook, RuleBookWriter
from mentoring.safeguarding.rules import RuleWriter
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
from mentoring.safeguarding.step_book import StepBook, StepNumbers
from mentoring.safeguarding.step_writer import LanguageData
from mentoring.safeguarding.vocabulary import Vocabulary
from mentoring.safeguarding.word_book import WordBook

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
    """What `look_for_concerns` needs. Made by `compile_lexicon` or `open_lexicon`; safe to share between threads."""

    version: str
    languages: tuple[str, ...]
    rules: RuleBook
    contexts: Mapping[str, Mapping[str, Step]]
    """Per language, the context sets of SEVERITY_CONTEXTS that it has."""
    reader: WordReader
    shared_words: SharedWords
    exception_readers: Mapping[str, WordReader]
    """Per language, the reader of the words of exceptions, which have a vocabulary of their own."""

    @property
    def rows(self) -> tuple[LexiconRow, ...]:
        """The rows as they were written."""
        return tuple(self.rules.rows())


def compile_lexicon(sources: Mapping[str, LexiconSource], shared: SharedSource | None = None) -> Lexicon:
    """Return the lexicon of all `sources` (language → its files).

    Raises LexiconError that lists every row which cannot be read or compiled, with file, line and column.
    """
    return _opened({name: memoryview(piece) for name, piece in _pieces(sources, shared or SharedSource()).items()})


def pack_lexicon(sources: Mapping[str, LexiconSource], shared: SharedSource, made_from: str) -> bytes:
    """Return the compiled lexicon as bytes that `open_lexicon` opens in a fraction of the time. Raises LexiconError.

    `made_from` names the files it is made from.
    """
    return pack(_pieces(sources, shared), made_from)


def open_lexicon(packed: bytes | memoryview, made_from: str) -> Lexicon:
    """Return what `pack_lexicon` packed, where it lies; raises NotPacked when damaged or made from other files."""
    return _opened(unpack(packed, made_from))


def _pieces(sources: Mapping[str, LexiconSource], shared: SharedSource) -> dict[str, bytes]:
    # Nothing made here is garbage, and there is a lot of it: the collector would look through it all again and again.
    collects = gc.isenabled()
    gc.disable()
    try:
        return _compiled(sources, shared)
    finally:
        patterns.forget()
        if collects:
            gc.enable()


def _compiled(sources: Mapping[str, LexiconSource], shared: SharedSource) -> dict[str, bytes]:
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
    numbers = StepNumbers()
    book = RuleBookWriter(numbers)
    hanging: list[Hanging] = []
    contexts: dict[str, dict[str, int]] = {}
    exceptions: dict[str, Vocabulary] = {}
    for language, source in sources.items():
        sets = read_sets(language, source.contexts, complaints)
        suffixes = read_suffixes(language, source.suffixes, complaints)
        phrases = {name: of_set for name, (_, of_set) in sets.items()}
        data = LanguageData(language, phrases, suffixes, emoji, identity[language])
        exceptions[language] = Vocabulary(counts, texting)
        writer, exception_writer = RuleWriter(data, vocabulary), RuleWriter(data, exceptions[language])
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
                    contexts[language][name] = numbers.of(step)
        for row in rows[language]:
            try:
                rule = writer.rule(row)
                excepted = exception_writer.exceptions(row)
            except PatternError as error:
                complaints.append(Complaint(row.file, row.line, f"row {row.id}", str(error)))
            else:
                hanging.append(writer.hanging(rule))
                book.add(replace(rule, exceptions=excepted))
        numbers.forget()
        patterns.forget()
        del writer, exception_writer
        gc.collect()  # a language's writers and steps refer to each other; the next needs their room
    shared_words = SharedWords(
        _pairs(shared.spoken, "locales/shared/spoken.csv", ("written", "means"), complaints),
        _pairs(shared.streets, "locales/shared/streets.csv", ("word", "place"), complaints),
    )
    if complaints:
        raise LexiconError(complaints)
    hooks = HookBook.of(hanging, len(vocabulary))
    important = vocabulary.words_with({atom for atom in range(len(vocabulary)) if hooks.has(atom)})
    of_exceptions = {
        f"{language}/{name}": piece
        for language, its_words in exceptions.items()
        for name, piece in WordBook.pieces(its_words).items()
    }
    facts = {
        "version": fingerprint(sources, shared),
        "languages": sorted(sources),
        "contexts": contexts,
        "spoken": {word: sorted(means) for word, means in shared_words.spoken.items()},
        "streets": {word: sorted(places) for word, places in shared_words.streets.items()},
        "identity": sorted(set().union(*identity.values())),
    }
    return {
        "facts": orjson.dumps(facts),
        **book.pieces([row for of_language in rows.values() for row in of_language]),
        "steps": numbers.steps().to_bytes(),
        "sets": numbers.sets().to_bytes(),
        **WordBook.pieces(vocabulary, important),
        **hooks.pieces(),
        **KnownWords.of(everyday).pieces(),
        "likeness": shared.likeness,
        **of_exceptions,
    }


def _opened(pieces: Mapping[str, memoryview]) -> Lexicon:
    facts = orjson.loads(pieces["facts"])
    steps = StepBook(NumberLists.from_bytes(pieces["steps"]), NumberLists.from_bytes(pieces["sets"]))
    known = KnownWords.from_pieces(pieces)
    shared_words = SharedWords(
        *({word: frozenset(means) for word, means in facts[name].items()} for name in ("spoken", "streets"))
    )
    languages = tuple(facts["languages"])
    learnt = pieces["likeness"]
    likeness = Likeness(Learnt.from_bytes(learnt), frozenset(facts["identity"])) if learnt else None
    return Lexicon(
        version=facts["version"],
        languages=languages,
        rules=RuleBook(pieces, steps),
        contexts={
            language: {name: steps[number] for name, number in of_language.items()}
            for language, of_language in facts["contexts"].items()
        },
        reader=WordReader(WordBook(pieces), HookBook.from_pieces(pieces), known, shared_words, likeness),
        shared_words=shared_words,
        exception_readers={
            language: WordReader(WordBook(_with_prefix(pieces, f"{language}/")), HookBook.empty(), known, SharedWords())
            for language in languages
        },
    )


def _with_prefix(pieces: Mapping[str, memoryview], prefix: str) -> dict[str, memoryview]:
    return {name.removeprefix(prefix): piece for name, piece in pieces.items() if name.startswith(prefix)}


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
