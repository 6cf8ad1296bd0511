"""The page of phones/, looked at and used in a real browser while a bot talks over HTTP."""

import asyncio
import re
from datetime import datetime, timedelta
from typing import Literal

import pytest
from playwright.async_api import Locator, Page, ViewportSize, expect

from phones.server import serve
from tests.browser.town import MONDAY_NOON, Browse, Json, Town

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

POCKET: ViewportSize = {"width": 360, "height": 740}


def phone_of(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=f"{name}’s phone")


def bubbles(phone: Locator, text: str) -> Locator:
    return phone.locator(".bubble", has_text=text)


async def choose(phone: Locator, bubble: Locator, act: str) -> None:
    """Choose `act` from a message's menu, by keyboard as far as it goes."""
    await bubble.locator("xpath=..").get_by_role("button", name="Options for the message").press("Enter")
    await phone.page.get_by_role("menuitem", name=act).press("Enter")


# Talking


async def test_what_a_person_types_is_answered_on_the_same_phone_and_nowhere_else(town: Town, browse: Browse) -> None:
    town.phone(town.amina).starts()
    page = await browse()

    async def echo(update: Json) -> None:
        if text := update.get("message", {}).get("text"):
            await town.call("sendMessage", chat_id=town.amina.id, text=f"You said {text}")

    amina = phone_of(page, "Amina")
    async with town.answering(echo):
        field = amina.get_by_role("textbox", name="Message from Amina")
        await field.fill("Hello")
        await field.press("Shift+Enter")
        await field.press_sequentially("Ben")
        await field.press("Enter")
        await expect(bubbles(amina, "You said Hello\nBen")).to_be_visible()
    await expect(amina.locator(".mine .bubble").last).to_contain_text("Hello")
    await expect(field).to_have_value("")
    await expect(bubbles(phone_of(page, "Ben"), "You said")).to_have_count(0)
    assert town.phone(town.amina).messages[-2].text == "Hello\nBen"


async def test_a_pressed_button_waits_for_the_bot_and_shows_its_answer(town: Town, browse: Browse) -> None:
    town.phone(town.amina).starts()
    rows = [[{"text": "Good", "callback_data": "good"}, {"text": "Hard", "callback_data": "hard"}]]
    await town.call("sendMessage", chat_id=town.amina.id, text="How was it?", reply_markup={"inline_keyboard": rows})
    page = await browse()
    may_answer = asyncio.Event()

    async def answer(update: Json) -> None:
        if query := update.get("callback_query"):
            await may_answer.wait()
            alert = query["data"] == "hard"
            await town.call("answerCallbackQuery", callback_query_id=query["id"], text="Noted", show_alert=alert)

    amina = phone_of(page, "Amina")
    async with town.answering(answer):
        good = amina.get_by_role("button", name="Good")
        await good.click()
        await expect(good).to_have_attribute("aria-busy", "true")
        may_answer.set()
        await expect(amina.get_by_text("Noted")).to_be_visible()
        await expect(good).not_to_have_attribute("aria-busy", "true")
        await amina.get_by_role("button", name="Hard").click()
        alert = page.get_by_role("dialog", name="On Amina’s phone")
        await expect(alert).to_contain_text("Noted")
        await page.keyboard.press("Escape")
        await expect(alert).to_have_count(0)


async def test_markup_in_a_message_stays_text(town: Town, browse: Browse) -> None:
    attack = "<img src=x onerror=\"document.title='broken in'\"><script>document.title='broken in'</script>"
    town.phone(town.amina).says(attack)
    town.phone(town.amina).sends(contact={"first_name": attack, "phone_number": attack})
    town.phone(town.amina).sends_document(document={"file_name": attack, "base64": ""})
    town.world.account(attack, username=attack)
    await town.call("sendMessage", chat_id=town.amina.id, text=attack)
    page = await browse()
    amina = phone_of(page, "Amina")
    await expect(bubbles(amina, attack)).to_have_count(4)
    await expect(amina.locator("img, script")).to_have_count(0)
    assert await page.title() == "Phones"


async def test_formatting_is_shown_links_lead_nowhere_and_spoilers_open_when_asked(town: Town, browse: Browse) -> None:
    town.phone(town.amina).starts()
    text = "😀 <b>bold <i>both</i></b> <a href='https://example.org/a'>guide</a> <tg-spoiler>hidden</tg-spoiler>"
    quote = "<blockquote>as agreed</blockquote>"
    await town.call("sendMessage", chat_id=town.amina.id, text=text + quote, parse_mode="HTML")
    page = await browse()
    words = phone_of(page, "Amina").locator(".words").last
    await expect(words.locator("strong")).to_have_text("bold both")
    await expect(words.locator("strong em")).to_have_text("both")
    await expect(words.locator("blockquote")).to_have_text("as agreed")
    await expect(words.get_by_text("guide")).to_have_attribute("title", "https://example.org/a")
    assert await words.locator("a").count() == 0
    await words.get_by_role("button", name="Hidden text").press("Enter")
    await expect(words.get_by_text("hidden")).to_be_visible()


