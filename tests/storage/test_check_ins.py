"""Check-ins and answers say the same on both engines."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from mentoring.check_ins import INTRO, SUMMARY, Cause, CheckIn, CheckInState
from mentoring.content import Content
from mentoring.kinds import Kind
from mentoring.questionnaires.answer import SKIPPED, Answer, Words
from storage import answers, asked, check_ins, questionnaires, taken_words, undirected
from storage.asked import Asked
from storage.store import Store
from storage.tx import Tx
from storage.vault import Vault
from tests.check_ins import every_kind
from tests.storage.test_cooperation import Cast

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
DAY = timedelta(days=1)
QUESTIONNAIRE = every_kind()


def planned(tx: Tx, cast: Cast, occurrence: str = "2026-W10", at: datetime = NOW) -> CheckIn | None:
    """Plan a check-in of Amina's, and return it as it is kept; None when it was planned before."""
    version, _ = questionnaires.keep(tx, cast.programme, QUESTIONNAIRE, NOW)
    check_in = check_ins.plan(
        tx,
        programme=cast.programme,
        person=cast.amina,
        pair=cast.pair,
        version=version.id,
        key=version.key,
        occurrence=occurrence,
        cause=Cause.WEEKLY,
        planned_for=at,
        expires_at=at + 4 * DAY,
    )
    return None if check_in is None else check_ins.get(tx, check_in)


def a_check_in(tx: Tx, cast: Cast, occurrence: str = "2026-W10", at: datetime = NOW) -> CheckIn:
    """Plan a check-in of Amina's that was not planned before."""
    check_in = planned(tx, cast, occurrence, at)
    assert check_in is not None
    return check_in


