"""Alerts: a case reaches the staff at once, whatever the hour and whatever Telegram says.

A staff group with topics gets one topic for each case; one without gets the card itself; without a group, or when it
cannot be reached, the safeguarding leads are told in their own chats, and when none of them can be, all staff. What an
alert says is the case's number and severity, never a word of anybody's. Every step is a row of the outbox, and what
comes of it decides the next (`shown`, `refused`), so a crash between two steps loses nothing. An alert that Telegram
refuses falls back; while nobody has been shown a case, it is told again every minute.

What pages nobody comes without a sound; besides, the queue of the day (`bot/calling.py`) tells of it, of several cases
in one bubble.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.case_card import card, card_buttons, heading, queue_page, topic_name, withdrawn_card
from bot.case_circle import Circle, circle_of
from bot.speech import Buttons, Chat, Room, change, chat_of, keyboard, words_of
from bot.words import Words, words
from mentoring.case_record import Fact
from mentoring.cases import Case, CaseId, CaseKind, EventKind
from mentoring.people import Person
from mentoring.safeguarding import Severity
from storage import alerts, audit, canaries, cases, due, ladders, lanes, outbox, people, programmes
from storage.alerts import Alert, Step, What
from storage.lanes import LaneState
from storage.outbox import Call, Outgoing, Priority, Purpose, State
from storage.tx import Tx

log = logging.getLogger(__name__)

ALERT_AGAIN = "alert_again"
"""The kind of due row that looks whether a case was shown to anybody; its subject is the case's id."""

LOOK_AFTER = timedelta(minutes=1)
LONGEST_WAIT = timedelta(seconds=1)
"""When Telegram asks a staff group to wait for longer, the leads are told in their own chats meanwhile."""

_LONGEST_OF_A_PERSON = timedelta(seconds=10)
"""The same of somebody's own chat: the next rank is told, who should not be for nothing."""

_MOST_LOST_TOPICS = 2
_MOST_IN_A_LIST = 20
_MOST_FAILURES = 2
"""When a call to a staff group has failed so often, the leads are told in their own chats meanwhile."""


def tell_of_case(tx: Tx, case: Case, now: datetime) -> None:
    """Tell the staff of a case that is new, or graver than they were told, and let it climb until somebody has it."""
    if case.severity >= Severity.MEDIUM:
        ladders.begin(tx, case.id, case.severity, now)
    told = [alert for alert in alerts.of_case(tx, case.id) if alert.step is not Step.LOST]
    for alert in told:
        _tell_again(tx, alert, case, now)
    if not told:
        _begin(tx, case, now)
        _look_again(tx, case.id, now)


def look_whether_shown(tx: Tx, case_id: CaseId, now: datetime) -> None:
    """Tell of a case again, in other chats if there are, while it is open and was not shown anywhere."""
    case = cases.get(tx, case_id)
    told = alerts.of_case(tx, case_id)
    if case is None or not case.is_open or any(alert.shown_at is not None for alert in told):
        return
    if not _fall_back(tx, case, now):
        # Everybody was tried. Whoever has come since, or is back, is tried now: lost alerts count for nothing.
        for alert in told:
            if not _may_show(tx, alert, case):
                continue
            if alert.step is Step.LOST and lanes.get(tx, alert.bot_id, alert.chat_id).state is LaneState.OPEN:
                _post(tx, alert.id, case, Chat(alert.bot_id, alert.chat_id), _words_in(tx, alert, case), None, now)
        if not told:
            _begin(tx, case, now)
    _look_again(tx, case_id, now)


def shown(tx: Tx, row: Outgoing, telegram_id: int | None, topic_id: int | None, now: datetime) -> None:
    """Go on with an alert, one of whose calls Telegram has made. The newest bubble of a case is its card."""
    left: dict[int, tuple[Alert, Case]] = {}
    for alert, what in alerts.of_call(tx, row.id):
        case = cases.get(tx, alert.case_id)
        if case is not None:
            _shown(tx, alert, what, case, telegram_id, topic_id, now)
            if what is not What.TOPIC and alert.card_id is not None and telegram_id is not None:
                left[alert.card_id] = alert, case
    for alert, case in left.values():
        _leave_bubble(tx, alert, case, now)


