"""How grave a match is where it stands. Source: specification, safeguarding, "Severity in context"."""

from mentoring.people import Role
from mentoring.safeguarding.findings import EVASIVE, Category, Severity, View
from mentoring.safeguarding.lexicon import Lexicon
from mentoring.safeguarding.likeness import Talk
from mentoring.safeguarding.lines import Line
from mentoring.safeguarding.matching import Match
from mentoring.safeguarding.rules import Rule

NEAR = 6
"""Words within which talk of a lesson, a workshop or a game lowers a severity."""
BESIDE = 12
"""Words within which a time, a means, a plan or a deed raises one."""
NEGATED = 4
"""Words before a match within which a negation belongs to it."""

_RAISED_BY_DEEDS = frozenset({Category.SELF_HARM, Category.VIOLENCE, Category.ABUSE})
_RAISED_FOR_MENTORS = frozenset({Category.GROOMING, Category.SEXUAL, Category.CONTACT_DETAILS})
_AT_HOME_IN_GAMES = frozenset({Category.GROOMING, Category.SEXUAL, Category.EXTORTION})
"""Games are where these happen, so that talk of games makes nothing harmless."""
_LOWERED_BY_NEGATION = frozenset({Category.SUBSTANCES, Category.VIOLENCE, Category.BULLYING})


def severity_in_context(
    lexicon: Lexicon, rule: Rule, line: Line, match: Match, views: View, written_by: Role | None
) -> Severity:
    """Return the severity of one match of `rule`; NONE when a low one was lowered by what it is about."""
    row = rule.row

    def stands_near(name: str, within: int) -> bool:
        step = lexicon.contexts[row.language].get(name)
        return step is not None and line.stands_near(match, step, within)

    lowering = ("lesson", "workshop") if row.category in _AT_HOME_IN_GAMES else ("lesson", "workshop", "game_sport")
    harmless_talk = any(stands_near(name, NEAR) for name in lowering)
    if row.category is Category.SELF_HARM and stands_near("self", NEAR):
        harmless_talk = False
    severity = int(row.severity)
    if row.category in _RAISED_BY_DEEDS and row.severity is Severity.HIGH:
        # A knife is a means in a quarrel and a tool in a kitchen, so there it raises nothing.
        raising = ("now", "plan", "behaviour") if harmless_talk else ("now", "means", "plan", "behaviour")
        if any(stands_near(name, BESIDE) for name in raising):
            severity = int(Severity.CRITICAL)
    if row.category in _RAISED_FOR_MENTORS and written_by is Role.MENTOR:
        severity += 1
    if views & EVASIVE:
        severity += 1
    if harmless_talk or (row.category in _LOWERED_BY_NEGATION and _is_negated(lexicon, rule, line, match)):
        severity -= 1
    return Severity(max(0, min(severity, int(Severity.CRITICAL))))


def lowered_in_harmless_talk(severity: Severity, rule: Rule, talk: Talk) -> Severity:
    """Return what the severity of a match in plain words is, when the whole message is such talk.

    NONE in talk that silences the rule; one less in rather harmless talk, unless the rule is silenced much later. A row
    of critical severity is heard in certainly harmless talk, too, but pages nobody by itself.
    """
    if talk is Talk.OTHER or not rule.heeds_talk:
        return severity
    if rule.row.severity is Severity.CRITICAL:
        return min(severity, Severity.MEDIUM) if talk is Talk.CERTAINLY_HARMLESS else severity
    if rule.silenced_by is not None and talk >= rule.silenced_by:
        return Severity.NONE
    return Severity(max(0, severity - 1)) if rule.silenced_by is Talk.PLAINLY_HARMLESS else severity


def _is_negated(lexicon: Lexicon, rule: Rule, line: Line, match: Match) -> bool:
    """Whether a negation belongs to the match, other than one that the pattern itself asks for ("nobody likes you")."""
    step = lexicon.contexts[rule.row.language].get("negation")
    if step is None:
        return False
    return line.stands_before_or_inside(match, step, NEGATED, not_among=rule.atoms)


def raised_for_repetition(severity: Severity, mediums_in_seven_days: int) -> Severity:
    """Return the severity of one more concern in a pair that had so many medium ones in the last seven days.

    The third medium one within seven days counts as high. Source: specification, safeguarding, 5.3.
    """
    if severity is Severity.MEDIUM and mediums_in_seven_days >= 2:
        return Severity.HIGH
    return severity
