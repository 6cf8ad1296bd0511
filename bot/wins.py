"""Wins: what went well, told to the bot, shared with the partner or kept, and hung on a wall that both can look at.

A button's data is `win:<verb>.<id>` and what the verb needs. `bot/handlers/wins.py` reads them all, and looks up whose
thing it is.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from bot.asking import Flow, Naming, Taken, talks_now, way_out, where_it_goes
from bot.goals.goal_words import what_of
from bot.goals.own_words import line_of
from bot.goals.seat import Seat
from bot.incoming import Incoming
from bot.pages import Page, rows_of, to_the_menu
from bot.rendering import LONGEST_CAPTION, shortened
from bot.speech import Button, Chat, chat_of, keyboard, say, words_of
from bot.words import Words, deferred
from mentoring.goals import LONGEST_LINE, GoalId
from mentoring.kinds import Kind
from mentoring.open_hours import NeverOpen
from mentoring.pairs import PairId, PairState
from mentoring.people import Person, Role
from mentoring.relay import Talk, may_talk
from storage import asked, audit, hours, outbox, pairs, wins
from storage.asked import Asked
from storage.outbox import Call, Priority, Purpose
from storage.tx import Tx
from storage.wins import Win, WinId

WIN = "win"
"""The name of the conversation that asks for a win; followed by a dot and the pair it is for (0 for none)."""

KINDS = frozenset({Kind.TEXT, Kind.PHOTO, Kind.STICKER})
"""What a win can be."""

_AWAITED = timedelta(minutes=30)
_UNSURE = timedelta(hours=6)
_LONGEST = 1000
_LONGEST_SHOWN = 160
_ON_A_PAGE = 5
_NOT_WORDS = {Kind.PHOTO: deferred("🖼 a photo"), Kind.STICKER: deferred("🙂 a sticker")}


def ask_page(tx: Tx, person: Person, pair: PairId | None, now: datetime, about: Seat | None = None) -> Page:
    """Ask for a win, which may be written or sent now; `about` is the goal that it comes from, None for none."""
    _ = words_of(person)
    goal = 0 if about is None else int(about.goal.id)
    asked.ask(tx, person.id, f"{WIN}.{pair or 0}", goal, now + _AWAITED, unsure_until=now + _UNSURE)
    rows = []
    text = _("🎉 What went well? Write it, or send a photo or a sticker. Small things count.")
    if about is not None:
        text = f"🎯 {what_of(about.goal, _)}\n\n{text}"
        rows.append([Button(_("✓ Just that, it is my win"), f"win:quick.{goal}.{pair or 0}")])
    out = way_out(tx, person)
    rows += rows_of([Button(_("🏆 The wall"), f"win:wall.{pair or 0}"), *([out] if out is not None else [])])
    return Page(f"{text}\n\n{where_it_goes(tx, person)}", rows, _own_key(person))


def with_whom_page(person: Person, talks: Sequence[Talk], verb: str) -> Page:
    """Ask somebody with several partners with whom the win, or the wall, is."""
    _ = words_of(person)
    rows = [[Button(talk.recipient.display_name, f"win:{verb}.{talk.pair.id}")] for talk in talks]
    return Page(_("🏆 Wins with whom?"), [*rows, [to_the_menu(_)]])


def take(tx: Tx, person: Person, incoming: Incoming, waiting: Asked, now: datetime) -> Taken | None:
    """Take a message as the win that was asked for; nobody is shown it before its owner says so."""
    _, line = words_of(person), line_of(incoming)
    if len(line.text) > _LONGEST:
        too_long = _("That is too long: {count} letters at most. Write it shorter, in one message.", count=_LONGEST)
        return Taken(Page(too_long), is_unread=True)
    asked.forget(tx, person.id)
    win = wins.add(
        tx,
        programme=person.programme_id,
        person=person.id,
        pair=PairId(int(waiting.rest)) if waiting.rest.isdecimal() and int(waiting.rest) else None,
        goal=GoalId(waiting.subject) if waiting.subject else None,
        kind=incoming.content.kind,
        text=line.text,
        place=(incoming.bot_id, incoming.chat_id, incoming.telegram_id),
        kept_back=line.kept_back,
        now=now,
    )
    kept = wins.get(tx, win)
    return None if kept is None else Taken(new_page(tx, person, kept), win)


def take_goal(tx: Tx, seat: Seat, pair: PairId | None, chat: Chat) -> Page:
    """Make a win of a goal as it is called, without a word more; pressed twice, it is the same one."""
    line = seat.goal.aim.what
    for kept in wins.wall(tx, seat.reader.id, None):
        if kept.goal_id == seat.goal.id and kept.shared_at is None and kept.text == line.text[:LONGEST_LINE]:
            return new_page(tx, seat.reader, kept)
    win = wins.add(
        tx,
        programme=seat.reader.programme_id,
        person=seat.reader.id,
        pair=pair,
        goal=seat.goal.id,
        kind=Kind.TEXT,
        text=line.text[:LONGEST_LINE],
        place=(chat.bot_id, chat.chat_id, 0),
        kept_back=line.kept_back,
        now=seat.now,
    )
    made = wins.get(tx, win)
    assert made is not None
    return new_page(tx, seat.reader, made)


def give_back(tx: Tx, person: Person, subject: int, _now: datetime) -> Page | None:
    """Forget a win that was a message; None when it is shared already."""
    win = wins.get(tx, WinId(subject))
    if win is None or win.person_id != person.id or win.shared_at is not None:
        return None
    wins.delete(tx, win.id)
    return Page("")


def change(tx: Tx, person: Person, subject: int, incoming: Incoming, _now: datetime) -> bool:
    """Give a win the words that it has after an edit; False once somebody else has been shown it, or it is too long."""
    win, line = wins.get(tx, WinId(subject)), line_of(incoming)
    if win is None or win.person_id != person.id or win.shared_at is not None or len(line.text) > _LONGEST:
        return False
    wins.rewrite(tx, win, line.text, kept_back=line.kept_back)
    return True


_A_WIN = Naming(
    kept=deferred("✓ Kept as a win."),
    kept_from=deferred("✓ Kept as a win, not sent to {name} yet."),
    kept_from_all=deferred("✓ Kept as a win, sent to nobody yet."),
    in_doubt=deferred("Is this a win to keep, or a message?"),
    is_meant=deferred("It is a win"),
)

FLOW = Flow(take, give_back, change, kinds=KINDS, takes_withheld=True, naming=_A_WIN)
"""What a win does with words and pictures. What must be looked at first stays its owner's alone."""