async def test_one_occurrence_is_planned_once(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        first = a_check_in(tx, cast)
        assert (first.state, first.at_page, first.turn) == (CheckInState.PLANNED, INTRO, 0)
        assert planned(tx, cast) is None
        assert a_check_in(tx, cast, "2026-W11").id != first.id

    await store.write(act)


async def test_never_two_under_way_for_one_person(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        first, second = a_check_in(tx, cast), a_check_in(tx, cast, "2026-W11")
        assert check_ins.mark_asked(tx, first.id, NOW)
        assert not check_ins.mark_asked(tx, first.id, NOW)
        assert not check_ins.mark_asked(tx, second.id, NOW)
        assert check_ins.open_of(tx, cast.amina) == check_ins.get(tx, first.id)
        assert check_ins.open_of(tx, cast.ben) is None
        waiting = check_ins.planned_of(tx, cast.amina, NOW)
        assert waiting is not None
        assert waiting.id == second.id
        assert check_ins.close(tx, first.id, NOW)
        assert check_ins.mark_asked(tx, second.id, NOW)

    await store.write(act)


async def test_it_ends_once(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        check_in = a_check_in(tx, cast)
        assert not check_ins.close(tx, check_in.id, NOW)
        check_ins.mark_asked(tx, check_in.id, NOW)
        assert check_ins.note_reminded(tx, check_in.id, NOW)
        assert not check_ins.note_reminded(tx, check_in.id, NOW)
        assert check_ins.expire(tx, check_in.id, NOW + DAY)
        assert not check_ins.expire(tx, check_in.id, NOW + DAY)
        assert not check_ins.close(tx, check_in.id, NOW + DAY)
        assert not check_ins.cancel(tx, check_in.id, NOW + DAY)
        kept = check_ins.get(tx, check_in.id)
        assert kept is not None
        assert (kept.state, kept.ended_at, kept.reminded_at) == (CheckInState.EXPIRED, NOW + DAY, NOW)

    await store.write(act)


async def test_pages_are_counted_and_the_first_question_begins_it(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        check_in = a_check_in(tx, cast)
        check_ins.mark_asked(tx, check_in.id, NOW)
        check_ins.move_to(tx, check_in, 2, 15)
        there = check_ins.turn_to(tx, check_in, INTRO, NOW)
        assert (there.state, there.turn, there.opened_at) == (CheckInState.ASKED, 2, None)
        there = check_ins.turn_to(tx, check_in, "mood", NOW)
        assert (there.state, there.at_page, there.turn, there.opened_at) == (CheckInState.OPEN, "mood", 3, NOW)
        there = check_ins.turn_to(tx, check_in, SUMMARY, NOW + DAY)
        assert (there.opened_at, there.bubble_chat_id, there.bubble) == (NOW, 2, 15)
        check_ins.move_to(tx, check_in, 2, None)
        check_ins.show_words(tx, check_in, to_coordinator=True, to_mentor=False)
        kept = check_ins.get(tx, check_in.id)
        assert kept is not None
        assert (kept.bubble_chat_id, kept.bubble) == (None, None)
        assert (kept.shows_words_to_coordinator, kept.shows_words_to_mentor) == (True, False)

    await store.write(act)


async def test_they_are_listed_by_what_is_wanted(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        old, new = a_check_in(tx, cast), a_check_in(tx, cast, "2026-W11", NOW + 7 * DAY)
        for check_in in (old, new):
            check_ins.mark_asked(tx, check_in.id, NOW)
            check_ins.close(tx, check_in.id, NOW)
        last = a_check_in(tx, cast, "2026-W12", NOW + 14 * DAY)
        ids = [check_in.id for check_in in check_ins.page(tx, cast.programme)]
        assert ids == [old.id, new.id, last.id]
        assert [c.id for c in check_ins.page(tx, cast.programme, states=[CheckInState.PLANNED])] == [last.id]
        assert [c.id for c in check_ins.page(tx, cast.programme, person=cast.amina, after=old.id, limit=1)] == [new.id]
        assert check_ins.page(tx, cast.programme, person=cast.ben) == []
        assert check_ins.page(tx, cast.programme, pair=cast.pair, key="mentor_weekly") == []
        assert [c.id for c in check_ins.ended_before(tx, last, limit=5)] == [new.id, old.id]

    await store.write(act)


@pytest.mark.parametrize(
    ("question", "answer", "score"),
    [
        ("mood", 4, 4),
        ("topic", "home", 2),
        ("liked", frozenset({"walk", "food"}), None),
        ("liked", frozenset(), None),
        ("met", False, 0),
        ("hours", Decimal(42), 42),
        ("day", date(2026, 3, 1), None),
        ("more", Words("I learned to weld"), None),
        ("more", Words(voice="AwACAgIAAx", seconds=4), None),
        ("more", SKIPPED, None),
        ("topic", SKIPPED, None),
    ],
)
async def test_an_answer_is_kept_as_it_was_given(
    store: Store, question: str, answer: Answer, score: int | None
) -> None:
    asks = QUESTIONNAIRE.question(question)
    assert asks is not None

    def act(tx: Tx) -> None:
        check_in = a_check_in(tx, Cast(tx))
        first = answers.keep(tx, check_in, asks, SKIPPED, NOW)
        assert answers.keep(tx, check_in, asks, answer, NOW + DAY, is_withheld=True) == first
        kept = answers.of(tx, check_in, QUESTIONNAIRE)[question]
        assert (kept.id, kept.answer, kept.score, kept.is_withheld, kept.answered_at) == (
            first,
            answer,
            score,
            True,
            NOW + DAY,
        )
        assert answers.scores_of(tx, check_in.id) == ({} if score is None else {question: score})
        assert answers.question_of(tx, first) == (check_in.id, question)
        answers.keep_only(tx, check_in, ["another"])
        assert answers.of(tx, check_in, QUESTIONNAIRE) == {}
        assert answers.question_of(tx, first) is None

    await store.write(act)


async def test_own_words_are_sealed_and_gone_with_their_key(store: Store, vault: Vault) -> None:
    more = QUESTIONNAIRE.question("more")
    assert more is not None

    def act(tx: Tx) -> CheckIn:
        check_in = a_check_in(tx, Cast(tx))
        answers.keep(tx, check_in, more, Words("I learned to weld"), NOW)
        return check_in

    check_in = await store.write(act)
    row = await store.read(lambda tx: tx.one("SELECT value, words FROM answers"))
    assert row is not None
    assert row["value"] is None
    assert b"weld" not in bytes(row["words"])

    key = f"person:{check_in.person_id}"
    await store.write(lambda tx: tx.run("DELETE FROM data_keys WHERE name = :name", name=key))
    vault.forget(key)
    assert await store.read(lambda tx: answers.of(tx, check_in, QUESTIONNAIRE)) == {}


async def test_what_is_asked_is_sure_then_in_doubt_then_over(store: Store) -> None:
    def act(tx: Tx) -> None:
        amina = Cast(tx).amina
        asked.ask(tx, amina, "check_in.a.b", 7, NOW + DAY, unsure_until=NOW + 3 * DAY)
        waiting = asked.of(tx, amina, NOW)
        assert waiting == Asked("check_in.a.b", 7, NOW + DAY, NOW + 3 * DAY)
        assert (waiting.flow, waiting.rest) == ("check_in", "a.b")
        assert waiting.is_sure(NOW)
        assert not waiting.is_sure(NOW + DAY)
        assert asked.of(tx, amina, NOW + 2 * DAY) == waiting
        assert asked.of(tx, amina, NOW + 3 * DAY) is None
        asked.forget(tx, amina)
        doubtful = asked.of(tx, amina, NOW)
        assert doubtful is not None
        assert not doubtful.is_sure(NOW)
        asked.forget(tx, amina, "session")
        assert asked.of(tx, amina, NOW) is not None
        asked.forget(tx, amina, "check_in")
        assert asked.of(tx, amina, NOW) is None
        asked.ask(tx, amina, "worried_line", 3, NOW + DAY)
        asked.forget(tx, amina)
        assert asked.of(tx, amina, NOW) is None

    await store.write(act)


async def test_the_newest_question_is_the_one_and_those_before_it_are_in_doubt(store: Store) -> None:
    def act(tx: Tx) -> None:
        amina = Cast(tx).amina
        asked.ask(tx, amina, "check_in.mood", 7, NOW + DAY, unsure_until=NOW + 3 * DAY)
        asked.ask(tx, amina, "agreement_line.when", 1, NOW + DAY)
        asked.ask(tx, amina, "goal.what", 2, NOW + DAY, unsure_until=NOW + 2 * DAY)
        newest = asked.of(tx, amina, NOW)
        assert newest is not None
        assert (newest.what, newest.is_sure(NOW)) == ("goal.what", True)
        asked.doubt(tx, amina, "check_in", NOW + 5 * DAY)
        assert asked.of(tx, amina, NOW) == newest
        asked.forget(tx, amina, "goal")
        before = asked.of(tx, amina, NOW)
        assert before is not None
        assert (before.what, before.is_sure(NOW)) == ("check_in.mood", False)
        assert asked.of(tx, amina, NOW + 4 * DAY) == before
        asked.doubt(tx, amina, "journal", NOW + 5 * DAY)
        asked.forget(tx, amina, "check_in")
        assert asked.of(tx, amina, NOW) is None
        asked.ask(tx, amina, "check_in.mood", 7, NOW + DAY, unsure_until=NOW + 3 * DAY)
        asked.ask(tx, amina, "goal.what", 2, NOW + DAY, unsure_until=NOW + 2 * DAY)
        asked.forget_all(tx, amina)
        assert asked.of(tx, amina, NOW) is None

    await store.write(act)


async def test_taken_words_can_go_elsewhere_once_and_for_a_day(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        waits = undirected.add(tx, cast.amina, 15, Content(Kind.TEXT, "Hello"), NOW)
        taken_words.add(tx, waits, "check_in.more", 4, NOW + DAY, is_taken=True)
        taken = taken_words.get(tx, waits, cast.amina, NOW)
        assert taken is not None
        assert (taken.what, taken.subject, taken.is_taken) == ("check_in.more", 4, True)
        assert taken_words.at(tx, cast.amina, 15, NOW) == taken
        assert taken_words.get(tx, waits, cast.ben, NOW) is None
        assert taken_words.get(tx, waits, cast.amina, NOW + DAY) is None
        assert taken_words.prune(tx, NOW) == 0
        assert undirected.take(tx, waits, cast.amina, NOW) is not None
        assert undirected.was_directed(tx, waits, cast.amina)
        assert taken_words.get(tx, waits, cast.amina, NOW) is None
        assert taken_words.prune(tx, NOW + DAY) == 1

    await store.write(act)
