"""Windows, absences and pauses say the same on both engines."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.absences import AbsenceKind
from mentoring.content import Content
from mentoring.kinds import Kind
from mentoring.pairs import PairId, PairState
from mentoring.people import PersonId, Role
from mentoring.programmes import Rules
from mentoring.relay import MessageId, Talk, decide_relay
from mentoring.tasks import TaskKind
from mentoring.windows import Reason, Window, WindowState
from storage import absences, asked, hours, messages, pairs, pauses, people, programmes, silence, tasks, windows
from storage.messages import MessageState
from storage.store import Store
from storage.tx import Tx

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class Cast:
    """Amina and Ben in an active pair, as rows."""

    def __init__(self, tx: Tx) -> None:
        sofia = ZoneInfo("Europe/Sofia")
        rules = Rules(carer_consent_required=False)
        self.programme = programmes.add(tx, name="Spring", zone=sofia, language="en", rules=rules, now=NOW)
        self.ben = self._joined(tx, Role.MENTOR, "Ben", 1)
        self.amina = self._joined(tx, Role.MENTEE, "Amina", 2)
        self.pair = pairs.add(tx, programme=self.programme, mentor=self.ben, mentee=self.amina, now=NOW)
        pairs.set_state(tx, self.pair, PairState.ACTIVE, NOW)

    def _joined(self, tx: Tx, role: Role, name: str, chat: int) -> PersonId:
        person = people.add(tx, programme=self.programme, role=role, display_name=name, language="en", now=NOW)
        found = people.get(tx, person)
        assert found is not None
        people.join(tx, people.seat(tx, found, 7, chat), NOW)
        return person

    def talk_of(self, tx: Tx, person: PersonId) -> Talk:
        """Return how the talk stands, read by one of the two."""
        talk = pairs.talk_in(tx, person, self.pair)
        assert talk is not None
        return talk

    def writes(
        self, tx: Tx, by: PersonId, text: str, at: datetime = NOW, waits: Reason | None = Reason.ASKS
    ) -> MessageId:
        """Record a message that is on its way."""
        talk = self.talk_of(tx, by)
        decision = decide_relay(talk, Kind.TEXT, at)
        return messages.record(tx, talk, Content(Kind.TEXT, text), decision, at, at, waits=waits)


def opened(tx: Tx, cast: Cast, text: str = "Thursday?") -> Window:
    """Open the window of something that Amina asks."""
    window = open_for(tx, cast.writes(tx, cast.amina, text))
    assert window is not None
    return window


def open_for(tx: Tx, message: MessageId) -> Window | None:
    """Open a window for a message; None when there is none to open."""
    opened = windows.open_for(tx, [(of, NOW) for of in windows.wanted(tx, [message])])
    return windows.get(tx, opened[0][0]) if opened else None


async def test_only_what_waits_for_an_answer_opens_a_window(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        assert windows.wanted(tx, [cast.writes(tx, cast.amina, "Good night", waits=None)]) == []
        message = cast.writes(tx, cast.amina, "Thursday", waits=Reason.TELLS)
        assert windows.wanted(tx, [message]) == [
            windows.Wanted(message, cast.pair, cast.amina, cast.ben, Reason.TELLS, DAY)
        ]
        pairs.set_state(tx, cast.pair, PairState.PAUSED, NOW)
        assert windows.wanted(tx, [message]) == [], "the pair rests"

    await store.write(act)


async def test_the_last_word_leaves_out_what_never_arrived(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        assert cast.talk_of(tx, cast.ben).last_word_at is None
        cast.writes(tx, cast.amina, "Hello")
        refused = cast.writes(tx, cast.ben, "no", NOW + timedelta(minutes=1))
        messages.set_state(tx, refused, MessageState.REFUSED)
        assert cast.talk_of(tx, cast.ben).last_word_at == NOW

    await store.write(act)


async def test_a_talk_says_who_owes_a_word_and_who_is_asked_for_one(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        opened(tx, cast)
        asked.ask(tx, cast.amina, "goal", 1, NOW)
        ben, amina = cast.talk_of(tx, cast.ben), cast.talk_of(tx, cast.amina)
        assert (ben.sender_owes, ben.sender_is_asked) == (True, False)
        assert (amina.sender_owes, amina.sender_is_asked) == (False, True)

    await store.write(act)


async def test_windows_open_for_many_messages_at_once_each_from_its_own_moment(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        asks, answers = cast.writes(tx, cast.amina, "Thursday?"), cast.writes(tx, cast.ben, "Yes. And you?")
        of = {wanted.message: wanted for wanted in windows.wanted(tx, [asks, answers])}
        later = NOW + timedelta(hours=1)
        windows.open_for(tx, [(of[asks], NOW), (of[answers], later)])
        opened_at = {window.message_id: window.opened_at for window in windows.page(tx, cast.pair, after=0, limit=9)}
        assert opened_at == {asks: NOW, answers: later}

    await store.write(act)


async def test_one_window_runs_for_each_of_a_pair_and_one_for_each_message(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        window = opened(tx, cast)
        assert open_for(tx, cast.writes(tx, cast.amina, "Or Friday?")) is None
        theirs = cast.writes(tx, cast.ben, "Hello?")
        assert open_for(tx, theirs) is not None
        windows.answer(tx, cast.pair, cast.ben, theirs, NOW)
        assert open_for(tx, window.message_id) is None, "its message had one"

    await store.write(act)


async def test_an_answer_ends_all_that_is_owed_and_can_be_taken_back(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        lapsed = opened(tx, cast)
        assert windows.note_lapsed(tx, lapsed.id, NOW)
        assert not windows.note_lapsed(tx, lapsed.id, NOW)
        assert not windows.note_nudged(tx, lapsed.id, NOW), "it is over"
        opened(tx, cast, "Friday?")
        answer = cast.writes(tx, cast.ben, "Yes")

        told_of = windows.answer(tx, cast.pair, cast.ben, answer, NOW)
        assert told_of == [lapsed.message_id], "of the other nobody was told anything"
        assert windows.answer(tx, cast.pair, cast.ben, answer, NOW) == []
        assert windows.owed_by(tx, cast.ben) == []

        back = windows.unanswer(tx, answer)
        assert {window.state for window in back} == {WindowState.OPEN, WindowState.LAPSED}
        assert windows.cancel_in(tx, cast.pair, NOW) != []
        assert windows.page(tx, cast.pair, after=0, limit=9)[0].state is WindowState.CANCELLED

    await store.write(act)


async def test_a_taken_back_answer_leaves_the_newer_window_running(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        opened(tx, cast)
        answer = cast.writes(tx, cast.ben, "Yes")
        windows.answer(tx, cast.pair, cast.ben, answer, NOW)
        newer = opened(tx, cast, "Where?")

        assert windows.unanswer(tx, answer) == []
        assert [window.id for window in windows.owed_by(tx, cast.ben)] == [newer.id]

    await store.write(act)


@pytest.mark.parametrize(
    ("history", "count"),
    [("", 0), ("L", 1), ("LL", 2), ("LAL", 1), ("LA", 0), ("aa", 2), ("LGL", 1), ("LCL", 2), ("LLG", 0)],
)
async def test_lapses_in_a_row_are_counted_up_to_the_last_answer_in_time(
    store: Store, history: str, count: int
) -> None:
    """L lapsed, a lapsed and answered late, A answered in time, G let go, C cancelled."""

    def act(tx: Tx) -> None:
        cast = Cast(tx)
        for step in history:
            window = opened(tx, cast)
            if step in "La":
                windows.note_lapsed(tx, window.id, NOW)
            if step in "Aa":
                windows.answer(tx, cast.pair, cast.ben, cast.writes(tx, cast.ben, "Yes"), NOW)
            if step in "GC":
                windows.end(tx, window.id, WindowState.LET_GO if step == "G" else WindowState.CANCELLED, NOW)
        assert windows.lapses_in_a_row(tx, cast.pair, cast.ben, 9) == count

    await store.write(act)


async def test_absences_are_seen_in_the_hours_until_they_are_over(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        absence = absences.add(
            tx,
            person=cast.ben,
            kind=AbsenceKind.AWAY,
            starts_at=NOW,
            ends_at=NOW + 2 * DAY,
            noted_by="api",
            now=NOW,
        )
        assert hours.hours_of(tx, cast.ben).answering.next_open(NOW) == NOW + 2 * DAY
        assert hours.hours_of(tx, cast.ben).reach.is_open(NOW)
        assert absences.present_of(tx, cast.ben, NOW + DAY) == [absence]
        assert absences.end(tx, absence.id, NOW + DAY)
        assert not absences.end(tx, absence.id, NOW + DAY)
        assert hours.hours_of(tx, cast.ben).answering.next_open(NOW) == NOW + DAY
        assert absences.present_of(tx, cast.ben, NOW + DAY) == []
        ended = absences.get(tx, absence.id)
        assert ended is not None
        assert ended.is_over(NOW + DAY)
        assert ended.holds(NOW)

    await store.write(act)


async def test_who_was_not_told_that_somebody_is_away_is_not_told_that_they_are_back(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        absence = absences.add(
            tx, person=cast.ben, kind=AbsenceKind.ILL, starts_at=NOW, ends_at=None, noted_by="api", now=NOW
        )
        notice = absences.notice_for(tx, absence.id, cast.amina)
        assert absences.notice_for(tx, absence.id, cast.amina) == notice
        assert not absences.note_told_back(tx, notice.id, NOW)
        assert absences.note_told_away(tx, notice.id, NOW)
        assert not absences.note_told_away(tx, notice.id, NOW)
        assert absences.note_told_back(tx, notice.id, NOW)
        assert not absences.note_told_back(tx, notice.id, NOW)
        assert [n.id for n in absences.notices_of(tx, absence.id)] == [notice.id]

    await store.write(act)


async def test_a_pause_is_noted_once_for_each_who_wants_it(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        assert pauses.begin(tx, pair=cast.pair, person=None, noted_by="api", now=NOW)
        assert not pauses.begin(tx, pair=cast.pair, person=None, noted_by="api", now=NOW)
        assert pauses.begin(tx, pair=cast.pair, person=cast.ben, noted_by="person:1", now=NOW)
        first, second = pauses.present_in(tx, cast.pair)
        assert (first.person_id, second.person_id) == (None, cast.ben)
        assert pauses.end(tx, first.id, NOW)
        assert not pauses.end(tx, first.id, NOW)
        assert pauses.present_in(tx, cast.pair) == [second]
        assert len(pauses.page(tx, cast.pair, after=0, limit=9)) == 2
        assert pauses.present_in(tx, PairId(99)) == []

    await store.write(act)


async def test_the_last_word_is_neither_one_that_was_refused_nor_from_before_a_break(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        cast.writes(tx, cast.ben, "Hello", NOW + DAY)
        refused = cast.writes(tx, cast.ben, "no", NOW + 2 * DAY)
        messages.set_state(tx, refused, MessageState.REFUSED)
        pair = pairs.get(tx, cast.pair)
        assert pair is not None
        assert silence.last_word(tx, pair) == NOW + DAY
        pairs.set_state(tx, cast.pair, PairState.ACTIVE, NOW + 3 * DAY)
        pair = pairs.get(tx, cast.pair)
        assert pair is not None
        assert silence.last_word(tx, pair) == NOW + 3 * DAY

    await store.write(act)


async def test_a_silence_is_noticed_while_its_task_is_open(store: Store) -> None:
    def act(tx: Tx) -> None:
        cast = Cast(tx)
        assert not cast.talk_of(tx, cast.ben).silence_is_noticed
        task = tasks.open_task(
            tx, programme=cast.programme, kind=TaskKind.PAIR_SILENT, pair=cast.pair, facts={"days": 9}, now=NOW
        )
        assert cast.talk_of(tx, cast.ben).silence_is_noticed
        tasks.finish(tx, task, by="person:1", now=NOW)
        assert not cast.talk_of(tx, cast.ben).silence_is_noticed

    await store.write(act)
