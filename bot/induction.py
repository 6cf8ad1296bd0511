"""The induction: what everybody reads before they are in. Its version is `mentoring.people.INDUCTION_VERSION`."""

from bot.words import Words
from mentoring.people import Person, Role
from mentoring.programmes import Programme


def induction_text(person: Person, programme: Programme, in_words: Words) -> str:
    """Return who reads what, what stays private and what cannot, when it is quiet, and where help is."""
    _ = in_words
    if person.role.is_staff:
        begins = _("You look after pairs here. Please read this, then agree.")
    else:
        begins = _("This is how it works. Please read it, then agree.")
    return f"{begins}\n\n{agreed_text(person, programme, in_words)}"


def agreed_text(person: Person, programme: Programme, in_words: Words) -> str:
    """Return what somebody agreed to when they read the induction."""
    return "\n\n".join(_for_staff(in_words) if person.role.is_staff else _for_pairs(person, programme, in_words))


def _for_pairs(person: Person, programme: Programme, in_words: Words) -> list[str]:
    _ = in_words
    blocks = programme.rules.quiet_blocks
    return [
        _(
            "✍️ You write to me, and I pass it on to your mentor. You see each other's first name, never a number or "
            "an account."
        )
        if person.role is Role.MENTEE
        else _(
            "✍️ You write to me, and I pass it on to your mentee. You see each other's first name, never a number or "
            "an account."
        ),
        _("🔎 Who reads it: only the two of you. Your coordinator does not read it."),
        _(
            "🛟 One limit: a program looks for signs that somebody may be in danger. Then an adult at school "
            "who is responsible for safety may look at the messages about it, to help. Nobody can promise to keep that "
            "secret. Numbers, accounts and addresses stay private."
        ),
        _(
            "🌙 Quiet time is {hours}. What you write then waits and is passed on afterwards. Until then you can take "
            "it back.",
            hours=_.week(blocks),
        )
        if blocks
        else _("🌙 There is no quiet time at the moment: messages are passed on at once."),
        _("🙋 /help shows how to get help. In danger, call 112. Do not wait for this bot."),
    ]


def _for_staff(in_words: Words) -> list[str]:
    _ = in_words
    return [
        _("🔎 What the pairs write to each other is private. You do not see it here."),
        _("🔔 I write to you when a pair needs you: when somebody cannot be reached, or when something went wrong."),
        _("🤝 What you learn about the pairs stays at school, with the people who need it to help."),
    ]
