"""What somebody sees of a check-in: who sees what, the questions one by one, all answers at the end."""

from bot.check_ins.answer_words import answer_line
from bot.check_ins.choosing_time import time_button
from bot.check_ins.question_page import evenly, question_page
from bot.check_ins.sitting import Sitting
from bot.check_ins.who_sees import who_sees
from bot.pages import Page
from bot.speech import Button
from mentoring.check_ins import SUMMARY, Cause, CheckInState
from mentoring.questionnaires.answer import Words
from mentoring.questionnaires.questionnaire import estimated_seconds

_LONGEST_LIST = 3000  # characters, of the 4096 that a message holds
_LONGEST_QUESTION = 52
_MOST_TO_CHANGE = 24
_IN_A_ROW = 6
_A_MINUTE = 60


def page_of(sitting: Sitting) -> Page:
    """Return the page at which a check-in stands, whatever has become of it."""
    if not sitting.check_in.state.is_under_way:
        return ended_page(sitting)
    if sitting.check_in.at_page == SUMMARY:
        return summary_page(sitting)
    question = sitting.question
    return intro_page(sitting) if question is None else question_page(sitting, question)


def intro_page(sitting: Sitting) -> Page:
    """Say what this is and who sees what, before the first question."""
    _ = sitting.words
    parts = [f"🗒 {sitting.says(sitting.questionnaire.title)}"]
    if sitting.questionnaire.intro:
        parts.append(sitting.says(sitting.questionnaire.intro))
    parts += [who_sees(sitting), _how_long(sitting)]
    begin = Button(_("▶️ Begin"), sitting.data("go"))
    rows = [[begin], [Button(_("⏸ Later"), sitting.data("later"))]]
    if sitting.check_in.cause is Cause.WEEKLY:
        rows.append([time_button(_)])
    return Page("\n\n".join(parts), rows, sitting.key_name)


def summary_page(sitting: Sitting) -> Page:
    """Show all answers, each to be changed by its number; who may read the words; and the way to hand it in."""
    _ = sitting.words
    asked = [question for question in sitting.asked if question.key in sitting.counted]
    lines = []
    for number, question in enumerate(asked, 1):
        said = _shortened(sitting.says(question.text))
        lines.append(f"{number}. {said}\n     {answer_line(sitting, question)}")
    parts = [_("✅ That is all. Does it look right?"), _short("\n".join(lines), _LONGEST_LIST)]
    parts.append(_("Press a number to change that answer."))
    if sitting.own_words:
        parts.append(_("Your own words are yours. Tick who may read them:"))
    numbers = [
        Button(str(number), sitting.data("see", sitting.questionnaire.questions.index(question)))
        for number, question in enumerate(asked[:_MOST_TO_CHANGE], 1)
    ]
    rows = evenly(numbers, _IN_A_ROW)
    rows += _sharing(sitting)
    rows.append([Button(_("✓ Hand it in"), sitting.data("done")), Button(_("⏸ Later"), sitting.data("later"))])
    return Page("\n\n".join(parts), rows, sitting.key_name)


def later_page(sitting: Sitting) -> Page:
    """Say that it waits, and how to go on."""
    _ = sitting.words
    answered, asked = len(sitting.counted), len(sitting.asked)
    until = _.moment(sitting.check_in.expires_at, sitting.person.zone, sitting.now)
    text = _("⏸ All right, later. You can go on until then: {moment}.", moment=until)
    if answered:
        text += "\n\n" + _("Answered so far: {count} of {total}. Nothing is lost.", count=answered, total=asked)
    go_on = Button(_("▶️ Go on") if answered else _("▶️ Begin"), sitting.data("on"))
    return Page(text, [[go_on]], sitting.key_name)


def reminder_page(sitting: Sitting) -> Page:
    """Remind of it, once and gently."""
    _ = sitting.words
    until = _.moment(sitting.check_in.expires_at, sitting.person.zone, sitting.now)
    parts = [
        _("🗒 Your check-in is still here: “{title}”.", title=sitting.says(sitting.questionnaire.title)),
        _("If you like, go on until then: {moment}. {length}", moment=until, length=_how_long(sitting)),
    ]
    go_on = Button(_("▶️ Go on") if sitting.counted else _("▶️ Begin"), sitting.data("on"))
    return Page("\n\n".join(parts), [[go_on], [Button(_("⏸ Later"), sitting.data("later"))]], sitting.key_name)


def ended_page(sitting: Sitting) -> Page:
    """Say what became of a check-in that has ended."""
    _ = sitting.words
    if sitting.check_in.state is not CheckInState.CLOSED:
        return Page(_("This check-in is over, and that is all right. The next one comes by itself."))
    parts = [_("✅ Handed in."), sitting.says(sitting.questionnaire.thanks) or _("Thank you!")]
    if any(isinstance(answer, Words) for answer in sitting.counted.values()):
        parts.append(_words_shown(sitting))
    return Page("\n\n".join(parts), (), sitting.key_name)


def elsewhere_text(sitting: Sitting) -> str:
    """Return what an older bubble of a check-in shows once it goes on in another."""
    _ = sitting.words
    return _("This goes on in a newer message. You cannot find it? /checkin")


def _sharing(sitting: Sitting) -> list[list[Button]]:
    """Return the buttons by which somebody lets others read their own words; none when they wrote none."""
    _, check_in = sitting.words, sitting.check_in
    if not sitting.own_words:
        return []
    shown = "☑" if check_in.shows_words_to_coordinator else "☐"
    label = _("My words for my coordinator")
    rows = [[Button(f"{shown} {label}", sitting.data("share", "coordinator"))]]
    if sitting.has_mentor_to_show and any(not sitting.kept[key].is_withheld for key in sitting.own_words):
        assert sitting.talk is not None
        shown = "☑" if check_in.shows_words_to_mentor else "☐"
        label = _("My words for {name}", name=sitting.talk.recipient.display_name)
        rows.append([Button(f"{shown} {label}", sitting.data("share", "mentor"))])
    return rows


def _words_shown(sitting: Sitting) -> str:
    _, check_in = sitting.words, sitting.check_in
    name = None if sitting.talk is None else sitting.talk.recipient.display_name
    if check_in.shows_words_to_coordinator and check_in.shows_words_to_mentor:
        return _("Your coordinator and {name} can read your own words.", name=name)
    if check_in.shows_words_to_mentor:
        return _("{name} can read your own words.", name=name)
    if check_in.shows_words_to_coordinator:
        return _("Your coordinator can read your own words.")
    return _("Your own words stay with you.")


def _how_long(sitting: Sitting) -> str:
    _ = sitting.words
    minutes = -(-estimated_seconds(sitting.questionnaire) // _A_MINUTE)
    return _.plural("⏱ About {count} minute.", "⏱ About {count} minutes.", minutes)


def _shortened(question: str) -> str:
    """Return a question without what is said before it, cut at a word: the answer below is what matters here."""
    statement, full_stop, rest = question.partition(". ")
    asked = rest if full_stop and "?" not in statement and "?" in rest else question
    if len(asked) <= _LONGEST_QUESTION:
        return asked
    return f"{asked[:_LONGEST_QUESTION].rpartition(' ')[0]}…"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
