"""The safeguarding lexicon on the command line: look for concerns in messages; check, test and compare the rows."""

import gc
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.commands.learning import learn_weights
from bot.shipped_lexicon import LANGUAGES, shipped_lexicon, shipped_shared, shipped_source
from mentoring.safeguarding import (
    Finding,
    Lexicon,
    LexiconError,
    LexiconRow,
    LexiconSource,
    compile_lexicon,
    look_for_concerns,
)
from mentoring.safeguarding.lexicon import missing_contexts
from mentoring.safeguarding.proof import Report, Sample, Tally, broken_promises, measure, read_samples
from mentoring.safeguarding.sources import read_rows, write_rows

DEVELOPMENT_SET = Path(__file__).parents[2] / "benchmarks" / "safeguarding"
"""In a checkout; an installed package has none, and then the reports on it are left out."""

ROW_FIELDS = (
    "category",
    "severity",
    "pattern",
    "exceptions",
    "unless",
    "needs",
    "direction",
    "flags",
    "positive",
    "negative",
    "note",
)

lexicon_app = typer.Typer(help="The safeguarding lexicon: check it, test it, compare two of it.", no_args_is_help=True)

lexicon_app.command("learn")(learn_weights)

Language = Annotated[str | None, typer.Argument(help="Only this language: en, bg, tr or es.")]


# --- scan ---------------------------------------------------------------------------------------------------------


def scan() -> None:
    """Look for concerns in messages: JSON Lines {id, lang, text} in, one JSON line for each id out."""
    lexicon = shipped_lexicon()
    gc.freeze()  # the lexicon is never garbage; looking through it again and again would cost more than the scan
    for line in scan_lines(lexicon, sys.stdin.buffer, complain=lambda sentence: typer.echo(sentence, err=True)):
        sys.stdout.write(line)


def scan_lines(lexicon: Lexicon, lines: Iterable[bytes], complain: Callable[[str], None]) -> Iterator[str]:
    """Yield one JSON line for each line that holds an id.

    A line that cannot be read is told to `complain`; when its id can be, it also gets an answer with severity `none`
    and an `error`, so that whoever asked is not left waiting, and does not take silence for safety.
    """
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        try:
            message = json.loads(raw.decode("utf-8", "replace"))
        except (ValueError, RecursionError) as error:
            complain(f"line {number}: not JSON: {error}")
            continue
        if not isinstance(message, dict) or "id" not in message:
            complain(f"line {number}: not an object with an id")
            continue
        text, language = message.get("text"), message.get("lang")
        if not isinstance(text, str):
            complain(f"line {number}: the text is missing or is no string")
            answer = _answer(None) | {"error": "the text is missing or is no string"}
        else:
            answer = _answer(look_for_concerns(lexicon, text, language=language if isinstance(language, str) else None))
        yield json.dumps({"id": message["id"]} | answer) + "\n"


def _answer(finding: Finding | None) -> dict[str, object]:
    if finding is None:
        return {"categories": [], "severity": "none", "spans": [], "rules": []}
    return {
        "categories": list(finding.categories),
        "severity": finding.severity.word,
        "spans": [
            {"start": span.start, "end": span.end, "rule": hit.rule, "category": hit.category}
            for hit in finding.hits
            for span in hit.spans
        ],
        "rules": sorted(hit.rule for hit in finding.hits),
    }


# --- lexicon check, test ------------------------------------------------------------------------------------------


@lexicon_app.command()
def check(language: Language = None) -> None:
    """Read every row and name every mistake; says nothing of what the rows match (see `test`)."""
    lexicon = _compiled(_only(language))
    for complaint in missing_contexts(lexicon):
        typer.echo(f"note: {complaint}")
    _echo_counts(lexicon)


@lexicon_app.command("test")
def try_rows(
    language: Language = None,
    misses: Annotated[bool, typer.Option(help="List the sentences of the development set that went wrong.")] = False,
) -> None:
    """Try every row on its own sentences, and all of them on the development set."""
    languages = _only(language)
    lexicon = _compiled(LANGUAGES if _all_compile() else languages)
    broken = list(broken_promises(lexicon, [row for row in lexicon.rows if row.language in languages]))
    for each in broken:
        typer.echo(str(each))
    typer.echo(f"{len(broken)} sentences of the rows do not do what their row says.\n")
    samples = [sample for each in languages for sample in development_set(each)]
    if samples:
        report = measure(lexicon, samples)
        _echo_report(report)
        if misses:
            _echo_misses(report)
    raise typer.Exit(1 if broken else 0)


