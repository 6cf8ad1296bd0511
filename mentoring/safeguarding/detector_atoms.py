"""Which atoms stand for detectors: what covers several words and is found by other means than the words of rows.

They come first in every vocabulary. What finds contact details heeds no language; what a message sounds like (see
likeness.py) is told for the language that it is in, so that one language's row finds it and not all of them.
"""

from mentoring.safeguarding.findings import Category

CONTACT_DETECTORS = ("phone", "link", "handle", "email", "address")
LEARNT_LANGUAGES = ("bg", "en", "es", "tr")
"""Languages of which there are sentences to learn from."""
LIKENESS = ("sounds_faintly_like", "sounds_like", "sounds_much_like")
"""How much a message may sound like what others told of danger; each degree is also the ones before it."""
LIKENESS_CALLS = tuple(f"@{degree}_" for degree in LIKENESS)
"""How a pattern begins that finds what a message sounds like."""
_LIKENESS = tuple(f"{degree}_{category}" for degree in LIKENESS for category in Category)
DETECTORS = frozenset((*CONTACT_DETECTORS, *_LIKENESS))
"""The names of all detectors, as patterns call them after an @."""
DETECTOR_ATOMS = len(CONTACT_DETECTORS) + len(_LIKENESS) * len(LEARNT_LANGUAGES)


def contact_atom(name: str) -> int:
    """Return the atom of a detector of contact details."""
    return CONTACT_DETECTORS.index(name)


def detector_atom(name: str, language: str) -> int | None:
    """Return the atom of a detector in a row of `language`; None when nothing was learnt of that language."""
    if name in CONTACT_DETECTORS:
        return contact_atom(name)
    if language not in LEARNT_LANGUAGES:
        return None
    return len(CONTACT_DETECTORS) + LEARNT_LANGUAGES.index(language) * len(_LIKENESS) + _LIKENESS.index(name)


def likeness_atoms(category: Category, language: str, degree: int) -> tuple[int, ...]:
    """Return the atoms of a message in `language` that sounds like `category` to the first `degree` of LIKENESS."""
    atoms = (detector_atom(f"{each}_{category}", language) for each in LIKENESS[:degree])
    return tuple(atom for atom in atoms if atom is not None)
