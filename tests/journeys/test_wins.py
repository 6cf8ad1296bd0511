"""Wins on two phones: told, shared or kept, celebrated by both, and hung on a wall."""

import pytest

from mentoring.kinds import Kind
from mentoring.pairs import PairState
from mentoring.people import Role
from storage import wins
from tests.journeys.test_goals import a_goal, asks_for, labels, says, seen_anywhere
from tests.journeys.test_invariants import forged
from tests.journeys.test_sessions import press, said
from tests.story import Member, Story
from tests.watchwords import DARK, LURE, NUMBER


async def a_win(story: Story, member: Member, words: str, *then: str) -> None:
    await asks_for(story, member.phone, "/win")
    await says(story, member.phone, words)
    await press(story, member.phone, *then)


async def of_pair(story: Story, pair) -> list[str]:
    return [win.text for win in await story.store.read(lambda tx: wins.of_pair(tx, pair))]


async def test_a_win_is_celebrated_by_both_and_hangs_on_the_wall(story: Story):
    amina, ben, pair = await story.pair()

    await a_win(story, amina, "I was on time all week", "🎉 Share with Ben")

    assert said(amina.phone).startswith("🎉🎊 Well done! It hangs on the wall of you and Ben now.")
    assert ben.phone.last.text == "🎉 Amina shares a win with you!\n\n“I was on time all week”"
    assert await of_pair(story, pair) == ["I was on time all week"]
    await press(story, ben.phone, "👏 Clap")
    assert said(amina.phone) == "👏 Ben claps for your win: “I was on time all week”"
    await press(story, ben.phone, "🏆 The wall")
    assert "1. 🎉 Amina, today 👏\n“I was on time all week”" in said(ben.phone)


async def test_a_win_is_told_to_nobody_before_its_owner_says_so(story: Story):
    amina, ben, pair = await story.pair()
    heard = len(ben.phone.received)

    await a_win(story, amina, "I was on time all week", "Just for me")

    assert len(ben.phone.received) == heard
    assert await of_pair(story, pair) == []
    assert "You, today 🔒\n“I was on time all week”" in said(amina.phone)
    await asks_for(story, ben.phone, "/win")
    await press(story, ben.phone, "🏆 The wall")
    assert "Nothing hangs here yet." in said(ben.phone)
    await press(story, amina.phone, "1", "🎉 Share with Ben")
    assert await of_pair(story, pair) == ["I was on time all week"]


async def test_a_message_that_was_no_win_goes_to_the_partner(story: Story):
    amina, ben, _pair = await story.pair()
    await a_win(story, amina, "See you at four?", "It was for Ben")

    assert ben.phone.last.text == "Amina\nSee you at four?"
    assert await story.store.read(lambda tx: wins.wall(tx, amina.id, None)) == []


async def test_a_photo_is_a_win_and_is_shown_again_from_the_wall(story: Story):
    amina, ben, _pair = await story.pair()
    await asks_for(story, amina.phone, "/win")
    amina.phone.sends_photo(caption="My first seam")
    await story.settles()
    await press(story, amina.phone, "🎉 Share with Ben")

    shown = ben.phone.last
    assert "photo" in shown.content
    assert shown.text == "🎉 Amina shares a win with you!\n\n“My first seam”"
    await asks_for(story, ben.phone, "/win")
    await press(story, ben.phone, "🏆 The wall", "1", "🖼 Show it")
    assert "photo" in ben.phone.last.content


async def test_a_sticker_is_a_win(story: Story):
    amina, ben, pair = await story.pair()
    await asks_for(story, amina.phone, "/win")
    amina.phone.sends_sticker("💪")
    await story.settles()
    await press(story, amina.phone, "🎉 Share with Ben")

    assert "sticker" in ben.phone.received[-2].content
    assert ben.phone.last.text == "🎉 Amina shares a win with you!"
    (win,) = await story.store.read(lambda tx: wins.of_pair(tx, pair))
    assert win.kind is Kind.STICKER


async def test_what_the_programme_does_not_pass_on_stays_on_ones_own_wall(story: Story):
    amina, ben, pair = await story.pair()
    await story.changes_rules(allowed_kinds=frozenset({Kind.TEXT}))
    heard = len(ben.phone.received)
    await asks_for(story, amina.phone, "/win")
    amina.phone.sends_photo()
    await story.settles()
    await press(story, amina.phone, "🎉 Share with Ben")

    assert said(amina.phone).startswith("Your programme does not pass on messages of this kind.")
    assert len(ben.phone.received) == heard
    assert await of_pair(story, pair) == []


async def test_an_edited_caption_does_not_come_along_unseen(story: Story):
    amina, ben, _pair = await story.pair()
    await asks_for(story, amina.phone, "/win")
    photo = amina.phone.sends_photo(caption="My first seam")
    await story.settles()
    await press(story, amina.phone, "🎉 Share with Ben")
    amina.phone.edits(photo, caption=NUMBER)
    await story.settles()

    await asks_for(story, ben.phone, "/win")
    await press(story, ben.phone, "🏆 The wall", "1", "🖼 Show it")

    assert not seen_anywhere(ben.phone, "0888")


async def test_a_win_comes_from_a_goal_in_one_tap(story: Story):
    amina, ben, pair = await story.pair()
    await a_goal(story, amina)
    await press(story, amina.phone, "🌱 A bit", "🎉 Make it a win", "✓ Just that, it is my win", "🎉 Share with Ben")

    assert ben.phone.last.text == "🎉 Amina shares a win with you!\n\n“Write my CV”"
    (win,) = await story.store.read(lambda tx: wins.of_pair(tx, pair))
    assert win.goal_id == 1


