"""What somebody sees of their journal: one message whose words and buttons change in place.

A button's data is `jour:<verb>` and what the verb needs (`bot/handlers/journal.py` reads them all).
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.incoming import utf16_length
from bot.pages import Page, rows_of, to_the_menu
from bot.rendering import Marked, split
from bot.speech import Button, words_of
from bot.words import Words
from mentoring.journal import Entry, EntryId, Habit, page_at, preview
from mentoring.kinds import Kind
from mentoring.people import Person
from storage.journals import Journal, key_name

ON_A_PAGE = 6
HOURS_OFFERED = (8, 13, 15, 16, 17, 18, 19, 20)

_SHOWN = 3_500
"""UTF-16 units of an entry that its page shows; there are 4,096 in a message."""

_DAYS_IN_WEEK = 7
_SOME_MONDAY = date(2024, 1, 1)
_SYMBOLS = {
    Kind.VOICE: "🎤",
    Kind.PHOTO: "📷",
    Kind.VIDEO: "🎬",
    Kind.VIDEO_NOTE: "🎬",
    Kind.ANIMATION: "🎬",
    Kind.STICKER: "🙂",
}


def first_page(person: Person) -> Page:
    """Tell somebody who has no journal yet what it is, who reads it, and who does not."""
    _ = words_of(person)
    text = "\n\n".join(
        [
            _("📔 Your journal"),
            _("A place to think, for you alone. Nobody reads it: not your partner, not your coordinator, no teacher."),
            _("You can show somebody one entry, if you like, and take that back."),
            _(
                "When you write that something is very hard, I show you where help is. I tell nobody. If you want an "
                "adult at school to know, one tap is enough."
            ),
            _("It stands in this chat, so whoever holds your phone can see it. What you delete goes from here, too."),
        ]
    )
    return Page(text, [[Button(_("Begin my journal"), "jour:begin")], [to_the_menu(_)]])


def home_page(person: Person, journal: Journal, entries: int) -> Page:
    """Return the journal's first page. `entries` is how many there are."""
    _ = words_of(person)
    counted = _.plural("{count} entry", "{count} entries", entries) if entries else _("Your first page is empty. 🌱")
    text = [_("📔 Your journal"), counted, _("🔒 Only you read it, except what you show somebody yourself.")]
    if journal.habit is not None:
        text.append(_("🔔 I ask you something once a week: {when}.", when=_when(journal.habit, _)))
    rows = [[Button(_("✍️ Write"), "jour:write")]]
    if entries:
        rows.append([Button(_("📖 Read"), "jour:list.0"), Button(_("🔎 Search"), "jour:find")])
        rows.append([Button(_("💾 Save it as a file"), "jour:file")])
    rows.append([Button(_("🔔 Weekly question"), "jour:habit")])
    return Page("\n".join([text[0], "", *text[1:]]), [*rows, [to_the_menu(_)]])


def writing_page(
    person: Person, partner: str | None, way_out: Button | None, idea: str | None = None, turn: int | None = None
) -> Page:
    """Ask for an entry. `partner` is who does not get it, None without one.

    `idea` is something to write about, which `turn` finds again; None without one.
    """
    _ = words_of(person)
    goes = (
        _("✏️ What you write now goes into your journal, not to {name}, until you tap “Done”.", name=partner)
        if partner is not None
        else _("✏️ What you write now goes into your journal and to nobody else, until you tap “Done”.")
    )
    how = _("Words, a voice message or a photo: as you like.")
    text = "\n\n".join([*([] if idea is None else [f"💡 {idea}"]), goes, how])
    label = _("💡 Give me an idea") if idea is None else _("💡 Another idea")
    rows = [
        [Button(label, "jour:idea" if turn is None else f"jour:idea.{turn}")],
        [Button(_("✓ Done"), "jour:done")],
    ]
    return Page(text, [*rows, *([] if way_out is None else [[way_out]])])


def kept_page(person: Person) -> Page:
    """Return what is said of an entry that was just written."""
    _ = words_of(person)
    text = _("📔 The next one goes there too, until you tap “Done”.")
    return Page(text, [[Button(_("✓ Done"), "jour:shut")]])


def done_page(person: Person, partner: str | None) -> Page:
    """Return what is said once somebody has put the pen down."""
    _ = words_of(person)
    text = (
        _("📔 All right, your journal is shut. What you write now goes to {name} again.", name=partner)
        if partner is not None
        else _("📔 All right, your journal is shut.")
    )
    return Page(text, [[Button(_("📔 My journal"), "jour:home")]])


