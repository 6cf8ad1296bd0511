"""Why a message went as it did: the rule that was cited when it was decided, in words."""

from datetime import datetime

from bot.words import Words
from mentoring.citations import Citation, Source
from mentoring.relay import Talk, may_talk
from storage.messages import Message, MessageState


def why_text(message: Message, talk: Talk, in_words: Words, now: datetime) -> str:
    """Return what the writer of a message reads who asks why it waits, or why it did not pass."""
    _ = in_words
    name = talk.recipient.display_name
    state = _as_it_seems(message, now)
    if state is MessageState.HELD and (message.held_until is None or may_talk(talk) is not None):
        return _("This waits until you and {name} can write to each other again.", name=name)
    match state:
        case MessageState.HELD:
            assert message.held_until is not None
            moment = _.moment(message.held_until, talk.sender.zone, now)
            fate = _("{name} gets this {moment}. Until then you can take it back.", name=name, moment=moment)
        case MessageState.QUEUED:
            fate = _("This is on its way to {name}.", name=name)
        case MessageState.DELIVERED:
            fate = _("This is with {name}.", name=name)
        case MessageState.WITHHELD:
            return _("Somebody at school will look at this before {name} gets it.", name=name)
        case MessageState.RETURNED:
            return _("There is something in this that stays private here. Change your message, and I pass it on.")
        case MessageState.WITHDRAWN:
            return _("You took this back. {name} will not get it.", name=name)
        case MessageState.REFUSED:
            fate = _("This was not passed on to {name}.", name=name)
        case _:
            return _("I cannot say whether this reached {name}.", name=name)
    return "\n\n".join([fate, _rule(message.cited, in_words)])


def _as_it_seems(message: Message, now: datetime) -> MessageState:
    """Return the state that the writer is to see: what is kept back unnoticed looks as it would have gone."""
    if message.state not in (MessageState.WITHHELD, MessageState.KEPT) or message.cited.source is Source.SAFETY:
        return message.state
    waits = message.held_until is not None and now < message.held_until
    return MessageState.HELD if waits else MessageState.DELIVERED


def _rule(cited: Citation, in_words: Words) -> str:
    """Return the sentence that names a rule, its clause and its version."""
    _ = in_words
    version = cited.version
    match cited.source, cited.clause:
        case Source.AGREEMENT, str():
            return _(
                "📜 The rule: the messaging hours that you two agreed on (your agreement, version {version}).",
                version=version,
            )
        case Source.CALENDAR, "public_holiday":
            return _(
                "📜 The rule: messages rest on public holidays (programme rules, version {version}).", version=version
            )
        case Source.CALENDAR, str():
            return _(
                "📜 The rule: messages rest on the school's days off (programme rules, version {version}).",
                version=version,
            )
        case Source.PROGRAMME, "quiet_hours":
            return _("📜 The rule: the programme's quiet time (programme rules, version {version}).", version=version)
        case Source.PROGRAMME, "allowed_kinds":
            return _(
                "📜 The rule: which kinds of messages are passed on (programme rules, version {version}).",
                version=version,
            )
        case Source.PROGRAMME, "carer_consent_required":
            return _(
                "📜 The rule: a parent or carer has to say yes first (programme rules, version {version}).",
                version=version,
            )
        case Source.PERSON, "joined":
            return _("📜 The rule: nothing is passed on before both of you have joined.")
    return _("📜 The rule: messages pass only while you two are an active pair.")
