"""Acknowledge or climb: who is called when about a case, until somebody says that they have it.

Source: specification, safeguarding, 6.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta

from mentoring.duty import Post, Rota
from mentoring.people import PersonId
from mentoring.safeguarding.findings import Severity


@dataclass(frozen=True, slots=True)
class Rung:
    """Who is called, how long after the case was told of; `is_last`: they are to act without waiting any longer."""

    after: timedelta
    posts: tuple[Post, ...]
    is_last: bool = False


def _after(minutes: int, *posts: Post, is_last: bool = False) -> Rung:
    return Rung(timedelta(minutes=minutes), posts, is_last)


LADDERS: Mapping[Severity, Sequence[Rung]] = {
    Severity.CRITICAL: (
        _after(0, Post.LEAD, Post.DEPUTY),
        _after(5, Post.LEAD, Post.DEPUTY, Post.HEAD),
        _after(10, Post.ON_CALL),
        _after(20, Post.ON_CALL, is_last=True),
    ),
    Severity.HIGH: (
        _after(0, Post.LEAD),
        _after(30, Post.DEPUTY),
        _after(60, Post.HEAD),
        _after(120, Post.ON_CALL, is_last=True),
    ),
}
"""The rungs for each severity that pages anybody; others have no ladder."""


def called_on(
    rungs: Sequence[Rung], number: int, rota: Rota, posts: Mapping[Post, PersonId], away: Set[PersonId]
) -> tuple[PersonId, ...]:
    """Return who is called on the `number`-th rung (0 is the first), each once; empty only when nobody is left at all.

    `posts` is who holds them now. Nobody in `away` is called (in conflict with the case, or out of reach): where that
    leaves nobody, the next rungs' are called now. With nobody on duty, everybody of the rota is called at once.
    """
    everybody = tuple(person for person in rota.everybody if person not in away)
    if number == 0 and Post.LEAD not in posts:
        return everybody
    for rung in rungs[number:]:
        called = [posts[post] for post in rung.posts if post in posts and posts[post] not in away]
        if called:
            return tuple(dict.fromkeys(called))
    return everybody
