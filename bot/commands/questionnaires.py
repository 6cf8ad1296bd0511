"""Questionnaires on the command line: check a file, and turn YAML into a spreadsheet and back.

It works on files alone: nothing of the database is read or written. A file that is in order is given to a programme
through the admin API.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

import locales
from bot.cannot_start import CannotStart
from mentoring.questionnaires.as_yaml import ReadYaml, read_yaml, write_yaml
from mentoring.questionnaires.mistakes import Mistake, QuestionnaireWrong, in_words
from mentoring.questionnaires.questionnaire import Questionnaire, estimated_seconds
from mentoring.questionnaires.remarks import remarks
from mentoring.questionnaires.written import read_questionnaire, written_questionnaire

questionnaire_app = typer.Typer(
    help="Questionnaires as files: check one, turn YAML into XLSForm (a spreadsheet) and back.", no_args_is_help=True
)

_SPREADSHEET = ".xlsx"

From = Annotated[str, typer.Argument(metavar="FILE", help="A .yaml or .xlsx file, or the key of a shipped one.")]
To = Annotated[Path | None, typer.Option("--to", help="The file to write; without it, beside the one that is read.")]
Replace = Annotated[bool, typer.Option("--replace", help="Write over a file that is there.")]


@questionnaire_app.command()
def check(file: From) -> None:
    """Say whether a file can be used: every mistake with its place, then what could be better. Exit code 1 if not."""
    it = _read(file)
    for remark in remarks(it):
        typer.echo(f"note: {in_words(remark.place)}: {remark.sentence}")
    languages, seconds = ", ".join(it.languages), estimated_seconds(it)
    typer.echo(f"“{it.key}” can be used: {len(it.questions)} questions in {languages}, about {seconds} seconds.")


@questionnaire_app.command()
def export(file: From, to: To = None, replace: Replace = False) -> None:
    """Write a questionnaire as an XLSForm workbook, for spreadsheets and other survey tools."""
    from admin_api.xlsforms import write_xlsform

    it = _read(file)
    written = _write(to or _beside(file, it, _SPREADSHEET), write_xlsform(it, 1), replace=replace)
    typer.echo(f"Wrote {written}.")


@questionnaire_app.command(name="import")
def import_(file: From, to: To = None, replace: Replace = False) -> None:
    """Read an XLSForm workbook and write it as YAML; what cannot be had is named by its cell, and then nothing is."""
    it = _read(file)
    text = write_yaml(written_questionnaire(it))
    written = _write(to or _beside(file, it, ".yaml"), text.encode(), replace=replace)
    typer.echo(f"Wrote {written}.")


def _read(file: str) -> Questionnaire:
    """Return the questionnaire of a file; says what is left out of it. Ends with exit code 1 when it has mistakes."""
    shipped = locales.shipped_questionnaires()
    try:
        if file in shipped:
            return _of_yaml(shipped[file])
        path = Path(file)
        content = path.read_bytes()
        return _of_workbook(content) if path.suffix.lower() == _SPREADSHEET else _of_yaml(content.decode())
    except OSError as error:
        raise CannotStart(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CannotStart(f"{file} is no text in UTF-8; a spreadsheet's name must end with {_SPREADSHEET}.") from None


def _of_yaml(text: str) -> Questionnaire:
    read = ReadYaml(None)
    try:
        read = read_yaml(text)
        return read_questionnaire(read.plain)
    except QuestionnaireWrong as error:
        raise _refused([_line(read, one) for one in error.mistakes]) from None


def _line(read: ReadYaml, one: Mistake) -> str:
    line = f"line {read.line_of(one.place)}, " if read.lines else ""
    return f"{line}{in_words(one.place)}: {one.sentence}"


def _of_workbook(data: bytes) -> Questionnaire:
    from admin_api.workbooks import WorkbookWrong
    from admin_api.xlsforms import read_xlsform

    try:
        read = read_xlsform(data)
    except WorkbookWrong as error:
        raise _refused([f"{one.spot}: {one.sentence}" for one in error.mistakes]) from None
    for left_out in read.left_out:
        typer.echo(f"note: {left_out.spot}: {left_out.sentence}")
    return read.questionnaire


def _refused(lines: Sequence[str]) -> typer.Exit:
    for line in lines:
        typer.echo(line, err=True)
    typer.echo(f"{len(lines)} to put right." if len(lines) > 1 else "One thing to put right.", err=True)
    return typer.Exit(1)


def _beside(file: str, it: Questionnaire, suffix: str) -> Path:
    path = Path(file)
    return path.with_suffix(suffix) if path.suffix else Path(f"{it.key}{suffix}")


def _write(to: Path, content: bytes, *, replace: bool) -> Path:
    try:
        with to.open("wb" if replace else "xb") as opened:
            opened.write(content)
    except FileExistsError:
        raise CannotStart(f"{to} is there already; --replace writes over it. Nothing was written.") from None
    except OSError as error:
        raise CannotStart(f"{to} cannot be written: {error.strerror}.") from None
    return to
