"""What a programme leaves its pairs to agree on."""

from dataclasses import dataclass
from datetime import timedelta

from mentoring.agreement.clauses import CHOICES, Part


@dataclass(frozen=True, slots=True)
class Bounds:
    """The coordinator's bounds on agreements; quiet hours and the response window bound them besides.

    `frequencies`, `places`, `friends` and `weeks` are the choices that remain of theirs. `shortest_answer` (open time)
    keeps a pair from promising what nobody can hold; `least_messaging` is how much of each day on which they write must
    stay open, so that nobody is agreed into silence. A negotiation in which nothing happens gets a gentle reminder
    after `reminder_after`, and the coordinator a task after `stalled_after`.
    """

    frequencies: tuple[str, ...] = CHOICES[Part.OFTEN]
    places: tuple[str, ...] = CHOICES[Part.WHERE]
    friends: tuple[str, ...] = CHOICES[Part.FRIENDS]
    weeks: tuple[str, ...] = CHOICES[Part.WEEKS]
    shortest_answer: timedelta = timedelta(hours=2)
    least_messaging: timedelta = timedelta(hours=2)
    reminder_after: timedelta = timedelta(days=3)
    stalled_after: timedelta = timedelta(days=7)

    def allowed(self, part: Part) -> tuple[str, ...]:
        """Return the choices that remain of a part, in the order in which they are offered."""
        match part:
            case Part.OFTEN:
                remaining = self.frequencies
            case Part.WHERE:
                remaining = self.places
            case Part.FRIENDS:
                remaining = self.friends
            case Part.WEEKS:
                remaining = self.weeks
            case _:
                return CHOICES[part]
        return tuple(choice for choice in CHOICES[part] if choice in remaining)