async def test_a_win_waits_for_open_hours_and_is_told_once(story: Story):
    amina, ben, _pair = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    heard = len(ben.phone.received)
    await a_win(story, amina, "I was on time all week", "🎉 Share with Ben")
    assert len(ben.phone.received) == heard

    await story.at("07:00")
    await story.at("07:00", days=2)

    assert [m.text for m in ben.phone.received[heard:]] == [
        "🎉 Amina shares a win with you!\n\n“I was on time all week”"
    ]


async def test_what_was_taken_off_meanwhile_is_told_to_nobody(story: Story):
    amina, ben, pair = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    heard = len(ben.phone.received)
    await a_win(story, amina, "I was on time all week", "🎉 Share with Ben", "🏆 The wall", "1")
    await press(story, amina.phone, "🗑 Take it off the wall")

    await story.at("07:00")

    assert len(ben.phone.received) == heard
    assert await of_pair(story, pair) == []


@pytest.mark.parametrize("words", [DARK, NUMBER])
async def test_words_that_give_reason_for_concern_stay_on_ones_own_wall(story: Story, words: str):
    amina, ben, pair = await story.pair()
    await a_win(story, amina, words)
    assert "🔒 It stays with you: nobody else is shown it." in said(amina.phone)
    assert "🎉 Share with Ben" not in labels(amina.phone.last)

    forged(story, amina, f"win:share.1.{pair}")
    await story.settles()

    assert await of_pair(story, pair) == []
    assert not seen_anywhere(ben.phone, words)
    assert not seen_anywhere(ben.phone, "shares a win")
    await asks_for(story, ben.phone, "/win")
    await press(story, ben.phone, "🏆 The wall")
    assert "Nothing hangs here yet." in said(ben.phone)


async def test_a_mentor_whose_words_must_be_looked_at_notices_nothing(story: Story):
    amina, ben, pair = await story.pair()
    heard = len(amina.phone.received)

    await a_win(story, ben, LURE, "🎉 Share with Amina")

    assert said(ben.phone).startswith("🎉🎊 Well done!")
    assert len(amina.phone.received) == heard
    assert await of_pair(story, pair) == []


async def test_whoever_hears_nothing_from_the_other_is_told_of_no_win(story: Story):
    amina, ben, _pair = await story.pair()
    await asks_for(story, ben.phone, "/help")
    await press(story, ben.phone, "Hear nothing from Amina for now")
    heard = len(ben.phone.received)

    await a_win(story, amina, "I was on time all week", "🎉 Share with Ben")

    assert len(ben.phone.received) == heard


async def test_the_wall_has_pages_oldest_or_newest_first(story: Story):
    amina, _ben, _pair = await story.pair()
    for n in range(1, 8):
        await a_win(story, amina, f"Win {n}", "🎉 Share with Ben")
    await press(story, amina.phone, "🏆 The wall")
    assert [f"“Win {n}”" in said(amina.phone) for n in (7, 3, 2)] == [True, True, False]

    await press(story, amina.phone, "›")
    assert [f"“Win {n}”" in said(amina.phone) for n in (3, 2, 1)] == [False, True, True]
    await press(story, amina.phone, "Oldest first")
    assert said(amina.phone).index("“Win 1”") < said(amina.phone).index("“Win 5”")


async def test_a_mentor_of_two_says_whose_wall_it_is(story: Story):
    amina, ben, _pair = await story.pair()
    emil = await story.joins("Emil", Role.MENTEE)
    await story.pair_of(ben.id, emil.id)
    heard = len(amina.phone.received)
    await asks_for(story, ben.phone, "/win")
    await press(story, ben.phone, "Emil")
    await says(story, ben.phone, "Emil explained gears to me")
    await press(story, ben.phone, "🎉 Share with Emil")

    assert "Emil explained gears to me" in emil.phone.last.text
    assert len(amina.phone.received) == heard


@pytest.mark.parametrize("verb", ["show", "look", "clap", "off", "share"])
async def test_a_forged_press_of_somebody_else_does_nothing(story: Story, verb: str):
    amina, _ben, pair = await story.pair()
    await a_win(story, amina, "I was on time all week", "🎉 Share with Ben")
    otto = await story.joins("Otto", Role.MENTEE)

    forged(story, otto, f"win:{verb}.1.{pair}")
    forged(story, otto, f"win:wall.{pair}")
    await story.settles()

    assert not seen_anywhere(otto.phone, "on time")
    (win,) = await story.store.read(lambda tx: wins.of_pair(tx, pair))
    assert win.clapped_at is None


async def test_a_partner_cannot_take_anothers_win_off(story: Story):
    amina, ben, pair = await story.pair()
    await a_win(story, amina, "I was on time all week", "🎉 Share with Ben")

    forged(story, ben, f"win:off.1.{pair}")
    await story.settles()

    assert await of_pair(story, pair) == ["I was on time all week"]


async def test_when_the_pair_has_ended_each_keeps_their_own(story: Story):
    amina, ben, pair = await story.pair()
    await a_win(story, amina, "I was on time all week", "🎉 Share with Ben")
    await story.brings(pair, PairState.CLOSED)

    for member in (amina, ben):
        await asks_for(story, member.phone, "/win")
        await press(story, member.phone, "🏆 The wall")

    assert "“I was on time all week”" in said(amina.phone)
    assert "Nothing hangs here yet." in said(ben.phone)
    assert await of_pair(story, pair) == ["I was on time all week"]


async def test_a_wins_words_are_sealed_at_rest(story: Story):
    amina, _ben, _pair = await story.pair()
    await a_win(story, amina, "I was on time all week", "🎉 Share with Ben")

    body = await story.store.read(lambda tx: bytes(tx.one("SELECT body FROM wins")["body"]))

    assert b"on time" not in body
