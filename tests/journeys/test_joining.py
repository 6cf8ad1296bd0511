"""From a link to being in: one tap after the other, in one's own language."""

import json
from datetime import timedelta

import pytest

from mentoring.invites import LIFETIME
from mentoring.people import Role
from tests.story import Story


@pytest.mark.parametrize(
    ("language", "choice", "welcome"),
    [
        ("en", "English", "Welcome, Amina! You are in."),
        ("bg", "Български", "Супер, Amina! Вече си с нас."),
        ("tr", "Türkçe", "Hoş geldin, Amina! Artık aramızdasın."),
        ("es", "Español", "¡Genial, Amina! Ya estás dentro."),
    ],
)
async def test_amina_joins_in_her_language(story: Story, language: str, choice: str, welcome: str):
    await story.programme_with()
    amina = await story.person("Amina", Role.MENTEE)
    phone = story.phone(story.account("Amina", language))

    phone.starts(await story.invite(amina))
    offer = await phone.next_message()
    phone.presses(choice, offer)
    await phone.until(lambda p: len(p.last.button_texts) == 1)
    phone.presses(phone.last.button_texts[0])

    assert welcome in (await phone.next_message()).text


async def test_a_link_works_once(story: Story):
    await story.programme_with()
    amina = await story.person("Amina", Role.MENTEE)
    code = await story.invite(amina)
    await story.taps_through(story.phone(story.account("Amina")), code)
    otto = story.phone(story.account("Otto"))

    otto.starts(code)

    assert "used already" in (await otto.next_message()).text
    await story.settles()
    assert len(otto.received) == 1


async def test_a_link_that_is_too_old_says_so(story: Story):
    await story.programme_with()
    code = await story.invite(await story.person("Amina", Role.MENTEE))
    story.world.clock.forward(LIFETIME + timedelta(seconds=1))
    phone = story.phone(story.account("Amina"))

    phone.starts(code)

    assert "too old" in (await phone.next_message()).text


async def test_a_newer_link_ends_the_older_one(story: Story):
    await story.programme_with()
    amina = await story.person("Amina", Role.MENTEE)
    old = await story.invite(amina)
    await story.invite(amina)
    phone = story.phone(story.account("Amina"))

    phone.starts(old)

    assert "too old" in (await phone.next_message()).text


async def test_a_code_that_nobody_made_gets_a_kind_sentence(story: Story):
    await story.programme_with()
    phone = story.phone(story.account("Otto"))
    phone.starts("abcdefgh")
    assert "I do not know this link" in (await phone.next_message()).text


async def test_a_stranger_gets_a_kind_sentence_in_their_language_and_nothing_else(story: Story):
    await story.programme_with()
    phone = story.phone(story.account("Otto", "es"))

    phone.starts()
    assert "mentoría" in (await phone.next_message()).text
    phone.says("Is Amina there?")
    await phone.next_message()
    await story.settles()

    assert len(phone.received) == 2
    assert not any("Amina" in text for text in phone.texts)


async def test_opening_the_same_link_again_goes_on_where_it_stopped(story: Story):
    await story.programme_with()
    code = await story.invite(await story.person("Amina", Role.MENTEE))
    phone = story.phone(story.account("Amina"))
    phone.starts(code)
    await phone.next_message()

    phone.starts(code)

    assert (await phone.next_message()).button_texts == ["Български", "English", "Español", "Türkçe"]


async def test_an_account_cannot_be_two_people(story: Story):
    amina, _, _ = await story.pair()
    code = await story.invite(await story.person("Otto", Role.MENTEE))
    second = story.phone(amina.phone.account)

    second.starts(code)

    assert "You are in" in (await second.next_message()).text
    other = story.phone(story.account("Otto"))
    other.starts(code)
    assert (await other.next_message()).button_texts


async def test_both_are_told_when_they_can_write(story: Story):
    await story.programme_with()
    ben = await story.joins("Ben", Role.MENTOR)
    person = await story.person("Amina", Role.MENTEE)
    await story.pair_of(ben.id, person)
    assert not any("can write to each other now" in text for text in ben.phone.texts)

    phone = story.phone(story.account("Amina"))
    await story.taps_through(phone, await story.invite(person))

    assert ben.phone.texts[-1] == "You and Amina can write to each other now. Just write here."
    assert phone.texts[-1] == "You and Ben can write to each other now. Just write here."


async def test_without_the_carers_consent_nothing_passes_until_it_is_recorded(story: Story):
    await story.programme_with(consent=True)
    ben, amina = await story.joins("Ben", Role.MENTOR), await story.joins("Amina", Role.MENTEE)
    await story.pair_of(ben.id, amina.id)

    amina.phone.says("Hello?")
    assert "A parent or carer still has to say yes" in (await amina.phone.next_message()).text
    ben.phone.says("Hello?")
    assert "A parent or carer still has to say yes" in (await ben.phone.next_message()).text
    await story.settles()
    assert not any("Hello?" in text for text in amina.phone.texts + ben.phone.texts)

    await story.carer_consents(amina.id)
    assert amina.phone.texts[-1] == "You and Ben can write to each other now. Just write here."
    amina.phone.says("Hello!")
    await ben.phone.sees("Amina\nHello!")


async def test_somebody_who_has_not_agreed_yet_is_asked_again_and_nothing_is_passed_on(story: Story):
    _amina, ben, _ = await story.pair()
    alex = await story.person("Alex", Role.MENTEE)
    await story.pair_of(ben.id, alex)
    phone = story.phone(story.account("Alex"))
    phone.starts(await story.invite(alex))
    await phone.next_message()

    phone.says("Hello?")

    assert (await phone.next_message()).button_texts
    await story.settles()
    assert not any("Hello?" in text for text in ben.phone.texts)


async def test_the_menu_speaks_the_persons_language(story: Story):
    await story.programme_with()
    ben = await story.joins("Ben", Role.MENTOR, "tr")
    set_menus = [call for call in story.world.calls.since(0) if call.method == "setMyCommands"]
    menu = json.loads(set_menus[-1].parameters["commands"])
    assert {"command": "language", "description": "Dili değiştir"} in menu
    assert str(ben.phone.account.id) in str(set_menus[-1].parameters)


async def test_the_language_can_be_changed_later(story: Story):
    amina, _ben, _ = await story.pair()
    amina.phone.says("/language")
    offer = await amina.phone.next_message()
    amina.phone.presses("Español", offer)
    await amina.phone.sees("A partir de ahora te hablo en español.")


async def test_the_next_digest_has_an_invite_that_nobody_opened_until_they_join(story: Story):
    await story.programme_with()
    carla = await story.joins("Carla", Role.COORDINATOR)
    amina = await story.person("Amina", Role.MENTEE)
    await story.invite(amina)

    story.world.clock.forward(LIFETIME)
    await story.settles()
    await story.at("08:00")
    assert "The invite ran out, not opened\n1. Amina" in carla.phone.last.text

    await story.taps_through(story.phone(story.account("Amina")), await story.invite(amina))
    carla.phone.says("/tasks")
    await carla.phone.sees("Nothing to look at right now.")