def _all_compile() -> bool:
    try:
        shipped_lexicon()
    except LexiconError:
        return False
    return True


@lexicon_app.command()
def look(text: str, language: Annotated[str | None, typer.Option("--lang")] = None) -> None:
    """Show what is seen in one message, and why."""
    finding = look_for_concerns(_compiled(LANGUAGES), text, language=language)
    typer.echo(finding.severity.word)
    for hit in finding.hits:
        where = " | ".join(text[span.start : span.end] for span in hit.spans)
        typer.echo(f"{hit.rule}  {hit.severity.word}  {' '.join(hit.views.words)}  «{where}»")


def development_set(language: str) -> list[Sample]:
    """Return the project's own sentences of one language; none outside a checkout."""
    file = DEVELOPMENT_SET / f"development.{language}.csv"
    return read_samples(file.read_text(encoding="utf-8"), file.name) if file.is_file() else []


def _only(language: str | None) -> tuple[str, ...]:
    if language is None:
        return LANGUAGES
    if language not in LANGUAGES:
        _refuse(f"{language} is not one of {' '.join(LANGUAGES)}")
    return (language,)


def _compiled(languages: Sequence[str]) -> Lexicon:
    try:
        return compile_lexicon({language: shipped_source(language) for language in languages}, shipped_shared())
    except LexiconError as error:
        _refuse(f"{error}\n{len(error.complaints)} mistakes")


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def _echo_counts(lexicon: Lexicon) -> None:
    for language in lexicon.languages:
        typer.echo(f"{language}: {sum(row.language == language for row in lexicon.rows)} rows")
    typer.echo(f"{len(lexicon.rows)} rows, lexicon {lexicon.version}")


def _echo_report(report: Report, only: tuple[str, ...] = ()) -> None:
    heads = ("high+critical", "paged", "critical", "paged", "lesser", "category", "harmless flagged", "paged")
    typer.echo(f"{'':28}" + "".join(f"{head:>17}" for head in heads))
    for name, each in report.groups.items():
        if not only or name.startswith(only):
            typer.echo(f"{name:28}" + "".join(f"{cell:>17}" for cell in _cells(each)))


def _cells(each: Tally) -> tuple[str, ...]:
    concerns = each.grave + each.lesser
    return (
        _share(each.grave_found, each.grave),
        _share(each.grave_paged, each.grave),
        _share(each.critical_found, each.critical),
        _share(each.critical_paged, each.critical),
        _share(each.lesser_found, each.lesser),
        _share(each.right_category, concerns),
        _share(each.harmless_flagged, each.harmless),
        _share(each.harmless_paged, each.harmless),
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part}/{whole})" if whole else ""


def _echo_misses(report: Report) -> None:
    for sample in report.missed:
        about = " ".join(sorted(sample.categories))
        typer.echo(f"missed  {sample.id} {sample.severity.word} {about} {sample.kind}: {sample.text}")
    for sample, finding in report.flagged:
        why = " ".join(f"{hit.rule}={hit.severity.word}/{'+'.join(hit.views.words)}" for hit in finding.hits)
        typer.echo(f"flagged {sample.id} {finding.severity.word} {sample.kind}: {sample.text}  [{why}]")


# --- lexicon diff, import, export ---------------------------------------------------------------------------------


