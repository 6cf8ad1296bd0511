"""The induction: what everybody reads before they are in. Its version is `mentoring.people.INDUCTION_VERSION`."""

from bot.words import Words
from mentoring.people import Person, Role


def induction_text(person: Person, in_words: Words) -> str:
    """Return who reads what, what stays private and what cannot, when it is quiet, and where help is."""
    _ = in_words
    if person.role.is_staff:
        return "\n\n".join(
            (
                _("You look after pairs here. Please read this, then agree."),
                _(
                    "🔎 What the pairs write to each other is private. You do not see it here, and neither do I show it."
                ),
                _(
                    "🔔 I write to you when a pair needs you: when somebody cannot be reached, or when I could not do something."
                ),
                _("🤝 What you learn about the pairs stays at school, with the people who need it to help."),
            )
        )
    return "\n\n".join(
        (
            _("This is how it works. Please read it, then agree."),
            _(
                "✍️ You write to me, and I pass it on to your mentor. You see each other's first name, never a number or an account."
            )
            if person.role is Role.MENTEE
            else _(
                "✍️ You write to me, and I pass it on to your mentee. You see each other's first name, never a number or an account."
            ),
            _("🔎 Who reads it: only the two of you. Your coordinator does not read along."),
            _(
                "🛟 One limit: if somebody is in danger, an adult at school who is responsible for safety may look at the "
                "messages about it, to help. Nobody can promise to keep that secret."
            ),
            _("🌙 In quiet time I keep messages and pass them on afterwards. You can take them back until then."),
            _("🙋 /help shows how to get help. In danger, call 112. Do not wait for this bot."),
        )
    )
