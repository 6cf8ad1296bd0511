"""How a player fills in what the bot asks with buttons: check-ins, and the pair's agreement."""

from collections.abc import Iterator, Mapping, Sequence

from bot.commands.rehearsal.agenda import Step
from bot.commands.rehearsal.player import Player
from bot.commands.rehearsal.thumb import data_of
from phones.messages import Message

_MOST_STEPS = 60  # nothing asks for more; whoever taps on is going round in circles
_TYPED = "listen", "rest"
_LONGEST_EMOJI = 3


def answers_check_in(player: Player) -> Iterator[Step]:
    """Go through the check-in under way to its end; now and then somebody puts it off and goes on the next day."""
    bubble = player.thumb.bubble("ci:")
    if bubble is None:
        return
    if player.chance("puts it off", 0.06) and _press(player, bubble, "later"):
        yield None
        player.does(player.later("goes on", (12, 30)), answers_check_in)
        return
    for step in range(_MOST_STEPS):
        if not _taps(player, bubble, step):
            return
        yield None
        bubble = player.thumb.bubble("ci:")  # a page for words comes as a newer message when one was written
        if bubble is None:
            return


def _taps(player: Player, bubble: Message, step: int) -> bool:
    """Do one thing on the page that is shown; False when it is the last page, or of a check-in that is over."""
    found = {verb: choices for verb, choices in _verbs(bubble).items() if choices}
    mood = player.dice.about(f"mood {step}", player.now).uniform(*player.manner.mood)
    for verb in ("go", "on", "done"):
        if verb in found:
            shares = verb == "done" and "share" in found and player.chance("shares", 0.3)
            return _press(player, bubble, "share" if shares and "☐" in _label(bubble, "share") else verb)
    if "pick" in found:
        # The points of a scale are emoji, from worst to best; choices are words, the ones that ask for help come last.
        is_scale = len(_label(bubble, "pick")) <= _LONGEST_EMOJI
        return _nth(player, bubble, "pick", found["pick"], mood if is_scale else (1 - mood) ** 2)
    if "many" in found:
        return _press(player, bubble, "many")
    if "tick" in found:
        if "skip" in found and player.chance(f"skips {step}", 0.3):
            return _press(player, bubble, "skip")
        return _nth(player, bubble, "tick", found["tick"], mood)
    if "say" in found:
        good = "yes" in found["say"]
        return _nth(player, bubble, "say", found["say"], 1 - mood if good else mood)
    if "type" in found:
        return _nth(player, bubble, "type", found["type"], mood)
    if any(verb in found for verb in _TYPED) or "skip" in found:
        if player.chance(f"writes {step}", 0.35) or "skip" not in found:
            player.says(player.small_talk())
            return True
        return _press(player, bubble, "skip")
    return False


def _verbs(bubble: Message) -> Mapping[str, list[str]]:
    """Return the choices of each verb on a page: `ci:<check-in>.<turn>.<verb>.<choice>`."""
    found: dict[str, list[str]] = {}
    for data in data_of(bubble):
        verb, choice = _verb(data)
        if verb:
            found.setdefault(verb, []).append(choice)
    return found


def _verb(data: str) -> tuple[str, str]:
    """Return verb and choice of a button on a check-in's page, two empty texts for any other."""
    parts = data.split(".", 3) if data.startswith("ci:") else []
    return (parts[2], parts[3]) if len(parts) == 4 else ("", "")


def _press(player: Player, bubble: Message, verb: str) -> bool:
    wanted = next((data for data in data_of(bubble) if _verb(data)[0] == verb), None)
    return wanted is not None and player.thumb.presses(bubble, wanted)


def _nth(player: Player, bubble: Message, verb: str, choices: Sequence[str], mood: float) -> bool:
    """Press the choice that lies where the mood is, from the first (0) to the last (1)."""
    wanted = choices[min(len(choices) - 1, round(mood * (len(choices) - 1)))]
    data = next(data for data in data_of(bubble) if _verb(data) == (verb, wanted))
    return player.thumb.presses(bubble, data)


def _label(bubble: Message, verb: str) -> str:
    for row in bubble.inline_keyboard or ():
        for button in row:
            if f".{verb}." in button.get("callback_data", ""):
                return str(button["text"])
    return ""


def sees_to_agreement(player: Player) -> Iterator[Step]:
    """Do on the pair's agreement whatever is one's turn: answer each clause, say yes to the other's, send, sign."""
    for _ in range(_MOST_STEPS):
        bubble = player.thumb.bubble("agr:")
        wanted = None if bubble is None else _next_move(player, bubble)
        if bubble is None or wanted is None or not player.thumb.presses(bubble, wanted):
            return
        yield None


def _next_move(player: Player, bubble: Message) -> str | None:
    """Return what to press on a page of the agreement; None when it is the other's turn, or all is done."""
    rows = [[b for b in row if "callback_data" in b] for row in bubble.inline_keyboard or ()]
    buttons = [button for row in rows for button in row]
    by_verb: dict[str, list[str]] = {}
    for button in buttons:
        by_verb.setdefault(button["callback_data"].split(".")[1], []).append(button["callback_data"])
    for verb in ("sign", "send", "yes", "open"):
        if verb in by_verb:
            return by_verb[verb][0]
    if "start" in by_verb and "paper" not in by_verb:
        return by_verb["start"][0]
    if "set" in by_verb:
        open_part = _open_part(player, [b for b in buttons if ".set." in b["callback_data"]])
        return open_part or by_verb.get("next", [None])[0]
    # “Go on” has a row of its own; the numbers of the clauses share theirs.
    alone = [row[0]["callback_data"] for row in rows if len(row) == 1]
    return next((data for data in alone if data.split(".")[1] == "page"), None)


def _open_part(player: Player, buttons: Sequence[Mapping[str, str]]) -> str | None:
    """Return a choice for the first part of a clause that has none; None when each has one."""
    parts: dict[str, list[Mapping[str, str]]] = {}
    for button in buttons:
        parts.setdefault(button["callback_data"].split(".")[3], []).append(button)
    for part, choices in parts.items():
        if any(button["text"].startswith("✓") for button in choices):
            continue
        if part == "from":
            return choices[0]["callback_data"]
        if part == "until":
            return choices[-1]["callback_data"]
        return player.dice.about(f"agrees {part}").choice(list(choices))["callback_data"]
    return None
