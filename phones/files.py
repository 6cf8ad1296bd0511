"""Files: what was uploaded, under ids that can be sent again, and samples to send when any picture will do."""

import hashlib
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from phones.errors import bad_request
from phones.params import Upload

# What bots may download and upload through the Bot API (telegram.constants.FileSizeLimit).
MOST_DOWNLOAD = 20 * 1024 * 1024
MOST_UPLOAD = 50 * 1024 * 1024

_FOLDERS = {
    "photo": ("photos", "jpg"),
    "video": ("videos", "mp4"),
    "animation": ("animations", "mp4"),
    "voice": ("voice", "oga"),
    "audio": ("music", "mp3"),
    "video_note": ("video_notes", "mp4"),
    "document": ("documents", "bin"),
    "sticker": ("stickers", "webp"),
}
_MIME_TYPES = {
    "video": "video/mp4",
    "animation": "video/mp4",
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "document": "application/octet-stream",
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file. `kind` is the kind of medium it was sent as; `media` the Bot API object that describes it there.

    For a photo `media` is the list of its sizes.
    """

    file_id: str
    file_unique_id: str
    kind: str
    upload: Upload
    path: str
    media: Any


class Files:
    """All files of the world. Every upload is a file of its own, the same bytes or not."""

    def __init__(self) -> None:
        self._uploads = 0
        self._by_id: dict[str, StoredFile] = {}
        self._by_unique_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def keep(self, kind: str, upload: Upload, facts: dict[str, Any]) -> StoredFile:
        """Store `upload` as a medium of `kind`; `facts` are its duration, pixels, emoji, performer and so on."""
        self._uploads += 1
        unique = "AQAD" + hashlib.sha256(f"file {self._uploads}".encode()).hexdigest()[:14]
        folder, extension = _FOLDERS[kind]
        if kind == "document" and "." in upload.file_name:
            extension = upload.file_name.rpartition(".")[2]
        path = f"{folder}/file_{self._uploads}.{extension}"
        file_id = f"{kind[:2].upper()}AC{unique}Ag"
        sizes = _photo_sizes(file_id, unique, upload) if kind == "photo" else []
        media: Any = sizes or _medium(kind, file_id, unique, upload, facts)
        stored = StoredFile(file_id, unique, kind, upload, path, media)
        self._by_unique_id[unique] = self._by_path[path] = stored
        for size in sizes or [media]:
            self._by_id[size["file_id"]] = self._by_unique_id[size["file_unique_id"]] = stored
        return stored

    def by_id(self, file_id: str) -> StoredFile:
        """Return the file to send again. Raises a 400 when the id is unknown or a URL, which nothing here fetches."""
        if "://" in file_id:
            raise bad_request("failed to get HTTP URL content")
        if (stored := self._by_id.get(file_id)) is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return stored

    def by_unique_id(self, file_unique_id: str) -> StoredFile | None:
        """Return the file, None when there is none."""
        return self._by_unique_id.get(file_unique_id)

    def by_path(self, path: str) -> StoredFile | None:
        """Return the file that getFile gave this `file_path`, None when there is none."""
        return self._by_path.get(path)

    def described(self, file_id: str) -> dict[str, Any]:
        """Answer getFile. Raises a 400 when the id is unknown or the file is over 20 MB."""
        if (stored := self._by_id.get(file_id)) is None:
            raise bad_request("invalid file_id")
        if stored.upload.file_size > MOST_DOWNLOAD:
            raise bad_request("file is too big")
        return {
            "file_id": file_id,
            "file_unique_id": stored.file_unique_id,
            "file_size": stored.upload.file_size,
            "file_path": stored.path,
        }


def _photo_sizes(file_id: str, unique: str, upload: Upload) -> list[dict[str, Any]]:
    """Return the sizes in which Telegram offers a photo, smallest first; each has ids of its own."""
    width, height = image_size(upload.data) or (1280, 960)
    sizes = []
    for letter, longest in (("s", 90), ("m", 320), ("x", 800), ("y", 1280)):
        scale = min(1.0, longest / max(width, height))
        last = scale == 1.0
        sizes.append(
            {
                "file_id": file_id + letter,
                "file_unique_id": unique + letter,
                "width": max(1, round(width * scale)),
                "height": max(1, round(height * scale)),
                "file_size": upload.file_size if last else max(1, int(upload.file_size * scale * scale)),
            }
        )
        if last:
            break
    return sizes


def _medium(kind: str, file_id: str, unique: str, upload: Upload, facts: dict[str, Any]) -> dict[str, Any]:
    medium: dict[str, Any] = {"file_id": file_id, "file_unique_id": unique, "file_size": upload.file_size}
    if kind in ("video", "animation", "document", "audio"):
        medium["file_name"] = upload.file_name
    if kind in _MIME_TYPES:
        medium["mime_type"] = upload.mime_type or _MIME_TYPES[kind]
    width, height = image_size(upload.data) or (512, 512)
    if kind in ("video", "animation"):
        medium |= {"width": facts.get("width", width), "height": facts.get("height", height)}
    if kind in ("video", "animation", "voice", "audio", "video_note"):
        medium["duration"] = facts.get("duration", 3)
    if kind == "video_note":
        medium["length"] = facts.get("width", 240)
    if kind == "audio":
        medium |= {key: facts[key] for key in ("performer", "title") if facts.get(key)}
    if kind == "sticker":
        medium |= {"type": "regular", "width": width, "height": height, "is_animated": False, "is_video": False}
        medium["emoji"] = facts.get("emoji", "🙂")
    return medium


def image_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels of a PNG, GIF or JPEG; None when it is none of them."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:4] == b"GIF8" and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    at = 2
    while data[:2] == b"\xff\xd8" and at + 9 <= len(data) and data[at] == 0xFF:
        if 0xC0 <= data[at + 1] <= 0xCF and data[at + 1] not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


@cache
def sample(kind: str) -> Upload:
    """Return something to send of this kind: a real picture or sound where a few lines can make one.

    Raises KeyError for an unknown kind.
    """
    return {
        "photo": lambda: Upload("photo.png", "image/png", _picture(320, 240)),
        "sticker": lambda: Upload("sticker.png", "image/png", _picture(128, 128)),
        "animation": lambda: Upload("animation.gif", "image/gif", _blink()),
        "voice": lambda: Upload("voice.wav", "audio/ogg", _tone(440, 1.5)),
        "audio": lambda: Upload("song.wav", "audio/mpeg", _tone(330, 2)),
        "video": lambda: Upload("video.mp4", "video/mp4", _EMPTY_MP4),
        "video_note": lambda: Upload("note.mp4", "video/mp4", _EMPTY_MP4),
        "document": lambda: Upload("plan.txt", "text/plain", b"Monday: workshop.\nThursday: call.\n"),
    }[kind]()


# A file type box and nothing to play: pages show their placeholder.
_EMPTY_MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00\x00\x00\x08mdat"


def _picture(width: int, height: int) -> bytes:
    """Return a PNG of a sunset-coloured slope."""
    rows = b"".join(
        b"\x00"
        + bytes(
            v for x in range(width) for v in (255 - 90 * y // height, 90 + 120 * x // width, 80 + 100 * y // height)
        )
        for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


def _tone(hertz: int, seconds: float) -> bytes:
    """Return a WAV of a soft square tone, 8 kHz, 8 bit."""
    rate = 8000
    half = rate // hertz // 2
    wave = bytes(128 + (24 if (n // half) % 2 else -24) for n in range(int(rate * seconds)))
    fmt = struct.pack("<HHIIHH", 1, 1, rate, rate, 1, 8)
    body = b"WAVEfmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", len(wave)) + wave
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _blink() -> bytes:
    """Return a GIF of two single-pixel frames that take turns."""
    frame = b"\x21\xf9\x04\x04\x32\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02%b\x01\x00"
    return (
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\x99\x33\x33\x66\xcc\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
        + frame % b"\x44"
        + frame % b"\x4c"
        + b"\x3b"
    )
