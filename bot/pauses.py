"""Breaks: a pair rests while its coordinator or one of the two wants it to; what happens to each message is said.

What is held when a break begins is kept, and its writer told; it is decided again, in its order, when the pair goes
on. What is written meanwhile is not passed on, and said not to be. The other one reads that there is a break, no more.
"""

from datetime import datetime

from bot.holding import decide_unsent, release_held
from bot.pair_news import knows, learn, note_could_talk, tell_of_change
from bot.silence import watch
from bot.speech import Button, Buttons, chat_of, say, tell_staff, words_of
from bot.windows import cancel_windows
from bot.words import deferred
from mentoring.pairs import Pair, PairId, PairState
from mentoring.pauses import goes_on, may_rest
from mentoring.people import Person, PersonId
from mentoring.relay import Talk, may_talk
from mentoring.tasks import TaskKind
from storage import audit, messages, pairs, pauses, programmes, tasks
from storage.tx import Tx

RESUME = "resume"
"""The verb of the button by which somebody ends their own break; then the pair's id."""


def take_break(tx: Tx, talk: Talk, now: datetime) -> bool:
    """Let a pair rest because the sender of `talk` wants it; False when it cannot, or does so for them already."""
    person, pair = talk.sender, talk.pair
    actor = f"person:{person.id}"
    if not may_rest(pair.state) or not pauses.begin(tx, pair=pair.id, person=person.id, noted_by=actor, now=now):
        return False
    audit.add(tx, actor=actor, did="pair.break_begun", about=f"pair:{pair.id}", at=now)
    programme = programmes.get(tx, pair.programme_id)
    if programme is not None:
        sentence = deferred("{name} has begun a break from {partner}. A word with {name} may be good.")
        tell_staff(tx, programme, sentence, now=now, name=person.display_name, partner=talk.recipient.display_name)
    if pair.state is PairState.ACTIVE:
        pairs.set_state(tx, pair.id, PairState.PAUSED, now)
        resting = pairs.talk_in(tx, person.id, pair.id)
        assert resting is not None
        learn(tx, resting)  # by the answer to what they pressed
        tell_of_change(tx, resting.pair, now)
        settle(tx, pair.id, now)
    return True


def end_break(tx: Tx, talk: Talk, now: datetime) -> bool:
    """End the break that the sender of `talk` took; False when they have none. The pair goes on if nobody else rests.

    Whoever ends it is told here only when the pair does not go on; else both are told that it does.
    """
    person, pair = talk.sender, talk.pair
    own = next((pause for pause in pauses.present_in(tx, pair.id) if pause.person_id == person.id), None)
    if own is None or not pauses.end(tx, own.id, now):
        return False
    audit.add(tx, actor=f"person:{person.id}", did="pair.break_ended", about=f"pair:{pair.id}", at=now)
    if not go_on(tx, pair, now, acting=person.id):
        _ = words_of(person)
        text = _("Your break is over. I will tell you when you and {name} go on.", name=talk.recipient.display_name)
        say(tx, chat_of(person), text, now=now)
    return True


def go_on(tx: Tx, pair: Pair, now: datetime, *, acting: PersonId) -> bool:
    """Let a pair that rests go on when nobody wants it to rest any more, and tell both; False when somebody does.

    `acting` is who was the last to want it.
    """
    if not goes_on(pair.state, pauses.present_in(tx, pair.id)):
        return False
    pairs.set_state(tx, pair.id, PairState.ACTIVE, now)
    going = pairs.get(tx, pair.id)
    assert going is not None
    tell_of_change(tx, going, now, acting=acting)
    settle(tx, pair.id, now)
    return True


def settle(tx: Tx, pair_id: PairId, now: datetime) -> None:
    """Do what a pair's new state means to what it has under way: messages, windows, and the watch over its silence."""
    pair = pairs.get(tx, pair_id)
    if pair is None:
        return
    talks = [t for t in (pairs.talk_in(tx, person, pair.id) for person in (pair.mentor_id, pair.mentee_id)) if t]
    for talk in talks:
        decide_unsent(tx, talk.recipient, now)
        if messages.holds_for(tx, talk.recipient.id):
            release_held(tx, talk.recipient, now)
    if any(may_talk(talk) is None for talk in talks):
        watch(tx, pair, now)
        return
    cancel_windows(tx, pair.id, now)
    for talk in talks:
        if knows(tx, talk):
            tell_what_is_kept(tx, talk, now)


def tell_consent_withdrawn(tx: Tx, mentee: Person, now: datetime) -> None:
    """Tell both of each pair of a mentee that nothing passes for now because the carer's consent is gone, and staff."""
    programme = programmes.get(tx, mentee.programme_id)
    if programme is None or mentee.has_carer_consent or not programme.rules.carer_consent_required:
        return
    for talk in pairs.talks_of(tx, mentee.id):
        if talk.pair.state not in (PairState.ACTIVE, PairState.CLOSING):
            continue
        note_could_talk(tx, talk.pair)
        tell_of_change(tx, talk.pair, now)
        settle(tx, talk.pair.id, now)
        tasks.open_task(
            tx, programme=programme.id, kind=TaskKind.CONSENT_MISSING, pair=talk.pair.id, person=mentee.id, now=now
        )
        sentence = deferred(
            "The consent for {name} was taken back. {name} and {partner} are told that they cannot write for now."
        )
        tell_staff(tx, programme, sentence, now=now, name=mentee.display_name, partner=talk.recipient.display_name)


def own_break_text(tx: Tx, talk: Talk) -> tuple[str, Buttons] | None:
    """Return what the sender of `talk` reads who writes during a break of their own; None when they have none."""
    buttons = own_break_buttons(tx, talk)
    if not buttons:
        return None
    _ = words_of(talk.sender)
    return _("You are taking a break from {name}, so this was not passed on.", name=talk.recipient.display_name), [
        buttons
    ]


def own_break_buttons(tx: Tx, talk: Talk) -> list[Button]:
    """Return the button by which the sender of `talk` ends a break of their own; none when they have none."""
    if talk.pair.state is not PairState.PAUSED:
        return []
    if all(pause.person_id != talk.sender.id for pause in pauses.present_in(tx, talk.pair.id)):
        return []
    _ = words_of(talk.sender)
    return [Button(_("End my break"), f"{RESUME}:{talk.pair.id}")]


def tell_what_is_kept(tx: Tx, talk: Talk, now: datetime) -> None:
    """Tell a writer how many of their messages wait until the two go on; nothing when none do."""
    kept = sum(message.pair_id == talk.pair.id for message in messages.held_for(tx, talk.recipient.id))
    if not kept or not talk.sender.has_joined:
        return
    _ = words_of(talk.sender)
    text = _.plural(
        "{count} message from you is still waiting. I keep it, and {name} gets it when you two go on. You can take it "
        "back at any time.",
        "{count} messages from you are still waiting. I keep them, and {name} gets them when you two go on. You can "
        "take them back at any time.",
        kept,
        name=talk.recipient.display_name,
    )
    say(tx, chat_of(talk.sender), text, now=now, quietly=True)
