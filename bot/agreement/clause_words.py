"""What every clause and choice of an agreement says, in the reader's language: short on a button, whole in the text."""

from collections.abc import Mapping
from datetime import time

from bot.words import Words
from mentoring.agreement.clauses import ANY_HOUR, PARTS, Clause, Part, Term, answer_time, hour_of


def title(clause: Clause, in_words: Words) -> str:
    """Return what a clause is about."""
    _ = in_words
    return {
        Clause.MEETINGS: _("How often and where we meet"),
        Clause.MESSAGING: _("When we write"),
        Clause.ANSWERING: _("How fast we answer"),
        Clause.MISSED: _("If someone can't come"),
        Clause.FRIENDS: _("Bringing friends"),
        Clause.CONFIDENTIALITY: _("What stays between us"),
        Clause.PROBLEMS: _("If there is a problem"),
        Clause.LENGTH: _("How long, and how we end"),
        Clause.START: _("From when the change counts"),
    }[clause]


def question(part: Part, in_words: Words) -> str:
    """Return what one part of a clause asks."""
    _ = in_words
    return {
        Part.OFTEN: _("How often do we meet?"),
        Part.WHERE: _("Where do we meet?"),
        Part.DAYS: _("On which days do messages arrive?"),
        Part.FROM: _("From what time?"),
        Part.UNTIL: _("Until what time?"),
        Part.ANSWER: _("How long may an answer take? Quiet time does not count."),
        Part.NOTICE: _("Someone can't come. When do they say so?"),
        Part.INSTEAD: _("And what do we do then?"),
        Part.FRIENDS: _("May friends come along?"),
        Part.TELLING: _("What may we tell other people?"),
        Part.PROBLEMS: _("Who do we talk to first?"),
        Part.WEEKS: _("How long do we want to do this?"),
        Part.ENDING: _("How do we end?"),
        Part.START: _("From when does the change count?"),
    }[part]


def label(part: Part, choice: str, in_words: Words) -> str:
    """Return a choice as it stands on a button."""
    _ = in_words
    match part:
        case Part.FROM:
            return _("From any time") if choice == ANY_HOUR else _("From {time}", time=_clock(choice, _))
        case Part.UNTIL:
            return _("Until any time") if choice == ANY_HOUR else _("Until {time}", time=_clock(choice, _))
        case Part.ANSWER:
            return _length(choice, _)
        case Part.WEEKS:
            return _.plural("{count} week", "{count} weeks", int(choice))
        case _:
            return _labels(_).get((part, choice), choice)


def sentences(clause: Clause, term: Term, in_words: Words) -> list[str]:
    """Return what a clause says, a sentence for each part that has its choice, and what always holds besides.

    The free line is not among them: it is somebody's own words.
    """
    _ = in_words
    said = [
        sentence
        for part in PARTS[clause]
        if part in term.choices and (sentence := _sentence(part, term.choices[part], _)) is not None
    ]
    if Part.FROM in term.choices and Part.UNTIL in term.choices:
        said.append(_hours(term.choices[Part.FROM], term.choices[Part.UNTIL], _))
    if clause is Clause.CONFIDENTIALITY:
        said.append(_("If somebody is in danger, an adult at school is told. Nobody can promise to keep that secret."))
    if clause is Clause.PROBLEMS:
        said.append(_("Each of us may go to the coordinator at any time."))
    return said


def _sentence(part: Part, choice: str, in_words: Words) -> str | None:
    _ = in_words
    match part:
        case Part.ANSWER:
            return _answer(choice, _)
        case Part.WEEKS:
            return _.plural(
                "Our time together lasts {count} week.", "Our time together lasts {count} weeks.", int(choice)
            )
        case _:
            return _said(_).get((part, choice))


def _labels(in_words: Words) -> Mapping[tuple[Part, str], str]:
    _ = in_words
    return {
        (Part.OFTEN, "three_a_week"): _("Three times a week"),
        (Part.OFTEN, "two_a_week"): _("Twice a week"),
        (Part.OFTEN, "every_week"): _("Once a week"),
        (Part.OFTEN, "every_two_weeks"): _("Every two weeks"),
        (Part.WHERE, "at_school"): _("At school"),
        (Part.WHERE, "at_training"): _("Where we train"),
        (Part.WHERE, "public_place"): _("In a public place"),
        (Part.WHERE, "online"): _("Online"),
        (Part.DAYS, "every_day"): _("Every day"),
        (Part.DAYS, "monday_to_saturday"): _("Monday to Saturday"),
        (Part.DAYS, "monday_to_friday"): _("Monday to Friday"),
        (Part.NOTICE, "day_before"): _("The day before"),
        (Part.NOTICE, "two_hours"): _("Two hours before"),
        (Part.NOTICE, "when_known"): _("As soon as they know"),
        (Part.INSTEAD, "same_week"): _("Find another time that week"),
        (Part.INSTEAD, "next_time"): _("Meet next time as planned"),
        (Part.INSTEAD, "message_instead"): _("Write to each other instead"),
        (Part.FRIENDS, "just_us"): _("Just the two of us"),
        (Part.FRIENDS, "ask_first"): _("Friends, if we asked first"),
        (Part.FRIENDS, "group_activities"): _("Friends, in a group"),
        (Part.TELLING, "between_us"): _("It stays between us"),
        (Part.TELLING, "ask_before_telling"): _("We ask before we tell"),
        (Part.TELLING, "in_general_only"): _("Only how it is going"),
        (Part.PROBLEMS, "each_other_first"): _("Each other"),
        (Part.PROBLEMS, "coordinator_first"): _("The coordinator"),
        (Part.PROBLEMS, "either"): _("Either is fine"),
        (Part.ENDING, "last_meeting"): _("A last meeting"),
        (Part.ENDING, "with_coordinator"): _("A last meeting with the coordinator"),
        (Part.ENDING, "goodbye_message"): _("A goodbye message"),
        (Part.START, "at_once"): _("When both have signed"),
        (Part.START, "tomorrow"): _("The day after we agree"),
        (Part.START, "next_monday"): _("The Monday after we agree"),
    }