def _shown(
    tx: Tx, alert: Alert, what: What, case: Case, telegram_id: int | None, topic_id: int | None, now: datetime
) -> None:
    if what is What.TOPIC:
        alerts.set_topic(tx, alert.id, topic_id)
        _post(tx, alert.id, case, Chat(alert.bot_id, alert.chat_id), _words_in(tx, alert, case), topic_id, now)
        return
    alerts.set_shown(tx, alert.id, telegram_id, now)
    if case.kind is CaseKind.CANARY:
        _note_canary(tx, alert, now)
        return
    facts: dict[str, Fact] = {"alert": int(alert.id), "severity": alert.severity.word, "where": _where(alert)}
    cases.append(tx, case.id, EventKind.ALERTED, actor=audit.SYSTEM, at=now, facts=facts)


def _leave_bubble(tx: Tx, alert: Alert, case: Case, now: datetime) -> None:
    """Take a case from the bubble that has shown it: buttons in two places would say different things."""
    chat, in_words = Chat(alert.bot_id, alert.chat_id), _words_in(tx, alert, case)
    rest = alerts.beside(tx, alert)
    listed = cases.get(tx, rest[0].case_id) if rest else None
    text, buttons = (f"{heading(case, in_words)} ⬇️", ()) if listed is None else _page(tx, rest[0], listed)
    assert alert.card_id is not None
    change(tx, chat, alert.card_id, text, now=now, buttons=buttons)


def refused(tx: Tx, row: Outgoing, reason: str, now: datetime) -> None:
    """Go on with an alert, one of whose calls Telegram will never make: another way, until there is none left."""
    told = alerts.of_call(tx, row.id)
    if not told:
        log.error("An alert without a case was refused: %s", reason, extra={"action": "alert.refused", "row": row.id})
    for alert, what in told:
        case = cases.get(tx, alert.case_id)
        if case is not None:
            _refused(tx, alert, what, case, reason, now)


def _refused(tx: Tx, alert: Alert, what: What, case: Case, reason: str, now: datetime) -> None:
    if case.kind is CaseKind.CANARY:
        log.error("A canary was refused: %s", reason, extra={"action": "canary.refused"})
        return
    chat, in_words = Chat(alert.bot_id, alert.chat_id), _words_in(tx, alert, case)
    if what is What.TOPIC:
        _post(tx, alert.id, case, chat, in_words, None, now)
    elif alert.topic_id is not None and ("thread" in reason or "topic" in reason):
        # The topic was deleted, and the card with it (case 47): make another, a few times.
        alerts.set_topic(tx, alert.id, None)
        if alert.lost_topics < _MOST_LOST_TOPICS:
            _make_topic(tx, alert.id, case, chat, in_words, now)
        else:
            _post(tx, alert.id, case, chat, in_words, None, now)
    else:
        _lose(tx, alert, case, now)


def kept_waiting(tx: Tx, row: Outgoing, pause: timedelta | None, now: datetime) -> None:
    """Tell the leads in their own chats of what a staff group has to wait for too long. The group gets it as well.

    `pause` is how long Telegram asked to wait, None when the call failed for another reason.
    """
    # Once, and from a group only: what fails on and on fails in everybody's chat, and is no matter for all staff.
    is_failing = row.chat_id < 0 and row.attempts + 1 == _MOST_FAILURES
    longest = LONGEST_WAIT if row.chat_id < 0 else _LONGEST_OF_A_PERSON
    if not (is_failing if pause is None else pause > longest):
        return
    for alert, _what in alerts.of_call(tx, row.id):
        case = cases.get(tx, alert.case_id)
        if case is not None and case.kind is not CaseKind.CANARY:
            _fall_back(tx, case, now)


