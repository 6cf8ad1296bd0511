"""What people of the staff are told of changes of the lexicon: cards to agree to, what went wrong, what is in force.

A card shows rows as they are written, never what anybody wrote in a chat, unless a lead has put that into a row.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.speech import Button, Buttons, chat_of, say, tell_staff, words_of
from bot.words import Words, deferred
from mentoring.lexicon_changes import ChangeState, LexiconChange, RowChange
from mentoring.people import Person, PersonId, ProgrammeId, Role
from mentoring.safeguarding.change_effect import Effect
from mentoring.safeguarding.overlay import cells_of, changed_columns
from storage import people, programmes, rule_verdicts
from storage.tx import Tx

_LONGEST = 3_000  # code points of a card; Telegram takes 4,096 units
_MOST_ROWS = 5
_MOST_DIFFERENCES = 6
_NOTHING = "–"


def tell_of_trial(tx: Tx, change: LexiconChange, now: datetime) -> None:
    """Tell of a change that was tried: its author what came of it, the leads that one of them is needed."""
    author = people.get(tx, change.proposed_by)
    if author is None:
        return
    if change.state is ChangeState.FAILED:
        _tell(tx, author, failed_text(change, words_of(author)), (), now)
    elif change.state is ChangeState.WAITING:
        for person in (author, *other_leads(tx, change)):
            _tell(tx, person, card_text(tx, change, words_of(person)), card_buttons(change, person), now)


def tell_of_live(tx: Tx, change: LexiconChange, now: datetime) -> None:
    """Tell those who made a change that it is in force; where it loosens, every lead of every programme, too."""
    told = [people.get(tx, person) for person in dict.fromkeys((change.proposed_by, change.decided_by)) if person]
    if change.loosens:
        told += [lead for programme in programmes.everyone(tx) for lead in _leads(tx, programme.id)]
    for person in dict.fromkeys(person.id for person in told if person is not None):
        known = people.get(tx, person)
        if known is not None:
            _tell(tx, known, live_text(tx, change, words_of(known)), _back_button(change, known), now)


def tell_of_broken_lexicon(tx: Tx, now: datetime) -> None:
    """Tell all staff that the installation's own rows are not looked for any more."""
    sentence = deferred(
        "Your own changes of the word list could not be read, so I look with the list that Interlude brings. Whoever "
        "runs Interlude should look at the log."
    )
    for programme in programmes.everyone(tx):
        tell_staff(tx, programme, sentence, now=now)


def other_leads(tx: Tx, change: LexiconChange) -> list[Person]:
    """Return who could agree to a change that needs a second person; nobody for one that does not."""
    if not change.loosens:
        return []
    return [lead for lead in _leads(tx, change.programme_id) if lead.id != change.proposed_by]


def card_text(tx: Tx, change: LexiconChange, in_words: Words) -> str:
    """Return a change in full: who, why, what is different in each row, what it does, and where it stands."""
    _ = in_words
    who = _name(tx, change.proposed_by, in_words)
    paragraphs = [
        _("Word list, change {number} by {name}: {why}", number=change.id, name=who, why=change.why),
        *(_row_text(row, in_words) for row in change.rows[:_MOST_ROWS]),
        *_record_lines(tx, change, in_words),
    ]
    left = len(change.rows) - _MOST_ROWS
    if left > 0:
        paragraphs.append(_.plural("… and {count} more", "… and {count} more", left))
    if change.effect is not None:
        paragraphs.append("\n".join(_effect_lines(change.effect, in_words)))
    paragraphs.append(_standing(tx, change, in_words))
    return _cut("\n\n".join(paragraphs))


def card_buttons(change: LexiconChange, reader: Person) -> Buttons:
    """Return what somebody can do with a change as it stands."""
    _ = words_of(reader)
    if change.state is ChangeState.LIVE:
        return _back_button(change, reader)
    if not change.state.is_open:
        return ()
    is_own = reader.id == change.proposed_by
    drop = Button(_("Drop it"), f"lex:{change.id}.no") if is_own else Button(_("No"), f"lex:{change.id}.no")
    if change.state is not ChangeState.WAITING or (
        change.loosens and (is_own or reader.role is not Role.SAFEGUARDING_LEAD)
    ):
        return [[drop]]
    return [[Button(_("Put it in force"), f"lex:{change.id}.yes")], [drop]]


def failed_text(change: LexiconChange, in_words: Words) -> str:
    """Return why a change failed."""
    _ = in_words
    told = _("Change {number} of the word list does not work, so nothing has changed.", number=change.id)
    return _cut(f"{told}\n\n{change.failure or ''}")


