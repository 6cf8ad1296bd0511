"""Reactions: what a player means to do when something arrives on their phone."""

from collections.abc import Callable, Iterator, Mapping

from bot.commands.rehearsal.agenda import Step
from bot.commands.rehearsal.filling_in import answers_check_in, sees_to_agreement
from bot.commands.rehearsal.player import Act, Player
from bot.commands.rehearsal.tempers import Temper
from bot.commands.rehearsal.thumb import data_of
from phones.messages import Message

_A_BIT, _SOME_TIME = (0.2, 5.0), (2.0, 40.0)  # hours


def hears(player: Player, message: Message) -> None:
    """Let something new on a phone be noticed; whoever is silent notices nothing."""
    if player.is_silent:
        return
    verb = next(iter(data_of(message)), "").partition(".")[0].partition(":")[0]
    react = _REACTIONS.get(verb)
    if react is not None:
        react(player, message)
    elif message.text.startswith(f"{player.partner_name}\n") and player.chance("replies", player.manner.replies):
        at = player.later("replies", player.manner.reply_hours)
        player.does(at, _replying(message))


def _replying(message: Message) -> Act:
    def reply(player: Player) -> Iterator[Step]:
        quotes = player.chance("quotes", 0.2) and not message.deleted
        player.phone.says(player.small_talk(), reply_to=message if quotes else None)
        yield None

    return reply


def _asked_for_check_in(player: Player, message: Message) -> None:
    is_reminder = any(".on." in data for data in data_of(message))
    manner = player.manner
    if not is_reminder and player.chance("checks in", manner.checks_in):
        player.does(player.later("checks in", manner.check_in_hours), answers_check_in, after_goodbye=True)
    elif is_reminder and player.chance("reminded", manner.reminded):
        player.does(player.later("reminded", _SOME_TIME), answers_check_in, after_goodbye=True)


def _asked_to_meet(player: Player, message: Message) -> None:
    datas = data_of(message)
    if any(data.startswith("session:held.") for data in datas):
        answers, odds = [".yes", ".no", ".moved"], player.dice.about("held", player.now).random()
        wanted = answers[0] if odds < 0.75 else answers[1] if odds < 0.85 else answers[2] if odds < 0.9 else None
        if wanted is not None:
            _presses_later(player, message, next(data for data in datas if data.endswith(wanted)))
    elif any(data.startswith("session:yes.") for data in datas):
        odds = player.dice.about("meets", player.now).random()
        verb = "session:yes." if odds < 0.8 else "session:no." if odds < 0.88 else None
        if verb is not None:
            _presses_later(player, message, next(data for data in datas if data.startswith(verb)))
    elif player.chance("cannot come", 0.05):
        off = next((data for data in datas if data.startswith("session:off.")), None)
        if off is not None:
            player.does(player.later("cannot come", (0.1, 2)), _calling_off(message, off))


def _calling_off(message: Message, data: str) -> Act:
    def call_off(player: Player) -> Iterator[Step]:
        if player.thumb.presses(message, data):
            yield None
            player.thumb.tries("session:gone.", message)
            yield None

    return call_off


def _shown_goal(player: Player, message: Message) -> None:
    datas = data_of(message)
    done = [data for data in datas if data.startswith("goal:did.")]
    if done and player.chance("progress", 0.7):
        _presses_later(player, message, player.dice.about("progress", player.now).choice(done))
    elif any(data.startswith("goal:good.") for data in datas) and player.chance("good goal", 0.6):
        _presses_later(player, message, next(data for data in datas if data.startswith("goal:good.")))


def _shown_win(player: Player, message: Message) -> None:
    clap = next((data for data in data_of(message) if data.startswith("win:clap.")), None)
    if clap is not None and player.chance("claps", 0.7):
        _presses_later(player, message, clap)


def _asked_to_agree(player: Player, _message: Message) -> None:
    if player.temper is not Temper.SILENT or player.chance("agrees", 0.5):
        player.does(player.later("agrees", (1, 60)), sees_to_agreement)


def _presses_later(player: Player, message: Message, data: str) -> None:
    hours = _A_BIT if player.temper is Temper.EAGER else _SOME_TIME

    def press(presser: Player) -> Iterator[Step]:
        if presser.thumb.presses(message, data):
            yield None

    player.does(player.later(f"presses {data.partition('.')[0]}", hours), press)


_REACTIONS: Mapping[str, Callable[[Player, Message], None]] = {
    "ci": _asked_for_check_in,
    "session": _asked_to_meet,
    "goal": _shown_goal,
    "win": _shown_win,
    "agr": _asked_to_agree,
}
