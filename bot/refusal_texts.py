"""What a writer reads when their message was not passed on: why, kindly, and what they can do."""

from bot.words import Words
from mentoring.kinds import Kind
from mentoring.pairs import PairState
from mentoring.refusals import Refusal
from mentoring.relay import ConsentMissing, KindNotAllowed, KindNotRelayed, PairNotActive, PartnerNotJoined, Talk


def refusal_text(why: Refusal, talk: Talk, in_words: Words) -> str:
    """Return the sentence that tells a writer why their message was not passed on."""
    _ = in_words
    name = talk.recipient.display_name
    match why:
        case KindNotRelayed(kind):
            return _kind_text(kind, name, _)
        case KindNotAllowed():
            return _(
                "Your mentoring programme does not allow messages of this kind, so {name} did not get this.", name=name
            )
        case PairNotActive(PairState.PAUSED):
            return _(
                "You and {name} are taking a break, so this was not passed on. Your coordinator knows more.", name=name
            )
        case PairNotActive(PairState.CLOSED):
            return _("Your time with {name} has ended, so this was not passed on.", name=name)
        case PairNotActive():
            return _(
                "You and {name} have not started yet, so this was not passed on. I will tell you when you can write.",
                name=name,
            )
        case PartnerNotJoined():
            return _(
                "{name} has not joined yet, so this was not passed on. I will tell you when you can write.", name=name
            )
        case ConsentMissing():
            return _(
                "A parent or carer still has to say yes, so this was not passed on. Your coordinator takes care of it."
            )
        case _:
            return _("I could not pass this on to {name}. Please try another way.", name=name)


def _kind_text(kind: Kind, name: str, in_words: Words) -> str:
    _ = in_words
    match kind:
        case Kind.CONTACT:
            return _(
                "I do not pass on contact cards: phone numbers stay private here. {name} did not get this.", name=name
            )
        case Kind.LOCATION:
            return _("I do not pass on locations: where you are stays private. {name} did not get this.", name=name)
        case Kind.POLL:
            return _("I cannot pass on polls. Please write the question instead. {name} did not get this.", name=name)
        case Kind.VIDEO | Kind.VIDEO_NOTE | Kind.ANIMATION:
            return _(
                "I cannot pass on videos yet. A photo or a voice message works. {name} did not get this.", name=name
            )
        case _:
            return _(
                "I cannot pass this on. Text, photos, voice, files and stickers work. {name} did not get this.",
                name=name,
            )