async def test_a_person_replies_corrects_reacts_and_deletes_from_the_menu_of_a_message(
    town: Town, browse: Browse
) -> None:
    phone = town.phone(town.amina)
    phone.starts()
    await town.call("sendMessage", chat_id=town.amina.id, text="Which tool?")
    page = await browse()
    amina = phone_of(page, "Amina")
    field = amina.get_by_role("textbox", name="Message from Amina")

    await choose(amina, bubbles(amina, "Which tool?"), "Reply")
    await expect(field).to_be_focused()
    await field.fill("The late")
    await field.press("Enter")
    await expect(bubbles(amina, "The late").locator(".reply")).to_contain_text("Which tool?")

    await choose(amina, bubbles(amina, "The late"), "Edit")
    await expect(field).to_have_value("The late")
    await field.fill("The lathe")
    await field.press("Enter")
    await expect(bubbles(amina, "The lathe").locator(".edited")).to_be_visible()

    await bubbles(amina, "Which tool?").first.click(button="right")
    await page.get_by_role("menuitemcheckbox", name="React with 👍").click()
    await expect(amina.get_by_role("button", name="👍 1, from Amina")).to_have_attribute("aria-pressed", "true")
    assert phone.messages[1].emoji == ["👍"]

    await choose(amina, bubbles(amina, "The lathe"), "Delete")
    await expect(bubbles(amina, "The lathe")).to_have_count(0)
    assert [message.text for message in phone.messages] == ["/start", "Which tool?"]


async def test_every_kind_of_message_is_shown_and_can_be_sent(town: Town, browse: Browse) -> None:
    phone = town.phone(town.amina)
    phone.starts()
    page = await browse()
    amina = phone_of(page, "Amina")

    async def attach(what: str) -> None:
        await amina.get_by_role("button", name="Attach").click()
        await page.get_by_role("menuitem", name=what).click()

    for what in ("Sample picture", "Sample document", "Sticker"):
        await attach(what)
    for what in ("Location", "Contact", "Poll"):
        await attach(what)
        await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await amina.get_by_role("button", name="Voice message").click()
    await expect(amina.get_by_role("button", name="Play voice message")).to_be_visible()
    phone.sends_album(3, caption="Three views")
    await expect(amina.locator(".album-item")).to_have_count(3)
    sent = [message.media_kind or next(iter(message.content)) for message in phone.messages[1:8]]
    assert sorted(sent) == ["contact", "document", "location", "photo", "poll", "sticker", "voice"]
    await expect(amina.locator(".card", has_text="plan.txt")).to_be_visible()
    await expect(amina.locator(".poll")).to_contain_text("When shall we meet?")
    await amina.get_by_role("button", name="Play voice message").click()
    await expect(amina.get_by_role("button", name="Stop voice message")).to_be_visible()
    await amina.get_by_role("button", name="Picture from Amina, open").first.click()
    await expect(page.get_by_role("dialog", name="Picture from Amina").locator("img")).to_be_visible()


async def test_the_reader_of_old_messages_is_not_thrown_to_the_end(town: Town, browse: Browse) -> None:
    phone = town.phone(town.amina)
    for number in range(60):
        phone.says(f"Line {number}")
    page = await browse()
    amina = phone_of(page, "Amina")
    log = amina.get_by_role("log")
    await expect(bubbles(amina, "Line 59")).to_be_in_viewport()
    await log.evaluate("log => { log.scrollTop = 0; }")
    await expect(bubbles(amina, "Line 0")).to_be_in_viewport()
    await town.call("sendMessage", chat_id=town.amina.id, text="News")
    pill = amina.get_by_role("button", name="1 new message")
    await expect(pill).to_be_visible()
    await expect(bubbles(amina, "Line 0")).to_be_in_viewport()
    await pill.click()
    await expect(bubbles(amina, "News")).to_be_in_viewport()
    await expect(pill).to_be_hidden()


# People, bots, groups


