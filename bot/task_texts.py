"""Tasks in plain words: what each kind is about, what to do next, what others did. Facts only, nobody's words."""

from dataclasses import dataclass

from bot.words import Words
from mentoring.tasks import Fact, Task, TaskKind


@dataclass(frozen=True, slots=True)
class Names:
    """What the people of a task are called; None for those whom it is not about."""

    mentee: str | None
    mentor: str | None
    person: str | None

    def __str__(self) -> str:
        """Whom it is about, as the staff's lists show it."""
        of_pair = [name for name in (self.mentee, self.mentor) if name is not None]
        return " · ".join(of_pair) or self.person or ""


def title(kind: TaskKind, in_words: Words) -> str:
    """Return the heading under which tasks of a kind stand together."""
    _ = in_words
    match kind:
        case TaskKind.HELP_ASKED:
            return _("🙋 Somebody asks for you")
        case TaskKind.LOW_SCORE:
            return _("🌧 A hard week")
        case TaskKind.SCORES_FALLING:
            return _("📉 It has been getting harder")
        case TaskKind.CHECK_INS_MISSED:
            return _("📭 Check-ins without an answer")
        case TaskKind.VIEWS_DIFFER:
            return _("↔️ The two see it differently")
        case TaskKind.ANSWER_TO_READ:
            return _("💬 An answer to talk about")
        case TaskKind.CONSENT_MISSING:
            return _("✍️ Consent is missing")
        case TaskKind.PAIR_SILENT:
            return _("💤 Nothing written")
        case TaskKind.REPLY_LAPSED:
            return _("⏳ Answers that do not come")
        case TaskKind.SESSION_MISSED:
            return _("📅 A session did not happen")
        case TaskKind.AGREEMENT_STALLED:
            return _("📝 The agreement is stuck")
        case TaskKind.BOT_BLOCKED:
            return _("📵 Has stopped the bot")
        case TaskKind.ACCOUNT_GONE:
            return _("📴 The Telegram account is gone")
        case TaskKind.INVITE_EXPIRED:
            return _("💌 The invite ran out, not opened")
        case TaskKind.DELIVERY_UNCONFIRMED:
            return _("📨 Delivery unconfirmed")
        case TaskKind.UPDATE_PARKED:
            return _("🔧 For whoever runs Interlude")
        case TaskKind.ROWS_TO_REVIEW:
            return _("🔎 The word list is often wrong here")


def advice(kind: TaskKind, in_words: Words) -> str:
    """Return what to do next about a task of a kind: one short sentence or two."""
    _ = in_words
    match kind:
        case TaskKind.HELP_ASKED:
            return _("Talk to them today, best face to face.")
        case TaskKind.LOW_SCORE:
            return _("Ask how things are. It helps to listen first.")
        case TaskKind.SCORES_FALLING:
            return _("Ask what has changed lately, before it gets harder still.")
        case TaskKind.CHECK_INS_MISSED:
            return _("Ask how they are, and whether another day or hour would suit them better.")
        case TaskKind.VIEWS_DIFFER:
            return _("Listen to each of them alone, and do not tell one what the other answered.")
        case TaskKind.ANSWER_TO_READ:
            return _("Look at the answer, then ask them about it in person.")
        case TaskKind.CONSENT_MISSING:
            return _("Ask the parent or carer. Until then nothing is passed on.")
        case TaskKind.PAIR_SILENT:
            return _("A word with each of them helps: is something in the way?")
        case TaskKind.REPLY_LAPSED:
            return _("Ask the one who is silent how they are. It is seldom bad will.")
        case TaskKind.SESSION_MISSED:
            return _("Ask both what got in the way, and find a new day with them.")
        case TaskKind.AGREEMENT_STALLED:
            return _("Sit down with the two for ten minutes and go through it.")
        case TaskKind.BOT_BLOCKED:
            return _("A word in person may help. Messages wait until then.")
        case TaskKind.ACCOUNT_GONE:
            return _("Make a new invite. With it they join again, and nothing is lost.")
        case TaskKind.INVITE_EXPIRED:
            return _("Make a new invite and hand it over in person.")
        case TaskKind.DELIVERY_UNCONFIRMED:
            return _("Ask whether the message arrived.")
        case TaskKind.UPDATE_PARKED:
            return _("Something could not be handled and was not passed on. The log says more.")
        case TaskKind.ROWS_TO_REVIEW:
            return _("Look at these rows and narrow them down. Never just switch a serious one off.")


def line(task: Task, names: Names, in_words: Words) -> str:
    """Return whom a task is about and what is known, without its title: "Amina · Ben: nothing for 7 days"."""
    known = _known(task, names, in_words)
    return ": ".join(filter(None, (str(names), known)))


def done_so_far(did: str, by: str | None, moment: str, in_words: Words) -> str | None:
    """Return what somebody did about a task, as the audit calls it; None for what need not be told.

    `by` is None when the house did it itself.
    """
    _ = in_words
    match did:
        case "task.done" if by is None:
            return _("Its reason was gone ({moment})", moment=moment)
        case "task.done":
            return _("{name}: done ({moment})", name=by, moment=moment)
        case "task.snoozed":
            return _("{name}: put off ({moment})", name=by, moment=moment)
        case "task.reopened":
            return _("{name}: opened again ({moment})", name=by, moment=moment)
        case _:
            return None


def _known(task: Task, names: Names, in_words: Words) -> str | None:
    _ = in_words
    match task.kind:
        case TaskKind.REPLY_LAPSED if names.person is not None:
            times = _count(task.facts.get("lapses"))
            if times is None:
                return _("no answer from {name}", name=names.person)
            return _.plural(
                "no answer from {name}, {count} time", "no answer from {name}, {count} times", times, name=names.person
            )
        case TaskKind.PAIR_SILENT:
            days = _count(task.facts.get("days"))
            return None if days is None else _.plural("nothing for {count} day", "nothing for {count} days", days)
        case TaskKind.AGREEMENT_STALLED if names.person is not None:
            return _("it waits for {name}", name=names.person)
        case TaskKind.CHECK_INS_MISSED if names.person is not None:
            missed = _count(task.facts.get("missed"))
            if missed is None:
                return names.person
            return _.plural("{name}, {count} check-in", "{name}, {count} check-ins", missed, name=names.person)
        case TaskKind.ROWS_TO_REVIEW:
            return str(task.facts.get("rows", ""))
        case _:
            # Whose it is: of a pair's task the pair is named already.
            return names.person if names.mentee is not None else None


def _count(fact: Fact) -> int | None:
    return int(fact) if isinstance(fact, int | float) and fact >= 1 else None