def cannot_keep_page(person: Person) -> Page:
    """Return what is said of what cannot be an entry: it went nowhere."""
    _ = words_of(person)
    text = _("I can keep words, voice messages, photos and videos here. This I could not keep, and it went to nobody.")
    return Page(text, [[Button(_("✓ Done"), "jour:shut")]])


def list_page(person: Person, shown: Sequence[Entry], count: int, page: int, now: datetime) -> Page:
    """Return a page of the entries, the newest first. `shown` are those on it, `count` is how many there are in all."""
    _ = words_of(person)
    if not shown:
        return Page(_("There is nothing in your journal yet. 🌱"), [[_to_the_journal(_)]])
    first, number, pages = page_at(count, page, ON_A_PAGE)
    turning = []
    if number > 0:
        turning.append(Button(_("‹ Newer"), f"jour:list.{number - 1}"))
    if number + 1 < pages:
        turning.append(Button(_("Older ›"), f"jour:list.{number + 1}"))
    heading = _.plural("📖 {count} entry", "📖 {count} entries", count)
    return Page(
        f"{heading}\n\n{_lines(person, shown, first, now)}",
        [*_numbers(shown, first), *([turning] if turning else []), [_to_the_journal(_)]],
        key_name(person.id),
    )


def found_page(person: Person, found: Sequence[Entry], sought: str, now: datetime) -> Page:
    """Return what a search has found, the newest first."""
    _ = words_of(person)
    again = [Button(_("🔎 Search again"), "jour:find"), _to_the_journal(_)]
    quoted = preview_of(sought)
    if not found:
        text = _("🔎 I found nothing with “{words}”.", words=quoted)
        return Page(text, [again], key_name(person.id))
    shown = found[:ON_A_PAGE]
    heading = _.plural("🔎 {count} entry with “{words}”", "🔎 {count} entries with “{words}”", len(found), words=quoted)
    lines = [heading, "", _lines(person, shown, 0, now)]
    left = len(found) - len(shown)
    if left:
        lines.append(_.plural("… and {count} more", "… and {count} more", left))
    return Page("\n".join(lines), [*_numbers(shown, 0), again], key_name(person.id))


def asking_page(person: Person, partner: str | None) -> Page:
    """Ask for the words to search for."""
    _ = words_of(person)
    text = (
        _("🔎 Write a word, and I look for it in your journal. It does not go to {name}.", name=partner)
        if partner is not None
        else _("🔎 Write a word, and I look for it in your journal.")
    )
    return Page(text, [[_to_the_journal(_)]])


def entry_page(
    person: Person,
    entry: Entry,
    readers: Sequence[tuple[str, bool]],
    newer: EntryId | None,
    older: EntryId | None,
    *,
    was_told: bool,
) -> Page:
    """Return one entry; its neighbours are None at either end.

    `readers` are the names of those it is shown to, each with whether the staff look at it first; `was_told` is whether
    its writer told an adult of it.
    """
    _ = words_of(person)
    local = entry.written_at.astimezone(person.zone)
    heading = f"📔 {_.long_date(entry.written_at, person.zone)}, {_.clock(local.time())}"
    symbol = _SYMBOLS.get(entry.content.kind)
    whole = entry.content.text
    shown = split(Marked(whole), _SHOWN)[0].text if utf16_length(whole) > _SHOWN else whole
    parts = [heading, *([] if symbol is None else [symbol]), *([shown] if shown else [])]
    if shown != whole:
        parts.append("…")
    for name, is_withheld in readers:
        waits = _("👁 Somebody at school looks at this before {name} gets it.", name=name)
        parts.append(waits if is_withheld else _("👁 {name} may read this.", name=name))
    if was_told:
        parts.append(_("🛟 You told an adult at school of this. Those who help you can read it."))
    elif not readers:
        parts.append(_("🔒 Only you read it."))
    rows = []
    if symbol is not None or shown != whole:
        rows.append([Button(_("▶️ Show it whole"), f"jour:whole.{entry.id}")])
    rows.append([Button(_("👁 Show it to somebody"), f"jour:show.{entry.id}")])
    rows.append([Button(_("🗑 Delete"), f"jour:del.{entry.id}")])
    turning = []
    if newer is not None:
        turning.append(Button(_("‹ Newer"), f"jour:e.{newer}"))
    if older is not None:
        turning.append(Button(_("Older ›"), f"jour:e.{older}"))
    if turning:
        rows.append(turning)
    rows.append([Button(_("‹ Back"), "jour:list.0")])
    return Page("\n\n".join(parts), rows, key_name(person.id))


