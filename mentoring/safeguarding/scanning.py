"""Looking for concerns in a message: the one function that the rest of Interlude calls."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from datetime import timedelta
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from mentoring.people import Role
from mentoring.safeguarding.detector_atoms import contact_atom, likeness_atoms
from mentoring.safeguarding.detectors import FEWEST_SPOKEN, TextSpan, find_contact_details
from mentoring.safeguarding.findings import Category, Concern, Finding, Hit, Severity, Span, View
from mentoring.safeguarding.hook_book import ALL_GROUPS, Hook
from mentoring.safeguarding.lexicon import Lexicon
from mentoring.safeguarding.likeness import Talk
from mentoring.safeguarding.lines import Level, Line
from mentoring.safeguarding.matching import Atoms, Match, matches
from mentoring.safeguarding.message import Message, Place
from mentoring.safeguarding.reader import Trait, WordPart, WordRead
from mentoring.safeguarding.rewriting import Disguise, find_disguises, put_right
from mentoring.safeguarding.rules import Rule
from mentoring.safeguarding.severity import lowered_in_harmless_talk, severity_in_context
from mentoring.safeguarding.sources import RowFlag

MOST_AT_ONCE = 4_096
"""Code points looked at in one go; longer texts are looked at in pieces."""
OVERLAP = 512
"""Code points that two pieces share, so that nothing is cut in two."""
LONGEST_UNCUT = 64
"""Code points within which a space is looked for to cut a text at."""
WINDOW_MESSAGES = 5
WINDOW_AGE = timedelta(minutes=3)
MOST_EARLIER = 20
MOST_STRANGE = 40
MOST_EXAMINED = 512
"""Matches of one rule in one text that are looked at closely."""
MOST_MATCHES = 64
"""Matches of one rule in one text that are pointed at."""
SHORTEST_GUESSED = 5
"""Letters of a misspelled word in a match of two words; in longer ones any word may be misspelled, alone none may."""
_ANY_VIEW = ~View.PLAIN
_WRONG_LETTER = View.TYPO | View.GUESS
_ADDRESS_TRAITS = Trait.DIGITS | Trait.STREET


class Earlier(NamedTuple):
    """A message that the same person wrote before, and how long before the newest one."""

    text: str
    age: timedelta


def look_for_concerns(
    lexicon: Lexicon,
    text: str,
    *,
    language: str | None = None,
    written_by: Role | None = None,
    earlier: Sequence[Earlier] = (),
) -> Finding:
    """Return what `text` gives reason to worry about.

    `language` is what the message is said to be in; it may be wrong, and only rows marked this-language-only heed it.
    `written_by` is None when unknown; then no row is left out because of its direction. `earlier` are messages of the
    same person, the oldest first; they count only together with the newest one. Never raises, whatever the text.
    """
    scan = _Scan(lexicon, language, written_by)
    hits: dict[str, Hit] = {}
    before = _window(earlier)
    together = scan.first_look([*before, text]) if before and len(text) <= MOST_AT_ONCE else None
    if together is None or not together.rules_out_its_parts:
        for start, end in _pieces(text):
            for hit in scan.hits(scan.first_look([text[start:end]])):
                _add(hits, _moved(hit, start))
    if before:
        for hit in scan.hits(together or scan.first_look([*before, text[:MOST_AT_ONCE]])):
            _add(hits, hit)
    return Finding(_concerns(hits.values()), lexicon.version)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the overlapping pieces of `text`, which begin and end between words where there are any."""
    start = 0
    while len(text) - start > MOST_AT_ONCE:
        end = _between_words(text, start + MOST_AT_ONCE)
        yield start, end
        start = _between_words(text, end - OVERLAP)
    yield start, len(text)


def _between_words(text: str, near: int) -> int:
    """Return the last place before `near` where a word has just ended; `near` itself if none is close."""
    space = max(text.rfind(" ", near - LONGEST_UNCUT, near), text.rfind("\n", near - LONGEST_UNCUT, near))
    return near if space < 0 else space + 1