def _said(in_words: Words) -> Mapping[tuple[Part, str], str]:
    _ = in_words
    return {
        (Part.OFTEN, "three_a_week"): _("We meet three times a week."),
        (Part.OFTEN, "two_a_week"): _("We meet twice a week."),
        (Part.OFTEN, "every_week"): _("We meet once a week."),
        (Part.OFTEN, "every_two_weeks"): _("We meet every two weeks."),
        (Part.WHERE, "at_school"): _("We meet at school."),
        (Part.WHERE, "at_training"): _("We meet where we train, in the workshop or company."),
        (Part.WHERE, "public_place"): _("We meet in a public place, such as a library or a youth centre."),
        (Part.WHERE, "online"): _("We meet online."),
        (Part.DAYS, "every_day"): _("Messages arrive on every day of the week."),
        (Part.DAYS, "monday_to_saturday"): _("Messages arrive from Monday to Saturday."),
        (Part.DAYS, "monday_to_friday"): _("Messages arrive from Monday to Friday."),
        (Part.NOTICE, "day_before"): _("Whoever can't come says so the day before."),
        (Part.NOTICE, "two_hours"): _("Whoever can't come says so at least two hours before."),
        (Part.NOTICE, "when_known"): _("Whoever can't come says so as soon as they know."),
        (Part.INSTEAD, "same_week"): _("We then find another time in the same week."),
        (Part.INSTEAD, "next_time"): _("We then meet next time as planned."),
        (Part.INSTEAD, "message_instead"): _("We then write to each other instead."),
        (Part.FRIENDS, "just_us"): _("We meet just the two of us."),
        (Part.FRIENDS, "ask_first"): _("Friends may come if we asked each other first."),
        (Part.FRIENDS, "group_activities"): _("Friends may come when we do something in a group."),
        (Part.TELLING, "between_us"): _("What we tell each other stays between us."),
        (Part.TELLING, "ask_before_telling"): _("We ask each other before we tell anybody else."),
        (Part.TELLING, "in_general_only"): _("We may tell others how it is going, but not what was said."),
        (Part.PROBLEMS, "each_other_first"): _("We talk to each other first, and then to the coordinator."),
        (Part.PROBLEMS, "coordinator_first"): _("We talk to the coordinator first."),
        (Part.PROBLEMS, "either"): _("We talk to each other or to the coordinator, whichever feels right."),
        (Part.ENDING, "last_meeting"): _("We end with a last meeting and look back together."),
        (Part.ENDING, "with_coordinator"): _("We end with a last meeting together with the coordinator."),
        (Part.ENDING, "goodbye_message"): _("We end with a message to say goodbye."),
        (Part.START, "at_once"): _("The change counts as soon as both have signed."),
        (Part.START, "tomorrow"): _("The change counts from the day after we agree."),
        (Part.START, "next_monday"): _("The change counts from the Monday after we agree."),
    }


def _hours(first: str, last: str, in_words: Words) -> str:
    _ = in_words
    if first == ANY_HOUR and last == ANY_HOUR:
        return _("They arrive at any time that the programme allows.")
    if last == ANY_HOUR:
        return _("They arrive from {time} on.", time=_clock(first, _))
    if first == ANY_HOUR:
        return _("They arrive until {time}.", time=_clock(last, _))
    return _("They arrive from {start} to {end}.", start=_clock(first, _), end=_clock(last, _))


def _answer(choice: str, in_words: Words) -> str:
    _ = in_words
    hours, minutes = _hours_and_minutes(choice)
    if hours is None:
        return _("We answer when we can. There is no fixed time.")
    if minutes:
        return _.plural(
            "We answer within {count} minute. Quiet time does not count.",
            "We answer within {count} minutes. Quiet time does not count.",
            hours * 60 + minutes,
        )
    return _.plural(
        "We answer within {count} hour. Quiet time does not count.",
        "We answer within {count} hours. Quiet time does not count.",
        hours,
    )


def _length(choice: str, in_words: Words) -> str:
    _ = in_words
    hours, minutes = _hours_and_minutes(choice)
    if hours is None:
        return _("No fixed time")
    if minutes:
        return _.plural("{count} minute", "{count} minutes", hours * 60 + minutes)
    return _.plural("{count} hour", "{count} hours", hours)


def _hours_and_minutes(choice: str) -> tuple[int | None, int]:
    length = answer_time(choice)
    if length is None:
        return None, 0
    hours, seconds = divmod(int(length.total_seconds()), 3600)
    return hours, seconds // 60


def _clock(choice: str, in_words: Words) -> str:
    return in_words.clock(hour_of(choice) or time(0))
