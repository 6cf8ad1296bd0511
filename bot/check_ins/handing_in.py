"""The end of a check-in: handed in by its person, or let go when its time is over."""

from bot.check_ins.closed import on_closed
from bot.check_ins.pages import page_of
from bot.check_ins.sitting import Sitting
from bot.check_ins.turning import rest, rest_at_the_end, turn_on
from bot.check_ins.what_mentors_see import let_mentor_see
from bot.pages import Page
from mentoring.check_ins import CheckInState
from storage import answers, check_ins
from storage.tx import Tx


def hand_in(tx: Tx, sitting: Sitting) -> Page:
    """Close a check-in with its answers, and return what its message shows then; while one is missing, its question."""
    if sitting.next_open is not None:
        return page_of(turn_on(tx, sitting))
    return page_of(_close(tx, sitting))


def end_unfinished(tx: Tx, sitting: Sitting) -> bool:
    """End a check-in that was not handed in, as far as it came; False when it had ended before."""
    if sitting.check_in.state is CheckInState.OPEN and sitting.next_open is None:
        _close(tx, sitting)
        return True
    if not check_ins.expire(tx, sitting.check_in.id, sitting.now):
        return False
    rest_at_the_end(tx, sitting)
    on_closed(tx, _as_it_is(tx, sitting).check_in, sitting.now)
    return True


def _close(tx: Tx, sitting: Sitting) -> Sitting:
    if not check_ins.close(tx, sitting.check_in.id, sitting.now):
        return _as_it_is(tx, sitting)  # its time ran out at this very moment, in another process
    answers.keep_only(tx, sitting.check_in, sitting.counted)
    rest(tx, sitting)
    closed = _as_it_is(tx, sitting)
    let_mentor_see(tx, closed)
    on_closed(tx, closed.check_in, sitting.now)
    return closed


def _as_it_is(tx: Tx, sitting: Sitting) -> Sitting:
    check_in = check_ins.get(tx, sitting.check_in.id)
    assert check_in is not None
    return sitting.at(check_in).again(tx)