def lose_chat(tx: Tx, bot_id: int, chat_id: int, now: datetime) -> None:
    """Tell elsewhere what could not be told in a chat that is out of reach."""
    for alert, row in alerts.unfinished_in(tx, bot_id, chat_id):
        outbox.mark_ended(tx, row, State.REFUSED, now, "chat out of reach")
        case = cases.get(tx, alert.case_id)
        if case is not None and case.kind is not CaseKind.CANARY:
            _lose(tx, alert, case, now)


def refresh(tx: Tx, case: Case, now: datetime) -> None:
    """Make a case's cards, wherever they are, say how it stands now."""
    for alert in alerts.of_case(tx, case.id):
        if alert.card_id is not None and alert.step is Step.SHOWN:
            text, buttons = _page(tx, alert, case)
            change(tx, Chat(alert.bot_id, alert.chat_id), alert.card_id, text, now=now, buttons=buttons)


def is_in_reach(tx: Tx, person: Person) -> bool:
    """Return whether somebody has opened the bot and has not stopped it."""
    return bool(_own_rooms(tx, [person]))


def call(
    tx: Tx, called_about: Sequence[Case], person: Person, now: datetime, *, again: bool, aloud: bool | None = None
) -> bool:
    """Tell somebody of a case, or of several in one message, in their own chat; False when they cannot be reached.

    Who was told before hears it once more only when `again`. `aloud`: with the phone's sound; None as the case is
    grave.
    """
    for room in _own_rooms(tx, [person]):
        chat = room.chat
        before = {case.id: _told_in(tx, case, chat) for case in called_about}
        telling = [case for case in called_about if again or before[case.id] is None]
        for start in range(0, len(telling), _MOST_IN_A_LIST):
            match telling[start : start + _MOST_IN_A_LIST]:
                case [case] if (told := before[case.id]) is not None:
                    _post(tx, told.id, case, chat, room.words, None, now, What.AGAIN, aloud=aloud)
                case [case]:
                    _post(tx, _add(tx, case, chat, now), case, chat, room.words, None, now, aloud=aloud)
                case several:
                    _post_list(tx, several, room, now, aloud=bool(aloud))
        return True
    return False


def _told_in(tx: Tx, case: Case, chat: Chat) -> Alert | None:
    told = [a for a in alerts.of_case(tx, case.id) if (a.bot_id, a.chat_id) == (chat.bot_id, chat.chat_id)]
    return told[-1] if told else None


def _post_list(tx: Tx, listed: Sequence[Case], room: Room, now: datetime, *, aloud: bool) -> None:
    """Show several cases of the queue in one bubble, in somebody's own chat."""
    text, buttons = queue_page(tx, [(case, True) for case in listed], room.words)
    parameters: dict[str, Any] = {"text": text, "reply_markup": keyboard(buttons)}
    if not aloud:
        parameters["disable_notification"] = True
    row = outbox.add(
        tx,
        Call("sendMessage", parameters, Purpose.ALERT, Priority.STAFF_REPLY),
        bot_id=room.chat.bot_id,
        chat_id=room.chat.chat_id,
        now=now,
    )
    for case in listed:
        told = _told_in(tx, case, room.chat)
        alert = _add(tx, case, room.chat, now) if told is None else told.id
        alerts.set_step(tx, alert, Step.CARD)
        alerts.set_severity(tx, alert, case.severity)
        alerts.put_call(tx, alert, row, What.CARD)


def _add(tx: Tx, case: Case, chat: Chat, now: datetime, step: Step = Step.CARD) -> alerts.AlertId:
    return alerts.add(tx, case.id, bot_id=chat.bot_id, chat_id=chat.chat_id, step=step, severity=case.severity, now=now)


