"""What is done about what was noticed, by category, by who wrote it, and by what the programme has chosen."""

import pytest

from mentoring.people import Role
from mentoring.safeguarding import Category, Severity
from mentoring.safety import Before, Contacts, Passing, SafetyPolicy, Stance, Verdict, judge

C, S = Category, Severity
DEFAULTS = SafetyPolicy()


def judged(seen: dict[Category, Severity], role: Role | None = Role.MENTEE, **more: object) -> Verdict:
    policy = more.pop("policy", DEFAULTS)
    return judge(policy, seen, role, more.pop("before", Before()), **more)


@pytest.mark.parametrize(
    ("seen", "role", "stance"),
    [
        ({C.SELF_HARM: S.HIGH}, Role.MENTEE, Stance.OWN_SAFETY),
        ({C.SELF_HARM: S.HIGH}, Role.MENTOR, Stance.OWN_SAFETY),
        ({C.ABUSE: S.CRITICAL}, Role.MENTEE, Stance.OWN_SAFETY),
        ({C.SEXUAL: S.MEDIUM}, Role.MENTEE, Stance.OWN_SAFETY),
        ({C.SEXUAL: S.MEDIUM}, Role.MENTOR, Stance.AGAINST),
        ({C.EXTORTION: S.HIGH}, Role.MENTOR, Stance.AGAINST),
        ({C.GROOMING: S.MEDIUM}, Role.MENTOR, Stance.SIGNS),
        ({C.GROOMING: S.HIGH}, Role.MENTEE, Stance.OWN_SAFETY),
        ({C.GROOMING: S.MEDIUM, C.SELF_HARM: S.CRITICAL}, Role.MENTOR, Stance.SIGNS),
        ({C.BULLYING: S.MEDIUM}, Role.MENTEE, Stance.AGAINST),
        ({C.VIOLENCE: S.CRITICAL}, Role.MENTOR, Stance.AGAINST),
        ({C.BULLYING: S.HIGH, C.SELF_HARM: S.HIGH}, Role.MENTEE, Stance.OWN_SAFETY),
        ({C.BULLYING: S.HIGH, C.SELF_HARM: S.MEDIUM}, Role.MENTEE, Stance.AGAINST),
        ({C.SELF_HARM: S.HIGH}, None, Stance.OWN_SAFETY),
    ],
)
def test_how_a_message_is_taken(seen: dict[Category, Severity], role: Role | None, stance: Stance):
    verdict = judged(seen, role)
    assert verdict.stance is stance
    assert verdict.withholds
    assert verdict.opens_case
    assert verdict.shows_help == (stance is Stance.OWN_SAFETY)


def test_what_is_low_passes_and_is_only_noted():
    verdict = judged({C.SELF_HARM: S.LOW, C.BULLYING: S.LOW})
    assert verdict == Verdict(Stance.NOTED, S.LOW)
    assert not verdict.opens_case


def test_a_programme_may_pass_on_what_is_about_ones_own_safety_but_never_signs_of_grooming():
    policy = SafetyPolicy(own_safety=Passing.DELIVER, against_other=Passing.DELIVER)
    own = judged({C.SELF_HARM: S.HIGH}, policy=policy)
    assert (own.withholds, own.opens_case, own.shows_help) == (False, True, True)
    assert not judged({C.BULLYING: S.HIGH}, policy=policy).withholds
    assert judged({C.GROOMING: S.HIGH}, Role.MENTOR, policy=policy).withholds


def test_the_mentor_is_told_only_of_what_somebody_is_called_for():
    assert judged({C.SELF_HARM: S.HIGH}).tells_partner
    assert not judged({C.EATING: S.MEDIUM}).tells_partner
    assert not judged({C.VIOLENCE: S.CRITICAL}).tells_partner


def test_the_third_medium_concern_in_seven_days_is_high():
    assert judged({C.EATING: S.MEDIUM}, before=Before(mediums=1)).severity is S.MEDIUM
    assert judged({C.EATING: S.MEDIUM}, before=Before(mediums=2)).severity is S.HIGH


@pytest.mark.parametrize("contacts", Contacts)
def test_contact_details_alone_are_the_programmes_to_decide_and_no_case(contacts: Contacts):
    verdict = judged({C.CONTACT_DETAILS: S.MEDIUM}, policy=SafetyPolicy(contact_details=contacts))
    assert (verdict.stance, verdict.contacts, verdict.opens_case) == (Stance.CONTACT, contacts, False)


@pytest.mark.parametrize(
    ("seen", "before", "is_secretive", "severity"),
    [
        (S.LOW, 1, False, S.LOW),
        (S.LOW, 2, False, S.MEDIUM),
        (S.LOW, 0, True, S.HIGH),
        (S.HIGH, 0, False, S.HIGH),
        (S.CRITICAL, 5, True, S.CRITICAL),
    ],
)
def test_what_makes_contact_details_a_case(seen: Severity, before: int, is_secretive: bool, severity: Severity):
    policy = SafetyPolicy(contact_details=Contacts.ALLOW)
    verdict = judged(
        {C.CONTACT_DETAILS: seen}, policy=policy, before=Before(contacts=before), is_secretive=is_secretive
    )
    assert verdict.severity is severity
    assert (verdict.contacts is Contacts.HOLD) == severity.pages


def test_contact_details_beside_something_grave_are_not_given_back_but_withheld():
    verdict = judged({C.CONTACT_DETAILS: S.LOW, C.GROOMING: S.HIGH}, Role.MENTOR)
    assert (verdict.stance, verdict.contacts, verdict.withholds) == (Stance.SIGNS, None, True)