async def test_a_new_person_starts_the_bot_with_an_invite_code(town: Town, browse: Browse) -> None:
    page = await browse()
    amina = phone_of(page, "Amina")
    await amina.get_by_label("Invite code").fill("https://t.me/interlude_bot?start=K7Q2")
    await amina.get_by_role("button", name="Start").click()
    await expect(bubbles(amina, "/start K7Q2")).to_be_visible()
    await expect(amina.get_by_role("textbox", name="Message from Amina")).to_be_visible()


async def test_a_person_who_blocks_the_bot_sees_it_blocked_until_they_unblock_it(town: Town, browse: Browse) -> None:
    town.phone(town.ben).starts()
    page = await browse()
    ben = phone_of(page, "Ben")
    await ben.get_by_role("button", name="Options for Ben").click()
    await page.get_by_role("menuitem", name="Block the bot").click()
    await expect(ben.locator(".chat-head")).to_contain_text("blocked")
    await expect(ben.get_by_role("textbox")).to_have_count(0)
    assert town.world.private_chat(town.ben, town.bot).blocked
    await ben.get_by_role("button", name="Unblock").click()
    await expect(ben.get_by_role("textbox", name="Message from Ben")).to_be_visible()
    await expect(ben.locator(".chat-head")).not_to_contain_text("blocked")


async def test_staff_see_the_topics_of_their_group_and_write_as_any_of_them(town: Town, browse: Browse) -> None:
    case = await town.call("createForumTopic", chat_id=town.staff.id, name="Case 12")
    thread = case["message_thread_id"]
    await town.call("sendMessage", chat_id=town.staff.id, text="Needs a person", message_thread_id=thread)
    await town.call("sendMessage", chat_id=town.staff.id, text="Weekly list")
    page = await browse()
    staff = page.get_by_role("region", name="Spring staff")
    await staff.get_by_role("button", name="Case 12").click()
    await expect(bubbles(staff, "Needs a person")).to_be_visible()
    await expect(bubbles(staff, "Weekly list")).to_have_count(0)
    await staff.get_by_role("button", name="Options for Spring staff").click()
    await page.get_by_role("menuitemcheckbox", name="As Sol").click()
    await staff.get_by_role("button", name="Case 12").click()
    await staff.get_by_role("textbox", name="Message from Sol").fill("I have it")
    await staff.get_by_role("textbox").press("Enter")
    await expect(bubbles(staff, "I have it")).to_be_visible()
    newest = town.staff.shown()[-1]
    assert (newest.sender.name, newest.thread) == ("Sol", thread)


async def test_the_commands_of_the_bot_are_offered_after_a_slash(town: Town, browse: Browse) -> None:
    commands = [{"command": "rules", "description": "What you agreed"}, {"command": "goal", "description": "Your goal"}]
    await town.call("setMyCommands", commands=commands)
    town.phone(town.amina).starts()
    page = await browse()
    amina = phone_of(page, "Amina")
    field = amina.get_by_role("textbox", name="Message from Amina")
    await field.press_sequentially("/")
    await expect(amina.get_by_role("option")).to_have_count(2)
    await field.press("ArrowDown")
    await field.press("Enter")
    await expect(bubbles(amina, "/goal")).to_be_visible()


# The page around the phones


async def test_a_small_screen_shows_one_phone_at_a_time_and_counts_what_waits_on_the_others(
    town: Town, browse: Browse
) -> None:
    town.phone(town.amina).starts()
    town.phone(town.ben).starts()
    page = await browse(POCKET)
    await expect(page.locator(".phone")).to_have_count(1)
    tabs = page.get_by_role("tablist", name="Phones").get_by_role("tab")
    await expect(tabs).to_have_count(3)
    await town.call("sendMessage", chat_id=town.ben.id, text="For Ben")
    ben = page.get_by_role("tab", name="Ben")
    await expect(ben).to_have_accessible_name("Ben, 1 unread message")
    await page.get_by_role("tab", name="Amina", selected=True).press("ArrowRight")
    await expect(ben).to_be_focused()
    await expect(ben).to_have_attribute("aria-selected", "true")
    await expect(bubbles(page.get_by_role("tabpanel", name="Ben’s phone"), "For Ben")).to_be_in_viewport()
    await expect(ben).to_have_accessible_name("Ben")
    await page.reload()
    await expect(page.get_by_role("tabpanel", name="Ben’s phone")).to_be_visible()