def gone_page(person: Person) -> Page:
    """Return what stands where an entry is no more."""
    _ = words_of(person)
    return Page(_("This entry is no longer there."), [[_to_the_journal(_)]])


def deleted_page(person: Person, entry: Entry) -> Page:
    """Return what stands where an entry was deleted, while it can be had back."""
    _ = words_of(person)
    text = _("🗑 Deleted. For one minute you can have it back; then it is gone from this chat, too.")
    return Page(text, [[Button(_("Have it back"), f"jour:undo.{entry.id}")], [Button(_("‹ Back"), "jour:list.0")]])


def habit_page(person: Person, habit: Habit | None) -> Page:
    """Ask on which day of the week somebody wishes to be asked."""
    _ = words_of(person)
    text = [_("🔔 Once a week I can ask you something to write about. Only if you like. On which day?")]
    days = [Button(weekday_label(day, _), f"jour:day.{day}") for day in range(_DAYS_IN_WEEK)]
    rows = rows_of(days, 3)
    if habit is not None:
        text.append(_("Now: {when}.", when=_when(habit, _)))
        rows.append([Button(_("Do not ask me any more"), "jour:never")])
    return Page("\n\n".join(text), [*rows, [_to_the_journal(_)]])


def hour_page(person: Person, weekday: int) -> Page:
    """Ask at what time on that day."""
    _ = words_of(person)
    hours = [Button(_.clock(time(hour)), f"jour:hour.{weekday}.{hour}") for hour in HOURS_OFFERED]
    text = _("🔔 At what time? ({day})", day=weekday_name(weekday, _))
    return Page(text, [*rows_of(hours, 4), [Button(_("‹ Back"), "jour:habit")]])


def prompt_page(person: Person, question: str, turn: int) -> Page:
    """Return the weekly question, which `turn` finds again."""
    _ = words_of(person)
    text = "\n\n".join([_("📔 Something to write about, if you like:"), question, _("🔒 Only you read it.")])
    rows = [[Button(_("✍️ Write"), f"jour:answer.{turn}")], [Button(_("Not this week"), "jour:later")]]
    return Page(text, [*rows, [Button(_("🔔 Change or stop this"), "jour:habit")]])


def later_page(person: Person) -> Page:
    """Return what stands where a weekly question was passed over."""
    _ = words_of(person)
    return Page(_("All right, not this week. 🌿"), [[Button(_("📔 My journal"), "jour:home")]])


def weekday_label(weekday: int, in_words: Words) -> str:
    """Return the name of a weekday, 0 for Monday, as it begins a button."""
    name = weekday_name(weekday, in_words)
    return name[:1].upper() + name[1:]


def weekday_name(weekday: int, in_words: Words) -> str:
    """Return the name of a weekday, 0 for Monday."""
    day = _SOME_MONDAY + timedelta(days=weekday)
    return in_words.day(day, day - timedelta(days=3))  # seen from three days before, a day is called by its name


def preview_of(words: str) -> str:
    """Return somebody's words short enough to be quoted in a sentence."""
    line = " ".join(words.split())
    return line if len(line) <= 60 else line[:59] + "…"


def symbol_of(entry: Entry) -> str:
    """Return the sign of what an entry is, "" for words."""
    return _SYMBOLS.get(entry.content.kind, "")


def _when(habit: Habit, in_words: Words) -> str:
    _ = in_words
    return _("{day} at {time}", day=weekday_name(habit.weekday, _), time=_.clock(time(habit.hour)))


def _lines(person: Person, shown: Sequence[Entry], first: int, now: datetime) -> str:
    _ = words_of(person)
    lines = []
    for number, entry in enumerate(shown, first + 1):
        said = " ".join(part for part in (symbol_of(entry), preview(entry.content)) if part)
        lines.append(f"{number}. {_.moment(entry.written_at, person.zone, now)}\n{said}")
    return "\n".join(lines)


def _numbers(shown: Sequence[Entry], first: int) -> list[list[Button]]:
    return [[Button(str(number), f"jour:e.{entry.id}") for number, entry in enumerate(shown, first + 1)]]


def _to_the_journal(in_words: Words) -> Button:
    _ = in_words
    return Button(_("‹ My journal"), "jour:home")