def _window(earlier: Sequence[Earlier]) -> list[str]:
    """Return the texts that are read together with the newest one: the last few, and what was written just before."""
    recent = [
        each.text[-MOST_AT_ONCE:]
        for place, each in enumerate(reversed(earlier[-MOST_EARLIER:]), start=1)
        if place < WINDOW_MESSAGES or each.age <= WINDOW_AGE
    ]
    while sum(map(len, recent)) > MOST_AT_ONCE:
        recent.pop()
    return recent[::-1]


def _moved(hit: Hit, by: int) -> Hit:
    if not by:
        return hit
    spans = tuple(Span(span.start + by, span.end + by, span.message) for span in hit.spans)
    return Hit(hit.rule, hit.category, hit.severity, spans, hit.views)


def _add(hits: dict[str, Hit], hit: Hit) -> None:
    """Add `hit` to what the same rule found before."""
    before = hits.get(hit.rule)
    if before is not None:
        spans = tuple(sorted({*before.spans, *hit.spans}))
        views = min(before.views, hit.views, key=lambda view: view.value)
        hit = Hit(hit.rule, hit.category, max(before.severity, hit.severity), spans, views)
    hits[hit.rule] = hit


def _concerns(hits: Iterable[Hit]) -> tuple[Concern, ...]:
    by_category: dict[Category, list[Hit]] = {}
    for hit in sorted(hits, key=lambda hit: hit.rule):
        by_category.setdefault(hit.category, []).append(hit)
    concerns = [
        Concern(category, max(hit.severity for hit in of_category), tuple(of_category))
        for category, of_category in by_category.items()
    ]
    return tuple(sorted(concerns, key=lambda concern: (-concern.severity, concern.category)))


def words_only(message: Message) -> list[Place]:
    """Return the words of a message without its emoji."""
    return [place for place in message.places if not place.word.traits & Trait.EMOJI]


def _seen_by(views: View, reads: Iterable[WordRead]) -> Iterator[int]:
    """Yield the atoms that words match only in one of `views`."""
    bits = views.value
    return (atom for read in reads for atom, seen in (*read.soft, *read.evasive) if seen & bits)


class _FirstLook(NamedTuple):
    """What a message may hold: `possible` are the rules whose words are there, `present` in atoms, openly or `hidden`.

    `spoken_digits` counts the different words for numbers; `meant` says of single words what else they may be (see
    WordReader.otherwise). A match seen in one of the views `unweighed` is not of the words that were weighed.
    """

    message: Message
    traits: int
    spoken_digits: int
    details: Mapping[int, Sequence[TextSpan]]
    disguises: Sequence[Disguise]
    meant: Mapping[str, tuple[WordPart, ...]]
    possible: Sequence[Rule]
    present: Set[int]
    hidden: Set[int]
    unweighed: View

    @property
    def only_adds(self) -> bool:
        """Whether words may only mean more than they say, none being taken for several or several for one."""
        return not self.disguises and all(len(parts) == 1 for parts in self.meant.values())

    @property
    def rules_out_its_parts(self) -> bool:
        """Whether nothing can be in any of its messages alone either: more words only make more rules possible.

        But numbers can run into what stands before them, disguises too, and of many strange words some are left out.
        """
        return (
            not self.possible
            and not self.disguises
            and self.spoken_digits < FEWEST_SPOKEN
            and not self.message.may_hold_phone_number
            and len(self.message.loud) <= MOST_STRANGE
        )


class _OneSpan(Sequence[TextSpan]):
    """A span that is looked for when somebody asks where it is: most messages only need to know that it is there."""

    def __init__(self, find: Callable[[], TextSpan]) -> None:
        self._find = find

    @cached_property
    def _spans(self) -> tuple[TextSpan]:
        return (self._find(),)

    def __len__(self) -> int:
        return 1

    def __getitem__(self, place: int) -> TextSpan:  # type: ignore[override]  # slices are not asked for
        return self._spans[place]


