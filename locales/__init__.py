"""Everything a person reads and everything that depends on a language, as files: one folder per language.

`<language>/LC_MESSAGES/interlude.po` holds the words, `lexicon.csv` with `contexts.csv` and `suffixes.csv` what the
safeguarding engine looks for; `shared/` what all languages have in common.
"""

from functools import cache
from importlib.resources import files

LIKENESS_FILE = "likeness.bin"


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have a catalogue of words, sorted."""
    found = (folder.name for folder in files(__name__).iterdir() if (folder / "LC_MESSAGES" / "interlude.po").is_file())
    return tuple(sorted(found))


def catalogue(language: str) -> str:
    """Return a language's gettext catalogue (the text of its .po file)."""
    return _read(language, "LC_MESSAGES", "interlude.po")


def lexicon_csv(language: str) -> str:
    """Return a language's safeguarding rows as CSV text."""
    return _read(language, "lexicon.csv")


def contexts_csv(language: str) -> str:
    """Return a language's context sets as CSV text."""
    return _read(language, "contexts.csv")


def suffixes_csv(language: str) -> str:
    """Return a language's suffix sets as CSV text."""
    return _read(language, "suffixes.csv")


def shared(name: str) -> str:
    """Return a data file that all languages share, by its file name."""
    return _read("shared", name)


def likeness() -> bytes:
    """Return what was learnt from all languages' sentences.csv: weights of words; nothing before it was learnt."""
    file = files(__name__).joinpath("shared", LIKENESS_FILE)
    return file.read_bytes() if file.is_file() else b""


def sentences_csv(language: str) -> str:
    """Return a language's sentences that the weights of words are learnt from, as CSV text."""
    return _read(language, "sentences.csv")


def shipped_questionnaires() -> dict[str, str]:
    """Return the questionnaires that come with Interlude, as YAML by their keys."""
    folder = files(__name__).joinpath("questionnaires")
    found = [file.name for file in folder.iterdir() if file.name.endswith(".yaml")] if folder.is_dir() else []
    return {name.removesuffix(".yaml"): _read("questionnaires", name) for name in sorted(found)}


def _read(*path: str) -> str:
    return files(__name__).joinpath(*path).read_text(encoding="utf-8")
