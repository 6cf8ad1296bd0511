"""What words weigh, learnt anew from the sentences of all languages: `interlude lexicon learn`."""

import hashlib
from pathlib import Path

import typer

import locales
from bot.shipped_lexicon import LANGUAGES, shipped_shared
from mentoring.safeguarding.folding import fold
from mentoring.safeguarding.learning import ROUNDS, Told, learn, read_sentences, sentences_of
from mentoring.safeguarding.patterns import words_of
from mentoring.safeguarding.reader import cutter
from mentoring.safeguarding.sources import Complaint, read_rows, read_table

LEARNT = Path(locales.__file__).parent / "shared" / locales.LIKENESS_FILE


def learnt_from() -> str:
    """Return 24 hexadecimal digits that change whenever one of the sentences does."""
    digest = hashlib.sha256()
    for language in LANGUAGES:
        digest.update(locales.sentences_csv(language).encode() + b"\0")
    return digest.hexdigest()[:24]


def learn_weights() -> None:
    """Learn what words weigh from the sentences in locales/<language>/sentences.csv and of rows; takes some minutes."""
    shared, complaints = shipped_shared(), list[Complaint]()
    emoji = {cells["emoji"] for _, cells in read_table(shared.emoji, "emoji.csv", ("emoji",), complaints)}
    cut = cutter(sorted({character for each in emoji for character in fold(each)})).findall
    sentences: list[Told] = []
    for language in LANGUAGES:
        sentences += read_sentences(language, locales.sentences_csv(language), cut, complaints)
        for row in read_rows(language, locales.lexicon_csv(language), complaints):
            sentences += sentences_of(row, cut)
    identity = read_table(shared.identity, "identity.csv", ("word",), complaints)
    neutral = frozenset(word for _, cells in identity for word in words_of(cells["word"]))
    if complaints:
        typer.echo("\n".join(map(str, complaints)), err=True)
        raise typer.Exit(1)
    with typer.progressbar(length=2 * ROUNDS, label=f"{len(sentences)} sentences") as progress:
        learnt = learn(sentences, learnt_from(), neutral=neutral, on_round=lambda _: progress.update(1))
    LEARNT.write_bytes(learnt.to_bytes())
    limits = ", ".join(f"{each:.2f}" for each in (*learnt.harmless, *learnt.degrees))
    typer.echo(f"{LEARNT}: certainly, plainly, rather harmless below, faintly, plainly, much alike from {limits}")
