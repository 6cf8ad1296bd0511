"""The command line: `interlude`, one command for each thing that whoever runs it does.

Each command imports what it needs when it runs: all of it together takes seconds, and memory that `run` would keep.
"""

import asyncio
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from typer.core import TyperGroup
from typer.main import get_group

from bot.cannot_start import CannotStart, SettingWrong
from locales import languages

_ELSEWHERE = {
    "scan": ("bot.commands.safeguarding", "scan"),
    "lexicon": ("bot.commands.safeguarding", "lexicon_app"),
    "case": ("bot.commands.cases", "case_app"),
    "questionnaire": ("bot.commands.questionnaires", "questionnaire_app"),
}
"""Commands, and groups of them, that stand in a module of their own."""


class _Commands(TyperGroup):
    """The commands of this module, and those elsewhere, whose modules are imported when they are asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return every command's name, in the order in which `--help` shows them."""
        return [*super().list_commands(ctx), *_ELSEWHERE]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command, or None when there is none of that name."""
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module, name = _ELSEWHERE[cmd_name]
        found, holder = getattr(import_module(module), name), typer.Typer()
        if isinstance(found, typer.Typer):
            holder.add_typer(found, name=cmd_name)
        else:
            holder.command(cmd_name)(found)
        return get_group(holder).get_command(ctx, cmd_name)


app = typer.Typer(
    name="interlude",
    cls=_Commands,
    help="A Telegram bot for mentoring pairs between their meetings. Start with `interlude demo`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"Interlude {version('interlude')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", help="Show the version and end.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    pass


@app.command()
def demo(
    host: Annotated[str, typer.Option(help="The address to show the phones at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to show the phones at.")] = 8090,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True,
) -> None:
    """Show everything on this machine: two phones and the staff group in the browser.

    No token, no account, no network; nothing is kept. A port that is taken gives way to a free one.
    """
    try:
        from bot.commands import demonstrating
    except ModuleNotFoundError:
        raise CannotStart("The demo's local Telegram is not part of this installation; use `make demo`.") from None
    from bot.logs import set_up

    set_up("WARNING")

    def tell(line: str) -> None:
        typer.echo(line)
        if open_page and line.startswith("The phones:") and sys.stdout.isatty():
            typer.launch(line.split()[-1])

    asyncio.run(demonstrating.demonstrate(host=host, port=port, tell=tell))


@app.command()
def rehearse(
    pairs: Annotated[int, typer.Option(min=1, max=500, help="How many pairs.")] = 50,
    weeks: Annotated[int, typer.Option(min=1, max=40, help="For how many weeks.")] = 16,
    seed: Annotated[int, typer.Option(help="What chance begins with; the same seed plays the same term.")] = 1,
    keep: Annotated[
        Path | None, typer.Option(help="A file to keep the database in, with its key beside it. Without it, nowhere.")
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="A language that people speak; may be repeated. Without it, all.")
    ] = None,
    goodbye: Annotated[
        bool, typer.Option("--goodbye/--no-goodbye", help="Close all pairs at the end, until the last answer is in.")
    ] = True,
) -> None:
    """Play a term of made-up pairs through the real bot, and say what came of it; exit code 1 when a promise broke.

    Phones are in this process and the clock is moved: no token, no account, no network. It takes minutes.
    """
    try:
        from bot.commands import rehearsing
    except ModuleNotFoundError:
        raise CannotStart("The local Telegram is not part of this installation; use `make rehearse`.") from None
    from bot.logs import set_up

    unknown = sorted(set(language or ()) - set(languages()))
    if unknown:
        raise CannotStart(f"There is no language “{unknown[0]}”. There are: {', '.join(languages())}.")
    set_up("ERROR")
    wished = rehearsing.wished_for(pairs, weeks, seed, language or languages())
    with rehearsing.shown_progress(wished) as tell:
        report = asyncio.run(rehearsing.rehearse(wished, tell, keep=keep, goodbye=goodbye))
    typer.echo(str(report))
    if keep is not None:
        typer.echo(f"\nThe database is kept in {keep}, its key in {keep.with_name('secret.key')}.")
    if not report.went_well:
        raise typer.Exit(1)


@app.command()
def run() -> None:
    """Run the bot, its timer and the admin API until Ctrl+C or SIGTERM. One process for each bot.

    Settings come from the environment or a file `.env`; the README lists them.
    """
    from bot.commands.launching import launch
    from bot.settings import read_settings

    launch(read_settings())


@app.command()
def init(
    token: Annotated[
        str,
        typer.Option(
            prompt="The bot's token, from BotFather",
            hide_input=True,
            help="The bot's token. Better typed when asked: a command line is kept in the shell's history.",
        ),
    ],
    programme: Annotated[str, typer.Option(prompt="What is the programme called?", help="The programme's name.")],
    coordinator: Annotated[
        str, typer.Option(prompt="The first coordinator's first name?", help="The first coordinator's first name.")
    ],
    zone: Annotated[
        str, typer.Option(prompt="In which time zone is it?", help="Its time zone, such as Europe/Sofia.")
    ] = "Europe/Sofia",
    language: Annotated[
        str,
        typer.Option(prompt=f"Its language ({', '.join(languages())})?", help="The language its members begin with."),
    ] = "en",
) -> None:
    """Set up an installation: ask, check the token, write `.env`, and print the first coordinator's link.

    Doing it again adds one more programme.
    """
    from bot.commands import initialising
    from bot.settings import read_settings

    try:
        first = initialising.FirstProgramme(programme.strip(), ZoneInfo(zone), language, coordinator.strip())
    except (OSError, ValueError, KeyError):
        raise CannotStart(f"There is no time zone “{zone}”. Zones look like Europe/Sofia.") from None
    if language not in languages():
        raise CannotStart(f"There is no language “{language}”. There are: {', '.join(languages())}.")
    if not first.name or not first.coordinator:
        raise CannotStart("The programme and its first coordinator both need a name.")
    settings = read_settings(bot_token=token)

    async def set_up() -> tuple[str, str]:
        username = await initialising.username_of(settings, token)
        return username, await initialising.set_up(settings, username, first)

    username, link = asyncio.run(set_up())
    initialising.write_env(Path(".env"), {"TELEGRAM_BOT_TOKEN": token})
    typer.echo(f"The bot is @{username}; its token is in .env, which only you can read.")
    typer.echo(f"The link with which {first.coordinator} joins, once, within two weeks:\n\n  {link}\n")
    typer.echo("Now start it: interlude run")


@app.command()
def doctor() -> None:
    """Say in plain words what is right and what is wrong with this installation; exit code 1 when something is."""
    from bot.commands import doctoring
    from bot.logs import set_up
    from bot.settings import read_settings

    set_up("ERROR")
    settings = read_settings()

    async def examine() -> bool:
        all_well = True
        async for finding in doctoring.examine(settings):
            typer.echo(f"{'✓' if finding.well else '✗'} {finding.sentence}")
            all_well = all_well and finding.well
        return all_well

    if not asyncio.run(examine()):
        raise typer.Exit(1)


@app.command()
def migrate() -> None:
    """Bring the database up to this version's schema. `run` does so by itself."""
    from bot.installation import migrate_alone
    from bot.settings import read_settings

    changed = migrate_alone(read_settings())
    typer.echo("The database is up to date now." if changed else "The database was up to date already.")


