"""A check-in that somebody begins of their own accord, or that waits for its turn and is taken now."""

from datetime import datetime, timedelta

from bot.check_ins.asking import bring_back
from bot.check_ins.choosing_time import time_button
from bot.check_ins.pages import page_of
from bot.check_ins.sitting import sit_down
from bot.pages import Page, to_the_menu
from bot.speech import Button, words_of
from bot.waiting import Waiting
from mentoring.check_ins import Cause, CheckInId
from mentoring.pairs import OPEN_STATES, PairId
from mentoring.people import Person, Role
from mentoring.questionnaires.texts import in_language
from mentoring.relay import Talk, may_talk
from storage import check_ins, due, pairs, questionnaires
from storage.questionnaires import QuestionnaireVersion, QuestionnaireVersionId
from storage.schedules import CHECK_IN_EXPIRES
from storage.times import to_ms
from storage.tx import Tx

OPEN_FOR = timedelta(days=2)
"""How long a check-in stays open that somebody began of their own accord."""

_WEEKLY = {Role.MENTEE: "mentee_weekly", Role.MENTOR: "mentor_weekly"}


def check_in_waiting(tx: Tx, person: Person, now: datetime) -> list[Waiting]:
    """Return the check-in that is under way or waits for its turn, for the menu."""
    check_in = check_ins.open_of(tx, person.id) or check_ins.planned_of(tx, person.id, now)
    version = None if check_in is None else questionnaires.version(tx, QuestionnaireVersionId(check_in.version_id))
    if version is None:
        return []
    return [Waiting(f"🗒 {in_language(version.questionnaire.title, person.language)}", "ci:here")]


def nothing_open_page(tx: Tx, person: Person, now: datetime) -> Page:
    """Say that no check-in is open; offer the one that waits, or to tell how it goes all the same."""
    _ = words_of(person)
    if check_ins.planned_of(tx, person.id, now) is not None:
        return Page(_("A check-in waits for you."), [[Button(_("▶️ Begin"), "ci:new.0")], [to_the_menu(_)]])
    version = _weekly(tx, person)
    talks = _talks(tx, person)
    if version is None or not talks:
        return Page(_("No check-in is open right now. The next one comes by itself."), [[to_the_menu(_)]])
    title = in_language(version.questionnaire.title, person.language)
    names = [title] if len(talks) == 1 else [talk.recipient.display_name for talk in talks]
    rows = [[Button(f"▶️ {name}", f"ci:new.{talk.pair.id}")] for name, talk in zip(names, talks, strict=True)]
    rows += [[time_button(_)], [to_the_menu(_)]]
    return Page(_("No check-in is open right now. If you like, tell how it goes:"), rows)


def begin(tx: Tx, person: Person, about: str, now: datetime) -> Page:
    """Begin the check-in that waits, else one about the pair with the id `about`; what is open already is shown."""
    check_in = check_ins.open_of(tx, person.id)
    page = None if check_in is None else bring_back(tx, check_in, now)
    if page is not None:
        return page
    waiting = check_ins.planned_of(tx, person.id, now)
    begun = _plan(tx, person, about, now) if waiting is None else waiting.id
    if begun is None or not check_ins.mark_asked(tx, begun, now):
        return nothing_open_page(tx, person, now)
    sitting = sit_down(tx, begun, now)
    assert sitting is not None
    return page_of(sitting)


def _plan(tx: Tx, person: Person, about: str, now: datetime) -> CheckInId | None:
    version = _weekly(tx, person)
    talk = next((talk for talk in _talks(tx, person) if str(talk.pair.id) == about), None)
    if version is None or talk is None:
        return None
    check_in = check_ins.plan(
        tx,
        programme=person.programme_id,
        person=person.id,
        pair=PairId(talk.pair.id),
        version=version.id,
        key=version.key,
        occurrence=f"hand:{to_ms(now)}",
        cause=Cause.HAND,
        planned_for=now,
        expires_at=now + OPEN_FOR,
    )
    if check_in is not None:
        occurrence = f"{CHECK_IN_EXPIRES}:{check_in}:{to_ms(now + OPEN_FOR)}"
        due.add(tx, kind=CHECK_IN_EXPIRES, subject=check_in, occurrence=occurrence, due_at=now + OPEN_FOR)
    return check_in


def _weekly(tx: Tx, person: Person) -> QuestionnaireVersion | None:
    key = _WEEKLY.get(person.role)
    version = None if key is None else questionnaires.current(tx, person.programme_id, key)
    return None if version is None or person.role not in version.questionnaire.roles else version


def _talks(tx: Tx, person: Person) -> list[Talk]:
    return [t for t in pairs.talks_of(tx, person.id) if t.pair.state in OPEN_STATES and may_talk(t) is None]