def new_page(tx: Tx, person: Person, win: Win) -> Page:
    """Ask whether a win is to be shared."""
    _ = words_of(person)
    talk = _talk_for(tx, person, win)
    wall = [Button(_("🏆 The wall"), f"win:wall.{0 if talk is None else talk.pair.id}")]
    if talk is None or not _may_seem_shared(win, person):
        note = _("🎉 That is a win! It hangs on your wall.")
        private = _("🔒 It stays with you: nobody else is shown it.")
        return Page(f"{note}\n\n{private}", [wall], _own_key(person))
    name = talk.recipient.display_name
    share = Button(_("🎉 Share with {name}", name=name), f"win:share.{win.id}.{talk.pair.id}")
    keep = Button(_("Just for me"), f"win:wall.{talk.pair.id}")
    return Page(_("🎉 That is a win! Shall {name} see it, too?", name=name), [[share], [keep]], _own_key(person))


def share(tx: Tx, person: Person, win: Win, pair: PairId, now: datetime) -> Page | None:
    """Share a win with the partner, who hears of it in their open hours; None when that cannot be."""
    talk = next((talk for talk in talks_now(tx, person) if talk.pair.id == pair), None)
    if win.person_id != person.id or talk is None or not _may_seem_shared(win, person):
        return None
    _, name = words_of(person), talk.recipient.display_name
    if win.kind not in talk.rules.allowed_kinds:
        return Page(_("Your programme does not pass on messages of this kind. The win stays on your wall."))
    if wins.share(tx, win, pair, now):
        audit.add(tx, actor=f"person:{person.id}", did="win.shared", about=f"pair:{pair}", at=now, win=win.id)
        if not win.kept_back:
            with suppress(NeverOpen):  # it hangs on the wall all the same
                wins.tell_at(tx, win.id, "win", talk.reach.next_open(now))
    text = _("🎉🎊 Well done! It hangs on the wall of you and {name} now.", name=name)
    return Page(text, [[Button(_("🏆 The wall"), f"win:wall.{pair}"), to_the_menu(_)]], pairs.key_name(pair))


