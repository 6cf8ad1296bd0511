"""The staff's tasks by hand: `/tasks`, and the buttons under a list or a card. A press changes the message in place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from telegram import Update

from bot.context import BotContext
from bot.handlers.buttons import Press, as_id, press_of
from bot.handlers.helping import unknown_command
from bot.speech import Chat, change, say, words_of
from bot.task_list import Shown, card, nothing_to_do, snoozed_until, task_list
from bot.words import Words, words
from mentoring.people import Person
from mentoring.programmes import Programme
from mentoring.tasks import Task, TaskId, TaskState
from storage import people, programmes, tasks
from storage.tx import Tx

_SNOOZES = (1, 7)  # days


@dataclass(frozen=True, slots=True)
class _Desk:
    """Somebody of the staff where they may work: in their programme's group, or in their own chat with the bot."""

    person: Person
    programme: Programme
    words: Words

    @property
    def actor(self) -> str:
        """What the audit calls them."""
        return f"person:{self.person.id}"


async def tasks_asked(update: Update, context: BotContext) -> None:
    """`/tasks`: the list, for staff; for everybody else there is no such command."""
    message, account = update.effective_message, update.effective_user
    if message is None or account is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)
    if await context.house.store.read(lambda tx: _desk(tx, chat, account.id)) is None:
        if chat.chat_id == account.id:
            await unknown_command(update, context)
        return

    def act(tx: Tx) -> None:
        desk = _desk(tx, chat, account.id)
        if desk is not None:
            shown = _list(tx, desk, context.now)
            say(tx, chat, shown.text, now=context.now, buttons=shown.buttons)

    await context.act(act)


async def task_list_pressed(update: Update, context: BotContext) -> None:
    """A page of the list was pressed (`tasks:page`)."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        desk = _desk(tx, press.chat, press.by)
        if desk is not None:
            _show(tx, press, _list(tx, desk, context.now, page=press.id or 0), context.now)

    await context.act(act)


async def task_pressed(update: Update, context: BotContext) -> None:
    """A task of the list was pressed (`task:id`): it is shown in full."""
    await _with_task(update, context, lambda tx, task, desk, number: None)


async def task_done_pressed(update: Update, context: BotContext) -> None:
    """ "Done" was pressed (`taskdone:id`)."""
    await _with_task(
        update, context, lambda tx, task, desk, number: tasks.finish(tx, task.id, by=desk.actor, now=context.now)
    )


async def task_again_pressed(update: Update, context: BotContext) -> None:
    """ "Open again" was pressed (`taskagain:id`): done, or put off, is taken back."""
    await _with_task(
        update, context, lambda tx, task, desk, number: tasks.reopen(tx, task.id, by=desk.actor, now=context.now)
    )


async def task_later_pressed(update: Update, context: BotContext) -> None:
    """ "Tomorrow" or "In a week" was pressed (`tasklater:id.days`)."""

    def put_off(tx: Tx, task: Task, desk: _Desk, days: int) -> None:
        if days in _SNOOZES and task.state(context.now) is TaskState.OPEN:
            until = snoozed_until(desk.programme, days, context.now)
            tasks.snooze(tx, task.id, until=until, by=desk.actor, now=context.now)

    await _with_task(update, context, put_off)


async def _with_task(update: Update, context: BotContext, do: Callable[[Tx, Task, _Desk, int], object]) -> None:
    """Do something about the task that a press names (and the number after it), and show its card as it is then.

    Somebody who is not of that programme's staff, or presses elsewhere than at their desk, changes and sees nothing.
    """
    press = await press_of(update, context)
    task_id, _, number = press.subject.partition(".")
    asked = as_id(task_id)

    def act(tx: Tx) -> None:
        desk = _desk(tx, press.chat, press.by)
        task = None if asked is None else tasks.get(tx, TaskId(asked))
        if desk is None or task is None or task.programme_id != desk.programme.id:
            return
        do(tx, task, desk, as_id(number) or 0)
        as_it_is_now = tasks.get(tx, task.id)
        assert as_it_is_now is not None
        _show(tx, press, card(tx, desk.programme, as_it_is_now, desk.words, context.now), context.now)

    await context.act(act)


def _desk(tx: Tx, chat: Chat, account: int) -> _Desk | None:
    """Return the desk of the account that acts in a chat; None when it is no staff, or the chat not theirs to work in.

    Who somebody is says our own table, never the group: anybody may be in it (case 50).
    """
    person = people.of_chat(tx, chat.bot_id, account)
    if person is None or not (person.role.is_staff and person.has_joined):
        return None
    programme = programmes.get(tx, person.programme_id)
    if programme is None:
        return None
    if chat.chat_id == account:
        return _Desk(person, programme, words_of(person))
    return _Desk(person, programme, words(programme.language)) if chat.chat_id == programme.staff_chat_id else None


def _list(tx: Tx, desk: _Desk, now: datetime, *, page: int = 0) -> Shown:
    return task_list(tx, desk.programme, desk.words, now, page=page) or nothing_to_do(desk.words)


def _show(tx: Tx, press: Press, shown: Shown, now: datetime) -> None:
    change(tx, press.chat, press.bubble, shown.text, now=now, buttons=shown.buttons)
