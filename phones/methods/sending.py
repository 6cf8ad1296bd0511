"""Methods that send something new."""

from typing import Any

from phones.bot_api import Call, method
from phones.drafts import poll
from phones.errors import ApiError, bad_request
from phones.files import MOST_UPLOAD
from phones.messages import MEDIA_KINDS
from phones.methods.circumstances import read_circumstances
from phones.methods.texts import caption_of, read_caption, read_text
from phones.params import Upload

Json = dict[str, Any]

_NO_CAPTION = ("sticker", "video_note")
_BESIDE = ("has_spoiler", "show_caption_above_media")
# Which kinds may stand together in an album (Bot API documentation, sendMediaGroup).
_ALBUMS = (frozenset({"photo", "video"}), frozenset({"audio"}), frozenset({"document"}))


@method("sendMessage")
def send_message(call: Call) -> Json:
    """Send a text."""
    content = read_text(call)
    return read_circumstances(call).post(call, content).as_json()


def _send_medium(kind: str) -> None:
    @method("send" + "".join(part.title() for part in kind.split("_")))
    def send(call: Call) -> Json:
        content = medium(call, kind, call.params.file(kind)) | _beside(call, kind)
        if kind not in _NO_CAPTION:
            content |= read_caption(call)
        return read_circumstances(call).post(call, content).as_json()


for _kind in MEDIA_KINDS:
    _send_medium(_kind)


@method("sendMediaGroup")
def send_media_group(call: Call) -> list[Json]:
    """Send two to ten photos and videos, or documents, or songs, as one album."""
    items = call.params.array("media") or []
    if not 2 <= len(items) <= 10:
        raise bad_request("media group must include 2-10 items" if items else "there are no media in the request")
    kinds = {str(item.get("type")) for item in items}
    if not any(kinds <= together for together in _ALBUMS):
        raise bad_request("can't use the media of the specified type in the album")
    contents = [input_media(call, item) for item in items]
    circumstances = read_circumstances(call, messages=len(items))
    album = str(13_000_000_000_000_000 + call.world.number())
    return [circumstances.post(call, content, media_group_id=album).as_json() for content in contents]


@method("sendLocation")
def send_location(call: Call) -> Json:
    """Send a point on the map."""
    latitude, longitude = call.params.number("latitude"), call.params.number("longitude")
    if latitude is None or longitude is None:
        raise bad_request("latitude is empty" if latitude is None else "longitude is empty")
    location: Json = {"latitude": latitude, "longitude": longitude}
    if live := call.params.integer("live_period"):
        location["live_period"] = live
    return read_circumstances(call).post(call, {"location": location}).as_json()


@method("sendContact")
def send_contact(call: Call) -> Json:
    """Send a contact card."""
    fields = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: call.params.text(name) for name in fields if name in call.params}
    if "phone_number" not in contact or "first_name" not in contact:
        raise bad_request("phone number and first name must be non-empty")
    return read_circumstances(call).post(call, {"contact": contact}).as_json()


@method("sendPoll")
def send_poll(call: Call) -> Json:
    """Send a poll."""
    options = call.params.array("options") or []
    if not call.params.text("question"):
        raise bad_request("poll question must be non-empty")
    if not 1 <= len(options) <= 12:
        raise bad_request("poll must have at least 1 option and at most 12" if options else "poll must have options")
    fields = {
        "question": call.params.text("question"),
        "options": options,
        "type": call.params.text("type") or "regular",
    }
    return read_circumstances(call).post(call, {"poll": poll(call.world, fields)}).as_json()


@method("sendDice")
def send_dice(call: Call) -> Json:
    """Send a die; it always shows four."""
    content = {"dice": {"emoji": call.params.text("emoji") or "🎲", "value": 4}}
    return read_circumstances(call).post(call, content).as_json()


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    """Show that the bot is typing, or the like."""
    chat = call.chat_to_reach()
    if "action" not in call.params:
        raise bad_request("wrong parameter action in request")
    thread = call.params.integer("message_thread_id") or None
    call.world.events.tell("action", chat, facts={"action": call.params.text("action"), "thread": thread})
    return True


def medium(call: Call, kind: str, given: Upload | str | None) -> Json:
    """Return the content of a medium that was uploaded or is sent again by its id. Raises a 400 or 413."""
    if given is None:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    if isinstance(given, Upload):
        if given.file_size > MOST_UPLOAD:
            raise ApiError(413, "Request Entity Too Large")
        if given.file_size == 0:
            raise bad_request("file must be non-empty")
        facts = {name: call.params.integer(name) for name in ("duration", "width", "height") if name in call.params}
        texts = {name: call.params.text(name) for name in ("performer", "title", "emoji") if name in call.params}
        stored = call.world.files.keep(kind, given, {**facts, **texts})
    else:
        stored = call.world.files.by_id(given)
        # Photos and files keep their type; the moving kinds may be sent as one another.
        if stored.kind != kind and ({stored.kind, kind} & {"photo", "sticker", "document", "voice", "audio"}):
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
    content: Json = {stored.kind: stored.media}
    if stored.kind == "animation":
        content["document"] = {k: v for k, v in stored.media.items() if k not in ("width", "height", "duration")}
    return content


def input_media(call: Call, item: Json) -> Json:
    """Return the content of one InputMedia object. Raises a 400."""
    kind = str(item.get("type"))
    if kind not in MEDIA_KINDS:
        raise bad_request(f"type {kind!r} of the media is unsupported")
    content = medium(call, kind, call.params.attached("", item.get("media")))
    if item.get("has_spoiler"):
        content["has_media_spoiler"] = True
    if item.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content | caption_of(call, item.get("caption"), item.get("parse_mode"), item.get("caption_entities"))


def _beside(call: Call, kind: str) -> Json:
    names = {"has_spoiler": "has_media_spoiler", "show_caption_above_media": "show_caption_above_media"}
    return {names[name]: True for name in _BESIDE if kind not in _NO_CAPTION and call.params.flag(name)}