@lexicon_app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="A folder laid out as locales/, or one language's lexicon.csv.")],
    new: Annotated[Path, typer.Argument(help="The same, as it shall be.")],
) -> None:
    """Show what a change of the lexicon does: rows, and sentences of the development set that fare differently."""
    before, after = _compiled_from(old), _compiled_from(new)
    _echo_changed_rows(before.rows, after.rows)
    samples = [sample for language in LANGUAGES for sample in development_set(language)]
    then, now = measure(before, samples), measure(after, samples)
    for (sample, was), (_, is_now) in zip(then.looked_at, now.looked_at, strict=True):
        if was.severity is not is_now.severity:
            typer.echo(
                f"{sample.id} ({sample.severity.word}, {sample.kind}): {was.severity.word} → {is_now.severity.word}"
            )
    for name, report in (("before", then), ("after", now)):
        typer.echo(f"\n{name}")
        _echo_report(report, only=("all", "set", "language", "evasive"))


@lexicon_app.command("export")
def export_rows(language: Annotated[str, typer.Argument(help="en, bg, tr or es")]) -> None:
    """Write one language's rows as CSV to the standard output."""
    lexicon = _compiled(_only(language))
    typer.echo(write_rows(lexicon.rows), nl=False)


@lexicon_app.command("import")
def import_rows(
    file: Annotated[Path, typer.Argument(help="CSV with the columns of the lexicon; rows with a known id replace it.")],
    into: Annotated[Path, typer.Option(help="A folder laid out as locales/.")],
) -> None:
    """Add rows to a lexicon, or replace some. Refused as a whole when one of them is wrong or breaks its promises."""
    language = _language_of(file)
    source = _source_in(into, language)
    have = {row.id: row for row in read_rows(language, source.lexicon, [])}
    added = read_rows(language, file.read_text(encoding="utf-8"), [])
    have.update({row.id: row for row in added})
    try:
        everything = {each: _source_in(into, each) for each in LANGUAGES}
        everything[language] = LexiconSource(write_rows(have.values()), source.contexts, source.suffixes)
        lexicon = compile_lexicon(everything, shipped_shared())
        compile_lexicon(
            {language: LexiconSource(file.read_text(encoding="utf-8"), source.contexts, source.suffixes)},
            shipped_shared(),
        )
    except LexiconError as error:
        _refuse(str(error))
    ids = {row.id for row in added}
    broken = list(broken_promises(lexicon, [row for row in lexicon.rows if row.id in ids]))
    if broken:
        _refuse("\n".join(map(str, broken)))
    target = into / language / "lexicon.csv"
    target.write_text(everything[language].lexicon, encoding="utf-8")
    typer.echo(f"{len(ids)} rows are now in {target}")


def _compiled_from(path: Path) -> Lexicon:
    sources = {language: shipped_source(language) for language in LANGUAGES}
    if path.is_dir():
        sources = {language: _source_in(path, language) for language in LANGUAGES}
    else:
        language = _language_of(path)
        shipped = sources[language]
        sources[language] = LexiconSource(path.read_text(encoding="utf-8"), shipped.contexts, shipped.suffixes)
    try:
        return compile_lexicon(sources, shipped_shared())
    except LexiconError as error:
        _refuse(f"{path}: {error}")


def _source_in(folder: Path, language: str) -> LexiconSource:
    files = [folder / language / name for name in ("lexicon.csv", "contexts.csv", "suffixes.csv")]
    return LexiconSource(*(file.read_text(encoding="utf-8") if file.is_file() else "" for file in files))


def _language_of(file: Path) -> str:
    """Return the language of a lexicon.csv: that of the ids of its rows."""
    found = {row.id.partition("-")[0] for row in read_rows("?", file.read_text(encoding="utf-8"), [])}
    if len(found) != 1 or not found <= set(LANGUAGES):
        _refuse(f"{file}: the ids of its rows must all begin with one of {' '.join(LANGUAGES)} and a hyphen")
    return found.pop()


def _echo_changed_rows(old: Sequence[LexiconRow], new: Sequence[LexiconRow]) -> None:
    before, after = {row.id: row for row in old}, {row.id: row for row in new}
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            typer.echo(f"- {name}: {before[name].pattern}")
        elif name not in before:
            typer.echo(f"+ {name}: {after[name].pattern}")
        elif before[name] != after[name]:
            changed = [column for column in ROW_FIELDS if getattr(before[name], column) != getattr(after[name], column)]
            typer.echo(f"~ {name}: {', '.join(changed)}")


if __name__ == "__main__":
    lexicon_app.command("scan")(scan)
    lexicon_app()