@app.command()
def backup(to: Annotated[Path, typer.Argument(help="A file that does not exist yet, or a folder.")]) -> None:
    """Copy the database while it is in use, and prove that the copy opens."""
    from bot.commands import keeping
    from bot.settings import read_settings

    file = keeping.back_up(read_settings(), to)
    typer.echo(f"Backed up to {file}, and opened it to be sure.")
    typer.echo("It can be read only with this installation's secret key. Keep that in another place.")


@app.command()
def restore(
    backup: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of the database that is there.")] = False,
) -> None:
    """Put a backup in the database's place. Interlude must not be running."""
    from bot.commands import keeping
    from bot.settings import read_settings

    kept = keeping.restore(read_settings(), backup, replace=replace)
    typer.echo("Restored, and opened to be sure.")
    if kept is not None:
        typer.echo(f"What was there before is kept in {kept}.")


@app.command()
def unpark() -> None:
    """Handle again what was put aside because it failed, at the next start. Interlude must not be running."""
    from bot.installation import opened_store
    from bot.settings import read_settings
    from storage import inbox

    settings = read_settings()

    async def put_back() -> int:
        async with opened_store(settings) as store:
            return len(await store.write(inbox.unpark))

    count = asyncio.run(put_back())
    typer.echo(f"{count} put back; `interlude run` handles them." if count else "Nothing was put aside.")


def main() -> None:
    """Run the command line; what went wrong is one sentence on standard error and exit code 1."""
    try:
        app()
    except (SettingWrong, CannotStart) as error:
        typer.echo(str(error), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