def send_canary(tx: Tx, case: Case, chat: Chat, now: datetime) -> alerts.AlertId:
    """Send the hourly test as an alert is sent: into a chat, without a sound, or to nobody's where the chat is 0."""
    alert = _add(tx, case, chat, now)
    if chat.chat_id:
        _ = _words_in_programme(tx, case)
        text = _("🐤 Test of the alarm chain. All is well; nobody has to do anything.")
        _call(tx, alert, What.CARD, "sendMessage", {"text": text, "disable_notification": True}, case, chat, now)
    else:
        _call(tx, alert, What.CARD, "getMe", {}, case, chat, now)
    return alert


def _note_canary(tx: Tx, alert: Alert, now: datetime) -> None:
    took = canaries.note_seen(tx, alert.id, now)
    if took is not None:
        log.info("A canary came through in %.1f s", took.total_seconds(), extra={"action": "canary.seen"})


def _begin(tx: Tx, case: Case, now: datetime) -> None:
    """Tell of a case for the first time: in the staff group if it may show it, else to those who may hear of it."""
    programme = programmes.get(tx, case.programme_id)
    if programme is None:
        return
    staff = people.staff_of(tx, case.programme_id)
    if programme.staff_chat_id is None or not staff:
        _fall_back(tx, case, now)
        return
    if not circle_of(tx, case, programme).uses_group and _fall_back(tx, case, now):
        return
    # Where nobody else can hear of it, a number in the group is better than silence.
    chat = Chat(staff[0].bot_id or 0, programme.staff_chat_id)
    _make_topic(tx, _add(tx, case, chat, now, Step.TOPIC), case, chat, words(programme.language), now)
    paused_until = lanes.get(tx, chat.bot_id, chat.chat_id).paused_until
    if paused_until is not None and paused_until - now > LONGEST_WAIT:
        _fall_back(tx, case, now)


def _fall_back(tx: Tx, case: Case, now: datetime) -> bool:
    """Tell those who may hear of it and with whom it was not tried yet, rank by rank; False when none is left."""
    tried = {(alert.bot_id, alert.chat_id) for alert in alerts.of_case(tx, case.id)}
    for rank in _circle(tx, case).ranks:
        left = [room for room in _own_rooms(tx, rank) if (room.chat.bot_id, room.chat.chat_id) not in tried]
        for room in left:
            _post(tx, _add(tx, case, room.chat, now), case, room.chat, room.words, None, now)
        if left:
            return True
    return False


def _own_rooms(tx: Tx, staff: Sequence[Person]) -> list[Room]:
    """Return the own chats of those who have not stopped the bot."""
    own = [(chat_of(person), words_of(person)) for person in staff]
    return [
        Room(chat, in_words)
        for chat, in_words in own
        if chat is not None and lanes.get(tx, chat.bot_id, chat.chat_id).state is LaneState.OPEN
    ]


def _tell_again(tx: Tx, alert: Alert, case: Case, now: datetime) -> None:
    """Say in a chat that a case is graver than it was told there, and make its card say so."""
    if case.severity <= alert.severity:
        return
    alerts.set_severity(tx, alert.id, case.severity)
    chat, in_words = Chat(alert.bot_id, alert.chat_id), _words_in(tx, alert, case)
    if alert.card_id is not None:
        text, buttons = _page(tx, alert, case)
        change(tx, chat, alert.card_id, text, now=now, buttons=buttons)
    if not _may_show(tx, alert, case):
        return
    if alert.step is not Step.TOPIC:  # what is still on its way says it when it gets there
        _post(tx, alert.id, case, chat, in_words, alert.topic_id, now, What.AGAIN)


def _make_topic(tx: Tx, alert: alerts.AlertId, case: Case, chat: Chat, in_words: Words, now: datetime) -> None:
    alerts.set_step(tx, alert, Step.TOPIC)
    name = topic_name(case, in_words)
    _call(tx, alert, What.TOPIC, "createForumTopic", {"name": name}, case, chat, now)


