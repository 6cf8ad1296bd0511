"""Cases on the command line: check, anywhere, the file of one that was handed over."""

import json
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from mentoring.case_export import NotACase, broken_at

case_app = typer.Typer(help="Safeguarding cases: check the file of one.", no_args_is_help=True)


@case_app.callback()
def _group() -> None:
    """Keep `verify` a command of its own as long as it is the only one."""


@case_app.command()
def verify(file: Annotated[Path, typer.Argument(help="The exported case, JSON.", exists=True, dir_okay=False)]) -> None:
    """Check an exported case, offline: that no event was changed, dropped, added or cut off."""
    try:
        told = json.loads(file.read_bytes())
        broken = broken_at(told) if isinstance(told, dict) else _refuse("it is no exported case")
    except (NotACase, ValueError, RecursionError) as error:
        _refuse(str(error))
    if broken == 0:
        _refuse("what it says of the case is not what its record says")
    if broken is not None:
        _refuse(f"event {broken} is not what was recorded")
    typer.echo(f"It holds: case {told['case']['id']}, {told['case']['events']} events, the last {told['case']['head']}")


def _refuse(why: str) -> NoReturn:
    typer.echo(f"It does not hold: {why}", err=True)
    raise typer.Exit(1)