def wall_page(tx: Tx, person: Person, talk: Talk | None, first: int, now: datetime, *, newest: bool = True) -> Page:
    """Return the wall of somebody and their partner (None: only their own wins) from number `first` on."""
    _ = words_of(person)
    pair = 0 if talk is None else int(talk.pair.id)
    found = wins.wall(tx, person.id, None if talk is None else talk.pair.id)
    ordered = list(reversed(found)) if newest else found
    shown = ordered[first : first + _ON_A_PAGE]
    order = "n" if newest else "o"
    lines = [_line(win, number, person, talk, now, _) for number, win in enumerate(shown, start=first + 1)]
    rows = [[Button(str(n), f"win:show.{win.id}.{pair}") for n, win in enumerate(shown, start=first + 1)]]
    turning = []
    if first > 0:
        turning.append(Button("‹", f"win:wall.{pair}.{order}{max(0, first - _ON_A_PAGE)}"))
    if len(found) > 1:
        label = _("Oldest first") if newest else _("Newest first")
        turning.append(Button(label, f"win:wall.{pair}.{'o' if newest else 'n'}0"))
    if first + _ON_A_PAGE < len(found):
        turning.append(Button("›", f"win:wall.{pair}.{order}{first + _ON_A_PAGE}"))
    rows += [turning, [Button(_("➕ A win"), f"win:new.{pair}"), to_the_menu(_)]]
    title = _("🏆 Your wall of wins") if talk is None else _("🏆 Wall of wins: you and {name}", name=_name(talk))
    if not found:
        lines = [_("Nothing hangs here yet. A small thing that went well is a good beginning.")]
    key = _own_key(person) if talk is None else pairs.key_name(talk.pair.id)
    return Page("\n\n".join([title, *lines]), [row for row in rows if row], key)


def win_page(tx: Tx, person: Person, win: Win, pair: int, now: datetime) -> Page:
    """Return one win with what its reader can do with it."""
    _ = words_of(person)
    rows = []
    if win.telegram_id and win.kind is not Kind.TEXT:
        rows.append([Button(_("🖼 Show it"), f"win:look.{win.id}")])
    if win.person_id == person.id:
        talk = _talk_for(tx, person, win)
        if win.shared_at is None and talk is not None and _may_seem_shared(win, person):
            name = talk.recipient.display_name
            rows.append([Button(_("🎉 Share with {name}", name=name), f"win:share.{win.id}.{talk.pair.id}")])
        rows.append([Button(_("🗑 Take it off the wall"), f"win:off.{win.id}.{pair}")])
    elif win.clapped_at is None:
        rows.append([Button(_("👏 Clap"), f"win:clap.{win.id}")])
    rows.append([Button(_("‹ The wall"), f"win:wall.{pair}")])
    day = _.day(win.made_at.astimezone(person.zone).date(), now.astimezone(person.zone).date())
    seen = "" if win.is_for_both or _seems_shared(win, person) else "\n" + _("🔒 Only you see this.")
    clap = " 👏" if win.clapped_at is not None else ""
    return Page(f"🎉 {_words(win, _)}{clap}\n{day}{seen}", rows, _key(win))


def look(tx: Tx, person: Person, win: Win, now: datetime) -> None:
    """Show a win's picture again: a copy of the message in which it was sent."""
    chat = chat_of(person)
    if chat is not None and win.telegram_id and win.kind is not Kind.TEXT:
        _copy(tx, chat, win, now, caption=win.text or "🎉")


def clap(tx: Tx, person: Person, win: Win, now: datetime) -> bool:
    """Applaud a partner's win; its owner hears of it in their open hours. False when that cannot be, or was before."""
    talk = None if win.pair_id is None else pairs.talk_in(tx, person.id, win.pair_id)
    if talk is None or may_talk(talk) is not None or win.person_id == person.id or not win.is_for_both:
        return False
    if not wins.clap(tx, win.id, now):
        return False
    with suppress(NeverOpen):  # it stands on the wall all the same
        wins.tell_at(tx, win.id, "clap", talk.reach.next_open(now))
    return True


def tell(tx: Tx, win_id: WinId, now: datetime) -> None:
    """Tell the partner of a win, or its owner of the applause, if that still holds; once, and in their open hours."""
    win = wins.get(tx, win_id)
    talk = None if win is None or win.pair_id is None else pairs.talk_in(tx, win.person_id, win.pair_id)
    if win is None or talk is None or not win.is_for_both or may_talk(talk) is not None:
        return
    may_be_told = win.told_at is None and not talk.recipient_hears_nothing
    if may_be_told and _is_open(tx, talk.recipient, win, "win", now) and wins.note_told(tx, win.id, now):
        _celebrate(tx, win, talk, now)
    if win.clapped_at is None or win.clap_told_at is not None:
        return
    back = pairs.talk_in(tx, talk.recipient.id, talk.pair.id)
    if back is None or back.recipient_hears_nothing or not _is_open(tx, talk.sender, win, "clap", now):
        return
    if wins.note_clap_told(tx, win.id, now):
        _ = words_of(talk.sender)
        text = _("👏 {name} claps for your win: {win}", name=talk.recipient.display_name, win=_words(win, _))
        say(tx, chat_of(talk.sender), text, now=now, priority=Priority.PROMPT, key_name=_key(win))


def wall_talk(tx: Tx, person: Person, pair: int) -> Talk | None:
    """Return the talk whose wall somebody may look at: in a pair of theirs that has not ended."""
    talk = pairs.talk_in(tx, person.id, PairId(pair)) if pair else None
    return None if talk is None or talk.pair.state is PairState.CLOSED else talk