def _post(
    tx: Tx,
    alert: alerts.AlertId,
    case: Case,
    chat: Chat,
    in_words: Words,
    topic: int | None,
    now: datetime,
    what: What = What.CARD,
    *,
    aloud: bool | None = None,
) -> None:
    if what is What.CARD:
        alerts.set_step(tx, alert, Step.CARD)
    buttons = card_buttons(tx, case, in_words)
    parameters: dict[str, Any] = {"text": heading(case, in_words)}
    if topic is not None:
        parameters["message_thread_id"] = topic
    if buttons:
        parameters["reply_markup"] = keyboard(buttons)
    if not (case.severity.pages if aloud is None else aloud):
        parameters["disable_notification"] = True  # for the queue of the day; nobody is woken
    alerts.set_severity(tx, alert, case.severity)
    _call(tx, alert, what, "sendMessage", parameters, case, chat, now)


def _call(
    tx: Tx,
    alert: alerts.AlertId,
    what: What,
    method: str,
    parameters: dict[str, Any],
    case: Case,
    chat: Chat,
    now: datetime,
) -> None:
    priority = Priority.ALERT if case.severity.pages else Priority.STAFF_REPLY
    call = Call(method, parameters, Purpose.ALERT, priority)
    alerts.put_call(tx, alert, outbox.add(tx, call, bot_id=chat.bot_id, chat_id=chat.chat_id, now=now), what)


def _lose(tx: Tx, alert: Alert, case: Case, now: datetime) -> None:
    alerts.set_step(tx, alert.id, Step.LOST)
    facts: dict[str, Fact] = {"alert": int(alert.id), "where": _where(alert)}
    cases.append(tx, case.id, EventKind.ALERT_LOST, actor=audit.SYSTEM, at=now, facts=facts)
    if not _fall_back(tx, case, now) and all(each.step is Step.LOST for each in alerts.of_case(tx, case.id)):
        log.critical("Nobody can be told of a case", extra={"action": "alert.nobody", "case": case.id})


def _look_again(tx: Tx, case: CaseId, now: datetime) -> None:
    due_at = now + LOOK_AFTER
    due.add(
        tx, kind=ALERT_AGAIN, subject=case, occurrence=f"{ALERT_AGAIN}:{case}:{due_at.timestamp():.3f}", due_at=due_at
    )


def _circle(tx: Tx, case: Case) -> Circle:
    programme = programmes.get(tx, case.programme_id)
    return Circle((), uses_group=False) if programme is None else circle_of(tx, case, programme)


def _may_show(tx: Tx, alert: Alert, case: Case) -> bool:
    """Return whether a case may still be worked where an alert is: somebody may have turned out to be part of it."""
    person = people.of_chat(tx, alert.bot_id, alert.chat_id)
    if person is None:
        return not case.is_about_staff  # the group
    return person.id in _circle(tx, case).people


def _page(tx: Tx, alert: Alert, case: Case) -> tuple[str, Buttons]:
    """Return what a bubble shows: a case's card, or the list in which it stands."""
    in_words = _words_in(tx, alert, case)
    listed = [(each, cases.get(tx, each.case_id)) for each in alerts.beside(tx, alert)]
    if len(listed) > 1:
        return queue_page(tx, [(kept, _may_show(tx, each, kept)) for each, kept in listed if kept], in_words)
    return card(tx, case, in_words) if _may_show(tx, alert, case) else (withdrawn_card(case, in_words), ())


def _words_in(tx: Tx, alert: Alert, case: Case) -> Words:
    """Return the words of those who read a chat: of its person, or of the programme when it is a group."""
    person = people.of_chat(tx, alert.bot_id, alert.chat_id)
    return _words_in_programme(tx, case) if person is None else words_of(person)


def _words_in_programme(tx: Tx, case: Case) -> Words:
    programme = programmes.get(tx, case.programme_id)
    return words("en" if programme is None else programme.language)


def _where(alert: Alert) -> str:
    if alert.chat_id > 0:
        return "person"
    return "group" if alert.topic_id is None else "topic"
