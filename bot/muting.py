"""Hearing nothing from the other one for now: at once, on request, and without their noticing."""

from datetime import datetime

from bot.agreement import news as agreement_news
from bot.holding import decide_unsent, release_held
from bot.sessions import news as sessions_news
from bot.speech import Button, Buttons, tell_staff, words_of
from bot.withholding import let_go
from bot.words import deferred
from mentoring.relay import Talk
from storage import audit, messages, pairs, programmes
from storage.tx import Tx


def hear_nothing(tx: Tx, talk: Talk, now: datetime) -> tuple[str, Buttons]:
    """Keep from `talk.sender` what their partner writes, and return what they read.

    To the partner all seems as ever. The staff are told, so that somebody asks why.
    """
    me = talk.sender
    if pairs.set_muted(tx, talk.pair, me.id, now):
        audit.add(tx, actor=f"person:{me.id}", did="partner.muted", about=f"pair:{talk.pair.id}", at=now)
        _keep_what_comes(tx, talk, now)
        programme = programmes.get(tx, me.programme_id)
        if programme is not None:
            sentence = deferred(
                "{name} does not want to hear from {partner} for now. {partner} does not notice. Please ask {name} how "
                "things are."
            )
            tell_staff(tx, programme, sentence, now=now, name=me.display_name, partner=talk.recipient.display_name)
    _ = words_of(me)
    name = talk.recipient.display_name
    text = _(
        "From now on you hear nothing from {name}, and {name} does not notice. What {name} writes is kept. Somebody "
        "from school will ask how you are.",
        name=name,
    )
    return text, [[Button(_("Hear from {name} again", name=name), f"unmute:{talk.pair.id}")]]


def hear_again(tx: Tx, talk: Talk, now: datetime) -> str:
    """Let come what was kept from `talk.sender`, in order, as the rules of now say, and return what they read."""
    me = talk.sender
    since = pairs.muted_since(tx, talk.pair.id, me.id)
    if since is not None and pairs.set_muted(tx, talk.pair, me.id, None):
        audit.add(tx, actor=f"person:{me.id}", did="partner.heard_again", about=f"pair:{talk.pair.id}", at=now)
        for message in messages.kept_for(tx, me.id, talk.pair.id):
            let_go(tx, message, now)
        sessions_news.tell_missed(tx, talk, since, now)
        agreement_news.tell_missed(tx, talk, since, now)
    _ = words_of(me)
    return _("You hear from {name} again.", name=talk.recipient.display_name)


def _keep_what_comes(tx: Tx, talk: Talk, now: datetime) -> None:
    """Decide again about what is on its way to `talk.sender`: it is kept, too."""
    decide_unsent(tx, talk.sender, now)
    if messages.holds_for(tx, talk.sender.id):
        release_held(tx, talk.sender, now)