def visible_to(tx: Tx, person: Person, win: WinId) -> Win | None:
    """Return a win; None when there is none, and when it is not for this person."""
    found = wins.get(tx, win)
    if found is None or found.person_id == person.id:
        return found
    is_on_their_wall = found.is_for_both and wall_talk(tx, person, found.pair_id or 0) is not None
    return found if is_on_their_wall else None


def _celebrate(tx: Tx, win: Win, talk: Talk, now: datetime) -> None:
    """Show a win to the partner. What has no words of its own goes after the sentence that says what it is."""
    _, to = words_of(talk.recipient), chat_of(talk.recipient)
    text = _("🎉 {name} shares a win with you!", name=talk.sender.display_name)
    buttons = [[Button(_("👏 Clap"), f"win:clap.{win.id}"), Button(_("🏆 The wall"), f"win:open.{talk.pair.id}")]]
    if to is None:
        return
    whole = f"{text}\n\n{_.quoted(win.text)}" if win.text else text
    if win.kind is Kind.PHOTO:
        _copy(tx, to, win, now, caption=shortened(whole, LONGEST_CAPTION), buttons=buttons)
        return
    if win.kind is Kind.STICKER:
        _copy(tx, to, win, now)
    say(tx, to, whole, now=now, buttons=buttons, priority=Priority.PROMPT, key_name=_key(win))


def _copy(
    tx: Tx, to: Chat, win: Win, now: datetime, *, caption: str = "", buttons: Sequence[Sequence[Button]] = ()
) -> None:
    parameters: dict[str, Any] = {
        "from_chat_id": win.chat_id,
        "message_id": win.telegram_id,
        "protect_content": True,  # it is theirs, and not to be saved and passed on (case 42)
    }
    if caption and win.kind is Kind.PHOTO:
        # Always in our words: a caption that was edited since must not come along unseen.
        parameters |= {"caption": caption, "caption_entities": []}
    if buttons:
        parameters["reply_markup"] = keyboard(buttons)
    call = Call("copyMessage", parameters, Purpose.NOTICE, Priority.PROMPT)
    outbox.add(tx, call, bot_id=to.bot_id, chat_id=to.chat_id, now=now, key_name=_key(win))


def _is_open(tx: Tx, person: Person, win: Win, what: str, now: datetime) -> bool:
    """Return whether somebody's hours are open; if not, let them be told when they are."""
    try:
        opens = hours.hours_of(tx, person.id, win.pair_id).reach.next_open(now)
    except NeverOpen:
        return False
    if opens > now:
        wins.tell_at(tx, win.id, what, opens)
    return opens <= now


def _may_seem_shared(win: Win, person: Person) -> bool:
    """Return whether its owner may share a win.

    A mentor whose words must be looked at first is not to notice: to them it seems shared, and it reaches nobody.
    """
    return not win.kept_back or person.role is Role.MENTOR


def _talk_for(tx: Tx, person: Person, win: Win) -> Talk | None:
    """Return with whom a win may be shared: the pair that it was told for, else the only one there is."""
    talks = talks_now(tx, person)
    meant = next((talk for talk in talks if talk.pair.id == win.pair_id), None)
    return talks[0] if meant is None and len(talks) == 1 else meant


def _line(win: Win, number: int, person: Person, talk: Talk | None, now: datetime, in_words: Words) -> str:
    _ = in_words
    whose = _("You") if win.person_id == person.id or talk is None else talk.recipient.display_name
    words, clap = _words(win, _), " 👏" if win.clapped_at is not None else ""
    short = words if len(words) <= _LONGEST_SHOWN else f"{words[: _LONGEST_SHOWN - 1].rstrip()}…"
    lock = "" if win.is_for_both or win.person_id != person.id or _seems_shared(win, person) else " 🔒"
    day = _.day(win.made_at.astimezone(person.zone).date(), now.astimezone(person.zone).date())
    return f"{number}. 🎉 {whose}, {day}{lock}{clap}\n{short}"


def _seems_shared(win: Win, person: Person) -> bool:
    return win.shared_at is not None and _may_seem_shared(win, person)


def _words(win: Win, in_words: Words) -> str:
    _ = in_words
    if win.kind is Kind.TEXT:
        return _.quoted(win.text)
    return f"{_(_NOT_WORDS[win.kind])} “{win.text}”" if win.text else _(_NOT_WORDS[win.kind])


def _name(talk: Talk) -> str:
    return talk.recipient.display_name


def _own_key(person: Person) -> str:
    return f"person:{person.id}"


def _key(win: Win) -> str:
    return f"person:{win.person_id}" if win.shared_at is None or win.pair_id is None else pairs.key_name(win.pair_id)