def live_text(tx: Tx, change: LexiconChange, in_words: Words) -> str:
    """Return that a change is in force, and by whose word."""
    _ = in_words
    rows = ", ".join(row.row_id for row in change.rows[:_MOST_ROWS])
    told = _("Word list: version {version} is in force ({rows}).", version=change.version, rows=rows)
    author = _name(tx, change.proposed_by, in_words)
    by = _("Proposed by: {name}", name=author)
    if change.decided_by is not None and change.decided_by != change.proposed_by:
        by += "\n" + _("Agreed to by: {name}", name=_name(tx, change.decided_by, in_words))
    return f"{told}\n{by}"


def _back_button(change: LexiconChange, reader: Person) -> Buttons:
    _ = words_of(reader)
    return [[Button(_("Take it back"), f"lex:{change.id}.back")]] if reader.role.is_staff else ()


def _row_text(row: RowChange, in_words: Words) -> str:
    _ = in_words
    if row.after is None:
        switched_off = _("{row}: not looked for any more", row=row.row_id)
        return f"{switched_off}\n− {'' if row.before is None else row.before.pattern}"
    if row.before is None:
        new = _("{row}: new", row=row.row_id)
        return "\n".join([new, *(f"+ {name}: {cell}" for name, cell in cells_of(row.after).items() if cell)][:12])
    before, after = cells_of(row.before), cells_of(row.after)
    lines = [row.row_id, row.after.pattern]
    for column in changed_columns(row.before, row.after):
        lines += _column_lines(column, before[column], after[column])
    return "\n".join(lines)


def _record_lines(tx: Tx, change: LexiconChange, in_words: Words) -> Iterator[str]:
    """Yield how each row has fared so far, of those that ever found something."""
    _ = in_words
    for row in change.rows[:_MOST_ROWS]:
        record = rule_verdicts.record_of(tx, row.row_id)
        if record.judged:
            yield _(
                "{row} so far: {real} times real, {lower} times less serious, {false} false alarms",
                row=row.row_id,
                real=record.real,
                lower=record.lower,
                false=record.false,
            )


def _column_lines(column: str, before: str, after: str) -> Iterator[str]:
    """Yield what is different in a cell; of a list of phrases or sentences, only those that go or come."""
    old, new = before.split(" || "), after.split(" || ")
    if len(old) > 1 or len(new) > 1 or column in ("except", "positive", "negative"):
        yield from (f"− {column}: {each}" for each in old if each and each not in new)
        yield from (f"+ {column}: {each}" for each in new if each and each not in old)
    else:
        yield f"{column}: {before or _NOTHING} → {after or _NOTHING}"


def _effect_lines(effect: Effect, in_words: Words) -> Iterator[str]:
    _ = in_words
    yield _.plural(
        "Tried on {count} sentence; seen otherwise: {differ}",
        "Tried on {count} sentences; seen otherwise: {differ}",
        effect.looked_at,
        differ=effect.differ,
    )
    for language, shares in effect.languages.items():
        if len(set(shares.grave_found)) > 1 or len(set(shares.harmless_flagged)) > 1:
            yield _(
                "{language}: serious ones found {found_before} → {found} of {grave}, harmless ones flagged "
                "{flagged_before} → {flagged} of {harmless}",
                language=language,
                found_before=shares.grave_found[0],
                found=shares.grave_found[1],
                grave=shares.grave,
                flagged_before=shares.harmless_flagged[0],
                flagged=shares.harmless_flagged[1],
                harmless=shares.harmless,
            )
    for each in effect.differences[:_MOST_DIFFERENCES]:
        mark = "⚠️ " if each.is_loss else ""
        yield f"{mark}{each.was} → {each.now}: {each.text}"


def _standing(tx: Tx, change: LexiconChange, in_words: Words) -> str:
    _ = in_words
    match change.state:
        case ChangeState.TRYING:
            return _("I am trying it out. That takes a moment.")
        case ChangeState.WAITING if change.loosens and not other_leads(tx, change):
            return _("A second safeguarding lead has to agree, and there is none yet.")
        case ChangeState.WAITING if change.loosens:
            return _("With this I may notice less, so a second safeguarding lead has to agree.")
        case ChangeState.WAITING:
            return _("Nothing has changed yet.")
        case ChangeState.APPROVED:
            return _("It is in force in a moment.")
        case ChangeState.LIVE:
            return live_text(tx, change, in_words)
        case ChangeState.FAILED:
            return failed_text(change, in_words)
        case ChangeState.REFUSED | ChangeState.WITHDRAWN:
            return _("It was dropped. Nothing has changed.")


def _leads(tx: Tx, programme: ProgrammeId) -> Iterable[Person]:
    return [person for person in people.staff_of(tx, programme) if person.role is Role.SAFEGUARDING_LEAD]


def _tell(tx: Tx, person: Person, text: str, buttons: Buttons, now: datetime) -> None:
    say(tx, chat_of(person), text, now=now, buttons=buttons)


def _name(tx: Tx, who: PersonId, in_words: Words) -> str:
    _ = in_words
    person = people.get(tx, who)
    return "?" if person is None else person.display_name


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