class _Scan:
    """One look at one message."""

    def __init__(self, lexicon: Lexicon, language: str | None, written_by: Role | None) -> None:
        self._lexicon = lexicon
        self._language = language
        self._written_by = written_by
        self._known_atoms: dict[Rule, Atoms] = {}

    def hits(self, look: _FirstLook) -> Iterator[Hit]:
        """Yield the hits that touch the last of the texts looked at; a rule may come several times."""
        if not look.possible:
            return
        message, possible = look.message, look.possible
        reader = self._lexicon.reader
        reads = reader.read_all(message.words)

        def line(words: Sequence[WordRead], places: Callable[[], Sequence[Place]]) -> Line:
            return Line(words, places, look.details, message, reader)

        right = self._put_right(message, reads, look, line)
        has_emoji = bool(look.traits & Trait.EMOJI)
        if right is not None and look.only_adds and not has_emoji:
            # This line holds all that the words as they stand do.
            possible = [rule for rule in possible if right.may_match(rule)]
        openly = [rule for rule in possible if rule.step.is_possible(look.present)] if look.hidden else possible
        if has_emoji:
            yield from self._hits_in(line(reads, lambda: message.places), openly, look)
            reads = [read for read in reads if not read.traits & Trait.EMOJI]
        if openly:
            yield from self._hits_in(line(reads, lambda: words_only(message)), openly, look)
        if right is not None:
            disguised = [rule for rule in possible if not look.hidden.isdisjoint(rule.all_atoms)]
            yield from self._hits_in(right, disguised, look)

    def first_look(self, texts: Sequence[str]) -> _FirstLook:
        """Return what every message costs: which rules its words make possible. `texts` are read as one."""
        reader = self._lexicon.reader
        message = Message(texts, reader)
        hooks: list[Hook] = []
        traits = spoken_digits = 0
        for read in reader.read_all(message.loud):
            hooks += read.hooks
            traits |= read.traits
            spoken_digits += bool(read.traits & Trait.SPOKEN_DIGIT)
        details: dict[int, Sequence[TextSpan]] = {}
        if (
            message.rough
            or traits & Trait.SPOKEN_DOT
            or traits & _ADDRESS_TRAITS == _ADDRESS_TRAITS
            or spoken_digits >= FEWEST_SPOKEN
            or message.may_hold_phone_number
        ):
            details = self._contact_details(message, spoken_digits, traits)
        details |= self._likeness(message)
        hooks += reader.hooks_of(details)
        disguises = find_disguises(message, traits, reader)
        meant = self._meant_otherwise(message) if traits & Trait.STRANGE else {}
        hidden = [place.word for disguise in disguises for place in disguise.places]
        hidden += [read for parts in meant.values() for _, read in parts]
        for read in hidden:
            hooks += read.hooks
        unweighed, elsewhere = _ANY_VIEW, frozenset[int]()
        if message.talk >= Talk.PLAINLY_HARMLESS:
            # What most rules find in plain words would come to nothing (see lowered_in_harmless_talk).
            if message.talk is Talk.CERTAINLY_HARMLESS and self._is_well_spelled(message, meant):
                unweighed = ~_WRONG_LETTER  # a few of them do not make it another message
            elsewhere = message.earlier_atoms.union(
                _seen_by(_ANY_VIEW if len(texts) > 1 else unweighed, hidden),
                _seen_by(unweighed, reader.read_all(message.different)),
            )
            if not elsewhere:
                hooks = self._lexicon.rules.heard_in(message.talk, hooks)
        present, hidden_atoms = frozenset[int](), frozenset[int]()
        possible: list[Rule] = []
        if hooks and (candidates := self._candidates(hooks, message, details, hidden)):
            present = frozenset(details).union(*[read.atoms for read in reader.read_all(message.different)])
            hidden_atoms = frozenset().union(*[read.atoms for read in hidden])
            if len(texts) > 1:
                of_newest = [read.atoms for read in reader.read_all(message.newest_words)]
                candidates = self._lexicon.rules.with_any(candidates, hidden_atoms.union(details, *of_newest))
            if elsewhere:
                candidates = self._lexicon.rules.counting_in(message.talk, candidates, elsewhere)
            possible = self._possible(candidates, present | hidden_atoms)
        return _FirstLook(
            message, traits, spoken_digits, details, disguises, meant, possible, present, hidden_atoms, unweighed
        )

    def _candidates(
        self, hooks: Sequence[Hook], message: Message, details: Collection[int], hidden: Sequence[WordRead]
    ) -> set[int]:
        """Return the rules all of whose needed words are there."""
        reader = self._lexicon.reader
        groups = reader.groups_of(details) if details else 0
        for read in reader.read_all(message.different):
            groups |= read.groups
        for read in hidden:
            groups |= read.groups
        missing = ALL_GROUPS & ~groups  # never negative: to "and" with a negative number takes three times as long
        return {index for needed, index in hooks if not needed & missing}

    def _put_right(
        self,
        message: Message,
        reads: Sequence[WordRead],
        look: _FirstLook,
        line: Callable[[Sequence[WordRead], Callable[[], Sequence[Place]]], Line],
    ) -> Line | None:
        """Return the words with those put right that are, or may be, other words; None when there are none."""
        if not look.only_adds:
            places = put_right(words_only(message), look.disguises, look.meant)
            return line([place.word for place in places], lambda: places)
        if look.meant:
            words = zip(message.words, reads, strict=True)
            meant = [look.meant[word][0][1] if word in look.meant else read for word, read in words]
            return line(meant, lambda: put_right(message.places, (), look.meant))
        return None

    def _meant_otherwise(self, message: Message) -> dict[str, tuple[WordPart, ...]]:
        """Return what the first few strange words may mean; a text of nothing but strange words means nothing."""
        reader = self._lexicon.reader
        strange = [word for word in message.loud if reader.read(word).traits & Trait.STRANGE]
        if len(strange) > MOST_STRANGE:
            among = set(strange)
            strange = [word for word in dict.fromkeys(message.words) if word in among][:MOST_STRANGE]
        return {word: parts for word in strange if (parts := reader.otherwise(word))}

    @staticmethod
    def _is_well_spelled(message: Message, meant: Collection[str]) -> bool:
        """Whether fewer than half of the newest words may be others than they say."""
        words = message.words_of_newest
        return len(meant) < MOST_STRANGE and 2 * sum([word in meant for word in words]) < len(words)

    def _contact_details(self, message: Message, spoken_digits: int, traits: int) -> dict[int, Sequence[TextSpan]]:
        found = find_contact_details(
            message.folded,
            lambda: [(place.text, place.start, place.end) for place in message.places],
            self._lexicon.shared_words,
            spoken_digits,
            has_digits=bool(traits & Trait.DIGITS),
            may_hold_phone_number=message.may_hold_phone_number,
            has_street=bool(traits & Trait.STREET),
            has_spoken_dot=bool(traits & Trait.SPOKEN_DOT),
        )
        return {contact_atom(name): spans for name, spans in found.items()}

    def _likeness(self, message: Message) -> dict[int, Sequence[TextSpan]]:
        """Return what the newest message sounds like: the atoms of that, and where it does so most."""
        likeness, weighed = self._lexicon.reader.likeness, message.weighed
        if likeness is None or weighed is None or not (degree := likeness.degree(weighed.score)):
            return {}
        start, end = weighed.words
        words = message.words_of_newest[start:end]
        if not words:
            return {}

        def heaviest() -> TextSpan:
            first, last = likeness.heaviest(words)
            places = message.places[len(message.places) - len(message.words_of_newest) + start :]
            return places[first].start, places[last - 1].end

        spans = _OneSpan(heaviest)
        language = self._evident_language(words)
        return dict.fromkeys(likeness_atoms(likeness.category(words), language, degree), spans)

    def _evident_language(self, words: Sequence[str]) -> str:
        """Return the language that most of `words` are everyday words of; of several, the one it is said to be in."""
        known_in = self._lexicon.reader.known_in
        votes = Counter(language for word in words for language in known_in(word))
        return max(self._lexicon.languages, key=lambda language: (votes[language], language == self._language))

    def _possible(self, candidates: Iterable[int], present: Set[int]) -> list[Rule]:
        """Return those rules that the words which are there could match, and which are for this writer and language."""
        rules = map(self._lexicon.rules.__getitem__, candidates)
        return [rule for rule in rules if self._applies(rule) and rule.step.is_possible(present)]

    def _applies(self, rule: Rule) -> bool:
        row = rule.row
        if row.direction is not None and self._written_by is not None and row.direction is not self._written_by:
            return False
        if self._language is not None and self._language != row.language:
            return RowFlag.THIS_LANGUAGE_ONLY not in row.flags
        return True

    def _hits_in(self, line: Line, rules: Sequence[Rule], look: _FirstLook) -> Iterator[Hit]:
        for rule in rules:
            if line.may_match(rule):
                hit = self._hit(rule, line, look)
                if hit is not None:
                    yield hit

    def _hit(self, rule: Rule, line: Line, look: _FirstLook) -> Hit | None:
        message = look.message
        found, level = self._matches(rule, line)
        severity, views, spans = Severity.NONE, View.PLAIN, set[Span]()
        for match in found:
            start, end = line.text_span(match)
            if end <= message.newest:
                continue
            seen = line.views(match, self._atoms_of(rule), level)
            if start < message.newest:
                seen |= View.WINDOW
            graver = severity_in_context(self._lexicon, rule, line, match, seen, self._written_by)
            if not seen & look.unweighed:
                graver = lowered_in_harmless_talk(graver, rule, message.talk)
            if graver:
                views = min(views, seen, key=lambda view: view.value) if spans else seen
                severity = max(severity, graver)
                spans.update(message.spans(start, end))
        if not severity:
            return None
        return Hit(rule.row.id, rule.row.category, severity, tuple(sorted(spans)), views)

    def _atoms_of(self, rule: Rule) -> Atoms:
        known = self._known_atoms.get(rule)
        if known is None:
            known = self._known_atoms[rule] = rule.atoms
        return known

    def _matches(self, rule: Rule, line: Line) -> tuple[list[Match], Level]:
        """Return the first matches of `rule` at the lowest level that has any."""
        for level in line.levels(self._atoms_of(rule)):
            if level is Level.DISGUISED and RowFlag.NO_LEET in rule.row.flags:
                break
            every = islice(matches(rule.step, line.reading(level)), MOST_EXAMINED)
            standing = (match for match in every if self._stands(rule, line, match, level))
            if found := list(islice(standing, MOST_MATCHES)):
                return found, level
        return [], Level.AS_WRITTEN

    def _stands(self, rule: Rule, line: Line, match: Match, level: Level) -> bool:
        """Whether a match is neither excepted nor lacks what the row needs, nor is an accident of reading freely."""
        if rule.exceptions:
            reader = self._lexicon.exception_readers[rule.row.language]
            if line.is_excepted(match, rule, reader):
                return False
        need = rule.need
        if need is not None:
            if need.within is None and not line.all_matches(need.step):
                return False
            if need.within is not None and not line.stands_near(match, need.step, need.within):
                return False
        if self._belongs_elsewhere(rule, line, match):
            return False
        if level is Level.AS_WRITTEN:
            return True
        length = match.end - match.start
        guessed = line.guessed(match, self._atoms_of(rule))
        if guessed and (length == 1 or (length == 2 and min(map(len, guessed)) < SHORTEST_GUESSED)):
            return False
        # One word out of several run together may be a chance: "therapist".
        return length > 1 or not line.places[match.start].run

    def _belongs_elsewhere(self, rule: Rule, line: Line, match: Match) -> bool:
        """Whether all words of a match are everyday words of another language than the rule's.

        So `no ...` in Spanish is no Turkish number, and `ne me` no Bulgarian in Latin letters. Words spelled as the row
        has them are only left to the other language, whose rows know them too, when the message is evidently in it.
        """
        known_in = self._lexicon.reader.known_in
        language = rule.row.language
        shared: Set[str] | None = None
        respelled = False
        atoms = self._atoms_of(rule)
        for place in line.places[match.start : match.end]:
            if atoms.isdisjoint(place.word.atoms):
                continue  # in a gap
            respelled = respelled or atoms.isdisjoint(place.word.plain)
            here = known_in(place.text)
            shared = here if shared is None else shared & here
            if not shared or (respelled and language in here):
                return False
        others = (shared or frozenset()) - {language}
        return bool(others) and (
            respelled or any(line.is_evidently_in(other, rather_than=language) for other in others)
        )
