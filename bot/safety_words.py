"""What people read when something they wrote, or something done to them, is about somebody's safety.

Written as one would say it to a pupil of fourteen: you did right to say it, it is not your fault, who reads it and
when, what this chat cannot promise, and whom to call now. Never which words were noticed, or what they were taken for.
"""

from dataclasses import dataclass

from bot.helplines import Helplines
from bot.speech import Button, Buttons
from bot.words import Words
from mentoring.cases import CaseId


@dataclass(frozen=True, slots=True)
class Reader:
    """Who at school reads it: a name, or None when nobody is named for it yet.

    `is_on_duty` is False in hours for which the school's rota names nobody.
    """

    name: str | None
    is_on_duty: bool = True


def help_text(reader: Reader, lines: Helplines, in_words: Words, *, partner: str | None) -> str:
    """Return what somebody reads at once who may be in danger.

    `partner` is whom it was meant for and who does not get it, None when it goes to nobody or is passed on.
    """
    _ = in_words
    who = _adult(reader, in_words)
    thanks = _("Thank you for telling us. It was right to say it, and it is not your fault.")
    told = _(
        "{adult} has been told just now and will read it as soon as possible. At night that may be in the morning.",
        adult=who,
    )
    if not reader.is_on_duty:
        told = _(
            "Nobody at school is on duty right now. I am calling everybody who can help, but it may take until the"
            " morning. Please do not wait for that."
        )
    kept = [] if partner is None else [_("I have not passed it on to {name}.", name=partner)]
    open_ = _("This chat cannot keep it secret when somebody may not be safe. Only the people who can help will know.")
    paragraphs = [thanks, told, *kept, open_]
    return "\n\n".join([*paragraphs, call_text(lines, in_words)])


def call_text(lines: Helplines, in_words: Words) -> str:
    """Return whom to call now."""
    _ = in_words
    text = _("🆘 In danger now? Call {number}.", number=lines.emergency)
    if lines.child_line is not None:
        text += "\n" + _("📞 Somebody who listens, day and night, for free: {number}.", number=spoken(lines.child_line))
    return text


def help_buttons(case: CaseId, lines: Helplines, in_words: Words) -> Buttons:
    """Return the buttons below: the number to copy, somebody now, safe for now, not meant like that."""
    _ = in_words
    number = lines.child_line or lines.emergency
    return [
        [Button(_("Copy {number}", number=spoken(number)), copies=number)],
        [Button(_("I need someone now"), f"safety:now.{case}")],
        [Button(_("I am safe for now"), f"safety:safe.{case}")],
        [Button(_("I did not mean it like that"), f"safety:meant.{case}")],
    ]


def person_now_text(reader: Reader, in_words: Words) -> str:
    """Return what somebody reads who needs a person now: who has been told again, and not to wait for them."""
    _ = in_words
    who = _adult(reader, in_words)
    return _("{adult} has just been told that you need someone now. Do not wait alone for the answer:", adult=who)


def also_read_text(reader: Reader, in_words: Words, *, partner: str | None) -> str:
    """Return what they read of what they write after that, while the first is fresh: one line."""
    _ = in_words
    who = _adult(reader, in_words)
    if partner is None:
        return _("{adult} will read this, too.", adult=who)
    return _("{adult} will read this, too. {name} does not get it for now.", adult=who, name=partner)


def looked_at_text(partner: str | None, lines: Helplines, in_words: Words) -> str:
    """Return what the writer of something reads that may hurt the other one."""
    _ = in_words
    text = (
        _("Somebody at school will look at this.")
        if partner is None
        else _("Somebody at school will look at this before {name} gets it.", name=partner)
    )
    return text + "\n\n" + _("Do you need help yourself? /help. In danger now? Call {number}.", number=lines.emergency)


def unseen_text(partner: str | None, in_words: Words) -> str:
    """Return what the writer of something reads that could not be looked at."""
    _ = in_words
    if partner is None:
        return _("One moment: somebody has to look at this first.")
    return _("One moment: somebody has to look at this before I can pass it on to {name}.", name=partner)


def private_text(partner: str, in_words: Words) -> str:
    """Return what the writer of a message with contact details reads when it is given back."""
    _ = in_words
    return _(
        "There is a number, an account, a link or an address in this. Those stay private here, so {name} did not get "
        "it. Change your message, and I pass it on. Or send it without that part:",
        name=partner,
    )


def warned_text(in_words: Words) -> str:
    """Return what the writer of contact details reads when they were passed on."""
    _ = in_words
    return _(
        "Think twice before you share numbers, accounts or addresses. Here in this chat you are both looked after."
    )


def masked_text(partner: str, in_words: Words) -> str:
    """Return what the writer of contact details reads when they were blotted out."""
    _ = in_words
    return _("{name} got this without the private part. Numbers, accounts and addresses stay with you.", name=partner)


def partner_card(mentee: str, in_words: Words) -> str:
    """Return what a mentor reads while an adult helps their mentee: no reason, and how to be of use."""
    _ = in_words
    return "\n\n".join(
        [
            _("An adult at school is helping {name} with something. You have done nothing wrong.", name=mentee),
            _("Please keep writing kindly, as always. Do not ask for details, and do not try to solve it alone."),
            _("You could say: “I am glad to hear from you. Take your time.” Do you want to talk to somebody? /help"),
        ]
    )


def spoken(number: str) -> str:
    """Return a telephone number in groups that can be read: `116111` as `116 111`."""
    groups = [number[start : start + 3] for start in range(0, len(number), 3)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return " ".join(groups)


def _adult(reader: Reader, in_words: Words) -> str:
    _ = in_words
    return _("An adult at your school") if reader.name is None else _("{name} at your school", name=reader.name)
