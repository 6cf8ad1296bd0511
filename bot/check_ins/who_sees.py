"""Who sees what of a check-in: said before its first question, and kept to."""

from bot.check_ins.sitting import Sitting
from mentoring.questionnaires.question import QuestionKind
from mentoring.questionnaires.questionnaire import Sees


def who_sees(sitting: Sitting) -> str:
    """Return what others see of the answers, as it is said to the person before they begin."""
    _ = sitting.words
    lines = [_("👁 Who sees this")]
    if sitting.talk is not None:
        name = sitting.talk.recipient.display_name
        lines.append(_of_partner(sitting, name))
    match sitting.questionnaire.coordinator_sees:
        case Sees.NOTHING:
            lines.append(_("• Your coordinator: nothing."))
        case Sees.SCORES:
            lines.append(_("• Your coordinator: smileys, numbers, yes and no."))
        case Sees.CHOICES:
            lines.append(_("• Your coordinator: what you tap."))
    if any(question.kind is QuestionKind.TEXT for question in sitting.questionnaire.questions):
        lines.append(_("• Your own words: nobody, unless you say so at the end."))
        lines.append(_("If they sound like danger, the people at school who can help look at them."))
    return "\n".join(lines)


def _of_partner(sitting: Sitting, name: str) -> str:
    _ = sitting.words
    if not sitting.has_mentor_to_show or sitting.questionnaire.mentor_sees is Sees.NOTHING:
        return _("• {name}: nothing.", name=name)
    if sitting.questionnaire.mentor_sees is Sees.SCORES:
        return _("• {name}: smileys, numbers, yes and no.", name=name)
    return _("• {name}: what you tap.", name=name)
