"""Gaps in cover, told ahead: when nobody will be on duty, and who of the rota cannot be written to."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.alerts import is_in_reach
from bot.words import Words
from mentoring.programmes import Programme
from storage import duty, people
from storage.tx import Tx

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
"""How far the digest of a school day looks ahead, and that of the first one of a week."""

_MOST = 5


def cover_lines(tx: Tx, programme: Programme, in_words: Words, now: datetime, until: datetime) -> Sequence[str]:
    """Return what is missing from `now` to `until`, a line each; nothing for a school that has no rota.

    Hours of which a school knows that nobody is on duty in them (`admits_gaps`) are no news.
    """
    _ = in_words
    rota = duty.rota_of(tx, programme.id, programme.zone)
    if rota is None:
        return []
    lines = []
    gaps = [] if rota.admits_gaps else rota.gaps(now, until)
    for start, end in gaps[:_MOST]:
        starts, ends = _.moment(start, programme.zone, now), _.moment(end, programme.zone, now)
        lines.append(_("Nobody is on duty from {start} to {end}.", start=starts, end=ends))
    if len(gaps) > _MOST:
        lines.append(_.plural("… and {count} more", "… and {count} more", len(gaps) - _MOST))
    for who in rota.everybody:
        person = people.get(tx, who)
        if person is not None and not is_in_reach(tx, person):
            lines.append(_("{name} is on the rota, but I cannot write to them.", name=person.display_name))
    return lines