async def test_the_address_remembers_which_phones_are_shown(town: Town, browse: Browse) -> None:
    page = await browse()
    await page.get_by_role("button", name="Show another phone").click()
    await page.get_by_role("menuitemcheckbox", name="Carla").click()
    await expect(phone_of(page, "Carla")).to_be_visible()
    await page.get_by_role("button", name="Options for Ben").click()
    await page.get_by_role("menuitem", name="Put this phone away").click()
    await expect(phone_of(page, "Ben")).to_have_count(0)
    await page.reload()
    await expect(phone_of(page, "Carla")).to_be_visible()
    await expect(page.locator(".phone h2")).to_have_text(["Amina", "Spring staff", "Carla"])


async def test_the_clock_is_moved_from_the_bar(town: Town, browse: Browse) -> None:
    page = await browse()
    clock = page.get_by_role("region", name="Clock of the phones")
    await expect(clock.get_by_role("timer")).to_have_text("12:00:00")
    await clock.get_by_role("button", name="+1 h").click()
    await expect(clock.get_by_role("timer")).to_have_text("13:00:00")
    assert town.world.clock.now() == MONDAY_NOON + timedelta(hours=1)
    await clock.get_by_role("button", name="to 22:00").click()
    await expect(clock.get_by_role("timer")).to_have_text("22:00:00")
    await clock.get_by_role("button", name="to tomorrow 08:00").click()
    await expect(clock).to_contain_text("Tue 15 Sept")
    await expect(page.locator(".status-bar").first).to_have_text("08:00")
    await clock.get_by_role("button", name="60 times as fast").click()
    await expect(clock.get_by_role("button", name="60 times as fast")).to_have_attribute("aria-pressed", "true")
    assert town.world.clock.speed == 60


async def test_a_week_is_played_and_stopped_from_the_bar(town: Town, browse: Browse) -> None:
    page = await browse()
    clock = page.get_by_role("region", name="Clock of the phones")
    how_far = clock.get_by_role("progressbar", name="How far the week has been played")
    await expect(how_far).to_be_hidden()

    await clock.get_by_role("button", name="Play a week").press("Enter")

    await expect(how_far).to_be_visible()
    await expect(how_far).to_have_attribute("aria-valuetext", re.compile("1[3-9]:00"))
    await expect(clock.get_by_role("button", name="+1 h")).to_be_disabled()
    assert await page.evaluate("looking.illegible()") == []
    await clock.get_by_role("button", name="Stop").click()
    await expect(clock.get_by_role("button", name="Play a week")).to_be_focused()
    await expect(how_far).to_be_hidden()
    await expect(clock.get_by_role("status")).to_contain_text("Stopped at")
    assert MONDAY_NOON < town.world.clock.now() < MONDAY_NOON + timedelta(days=7)
    assert town.world.playing.span is None


async def test_who_opens_the_page_while_a_week_is_played_sees_it_too(town: Town, browse: Browse) -> None:
    town.world.playing.start(timedelta(days=7), timedelta(hours=1))

    page = await browse()

    await expect(page.get_by_role("progressbar")).to_be_visible()
    await town.world.playing.stop()
    await expect(page.get_by_role("progressbar")).to_be_hidden()


async def test_wall_times_are_right_when_the_clocks_change(browse: Browse) -> None:
    cases = [
        ("tomorrowAt", 8, "2026-10-24T09:00Z", "2026-10-25T06:00Z"),  # one hour more that night
        ("tomorrowAt", 8, "2026-03-28T10:00Z", "2026-03-29T05:00Z"),  # one hour less
        ("tomorrowAt", 8, "2026-12-31T10:00Z", "2027-01-01T06:00Z"),
        ("daysLater", 7, "2026-10-20T09:00Z", "2026-10-27T10:00Z"),
        ("nextAt", 22, "2026-09-14T18:59Z", "2026-09-14T19:00Z"),
        ("nextAt", 22, "2026-09-14T19:00Z", "2026-09-15T19:00Z"),  # it is 22:00 already: the next one
    ]
    page = await browse()
    moved = await page.evaluate(
        """async (cases) => {
            const wallTime = await import("/page/wall_time.js");
            return cases.map(([act, by, now]) => wallTime[act]("Europe/Sofia", new Date(now), by).toISOString());
        }""",
        cases,
    )
    expected = [datetime.fromisoformat(then) for _, _, _, then in cases]
    assert [datetime.fromisoformat(instant) for instant in moved] == expected


async def test_a_lost_line_is_shown_and_what_was_missed_is_there_afterwards(town: Town, browse: Browse) -> None:
    phone = town.phone(town.amina)
    phone.says("Before")
    page = await browse()
    amina = phone_of(page, "Amina")
    await expect(bubbles(amina, "Before")).to_be_visible()
    port = int(town.server.url.rpartition(":")[2])
    await town.server.close()
    await expect(page.get_by_role("status").filter(has_text="Reconnecting…")).to_be_visible()
    await amina.get_by_role("textbox").fill("Is anyone there?")
    await amina.get_by_role("textbox").press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("does not answer")
    await expect(amina.get_by_role("textbox")).to_have_value("Is anyone there?")
    phone.says("Meanwhile")
    town.server = await serve(town.world, port=port)
    await expect(bubbles(amina, "Meanwhile")).to_be_visible()
    await expect(page.get_by_text("Reconnecting…")).to_be_hidden()
    phone.says("Live again")
    await expect(bubbles(amina, "Live again")).to_be_visible()


async def test_telegram_misbehaves_on_request(town: Town, browse: Browse) -> None:
    page = await browse()
    await page.get_by_role("button", name="When Telegram misbehaves").click()
    panel = page.get_by_role("dialog", name="When Telegram misbehaves")
    await panel.get_by_label("In", exact=True).select_option(label="Amina")
    await panel.get_by_role("button", name="Flood").click()
    await expect(panel).to_contain_text("Set: Flood")
    (fault,) = town.world.faults.coming()
    assert (fault.kind, fault.chat, fault.times) == ("429", town.amina.id, 1)
    await panel.get_by_role("button", name="Clear all").click()
    await expect(panel).to_contain_text("Nothing is set")


async def test_every_control_has_a_name_and_every_text_can_be_read(town: Town, browse: Browse) -> None:
    phone = town.phone(town.amina)
    phone.starts()
    rows = [[{"text": "Good", "callback_data": "g"}, {"text": "Guide", "url": "https://example.org"}]]
    text = "<b>How</b> was it? <a href='https://example.org'>guide</a> <code>x</code> /rules"
    first = await town.call(
        "sendMessage", chat_id=town.amina.id, text=text, parse_mode="HTML", reply_markup={"inline_keyboard": rows}
    )
    question = phone.messages[-1]
    assert question.id == first["message_id"]
    phone.edits(phone.says("Fine /rules https://example.org", reply_to=question), "Good /rules https://example.org")
    phone.reacts(question, "👍")
    for kind in ("photo", "voice", "document", "video", "sticker", "audio"):
        phone.sends_media(kind)
    phone.sends(poll={"question": "When?", "options": ["Now", "Later"]})
    phone.sends(location={"latitude": 42.7, "longitude": 23.3})
    for person in (town.carla, *town.world.accounts.values()):
        if town.staff.has(person):
            town.phone(person, town.staff).says("Good morning")
    town.phone(town.ben).starts()
    town.phone(town.ben).blocks()
    page = await browse()
    await page.get_by_role("button", name="Show another phone").click()
    await page.get_by_role("menuitemcheckbox", name="Carla").click()
    await expect(phone_of(page, "Carla").get_by_role("button", name="Start")).to_be_visible()
    await expect(phone_of(page, "Amina").locator(".message")).to_have_count(11)
    await assert_readable(page)
    await page.get_by_role("button", name="When Telegram misbehaves").click()
    await assert_readable(page)
    await page.evaluate("document.querySelector('h1').style.color = '#666'")
    assert await page.evaluate("looking.illegible()") != []  # the eye that looks is open


async def assert_readable(page: Page) -> None:
    assert await page.evaluate("looking.nameless()") == []
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert await page.evaluate("looking.illegible()") == [], scheme


async def test_nothing_sticks_out_or_overlaps_at_any_width(town: Town, browse: Browse) -> None:
    town.phone(town.amina).says("a" * 300 + " https://example.org/" + "b" * 200)
    for number in range(4):
        await town.call("createForumTopic", chat_id=town.staff.id, name=f"A case with a long name, {number}")
    page = await browse()
    for width in (320, 360, 640, 768, 1001, 1024, 1181, 1341, 1440, 2200):
        await page.set_viewport_size({"width": width, "height": 760})
        assert await page.evaluate("looking.stickingOut()") == [], width
        assert await page.evaluate("looking.overlapping('.promise', '#clock', '#tools', '#tabs', '#stage')") == [], (
            width
        )


async def test_the_colours_follow_the_system_until_one_chooses(browse: Browse) -> None:
    page = await browse(color_scheme="dark")
    scheme = "getComputedStyle(document.documentElement).colorScheme"
    assert await page.evaluate(scheme) == "light dark"
    await page.get_by_role("button", name="Light colours").click()
    assert await page.evaluate(scheme) == "light"
    await page.reload()
    await expect(page.get_by_role("button", name="Dark colours")).to_be_visible()
    assert await page.evaluate(scheme) == "light"
