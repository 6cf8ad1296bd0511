"""What a person sees of their agreement: one message whose words and buttons change in place.

A button's data is `agr:<agreement>.<verb>` and what the verb needs; those that change something also hold the revision
that was shown, so that a press on an old page changes nothing (`bot/handlers/agreeing.py` reads them all).
"""

from dataclasses import dataclass

from bot.agreement.clause_words import label, question, sentences, title
from bot.agreement.table import Table
from bot.pages import rows_of
from bot.speech import Button, Buttons
from bot.words import Words
from mentoring.agreement.choices import offered
from mentoring.agreement.clauses import PARTS, Clause, Part, Term
from mentoring.agreement.negotiation import AgreementState
from mentoring.pairs import PairId
from storage.agreements import Signature

VERB = "agr"

_NUMBERS = ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣", "9️⃣")
_IN_A_ROW = {Part.DAYS: 1, Part.FROM: 3, Part.UNTIL: 3, Part.ANSWER: 3, Part.OFTEN: 2, Part.WHERE: 2, Part.WEEKS: 3}
_SHORT_HASH = 12


@dataclass(frozen=True, slots=True)
class Page:
    """Words and buttons of the one message."""

    text: str
    buttons: Buttons = ()

    def under(self, note: str) -> "Page":
        """Return the page with a sentence above it."""
        return Page(f"{note}\n\n{self.text}", self.buttons)


def data(table: Table, verb: str, *arguments: object) -> str:
    """Return what a button of this table brings back; a moving verb's first argument is the revision shown."""
    return ".".join((f"{VERB}:{table.agreement.id}", verb, *map(str, arguments)))


def start_data(pair: PairId) -> str:
    """Return what the button that begins a pair's agreement, or an amendment, brings back."""
    return f"{VERB}:0.start.{pair}"


def open_data(pair: PairId) -> str:
    """Return what a button that opens a pair's agreement, wherever it stands, brings back."""
    return f"{VERB}:0.open.{pair}"


def first_page(pair: PairId, name: str, in_words: Words) -> Page:
    """Return what somebody sees who has no agreement with `name` yet."""
    _ = in_words
    text = _(
        "🤝 Your agreement with {name}\n\nEight short questions: how often you meet, when you write, and what you do "
        "when something goes wrong. You answer with buttons, {name} says yes or suggests something else, and at the "
        "end you both sign. Then I keep your hours for you.\n\n"
        "You can write to each other without it too. There is no hurry.",
        name=name,
    )
    return Page(text, [[Button(_("Let's begin"), start_data(pair))]])


def page(table: Table, *, signatures: list[Signature] | None = None) -> Page:
    """Return what the reader sees where the agreement stands now."""
    table = table.as_seen()
    match table.negotiation.state:
        case AgreementState.DRAFT if not table.is_readers_turn:
            return _being_written(table)
        case AgreementState.DRAFT | AgreementState.OFFERED | AgreementState.COUNTERED:
            return overview(table)
        case AgreementState.AGREED:
            return signing_page(table)
        case AgreementState.SIGNED | AgreementState.IN_FORCE | AgreementState.SUPERSEDED:
            return signed_page(table, signatures or [])
        case AgreementState.WITHDRAWN:
            _ = table.words
            begin = [[Button(_("Begin again"), start_data(table.agreement.pair_id))]]
            return Page(_("This suggestion was taken back. What held before still holds."), begin)


def overview(table: Table) -> Page:
    """Return all clauses with where each stands, and whose move it is."""
    _ = table.words
    negotiation = table.negotiation
    lines = [f"{_mark(table, clause)} {title(clause, _)}" for clause in negotiation.positions]
    if not table.is_readers_turn:
        status = _(
            "It is with {name} now. I will tell you when there is something for you.",
            name=table.partner.display_name,
        )
        buttons = [[Button(_("Read it"), data(table, "read"))], [_take_back(table)]]
        return Page(_sheet(table, lines, status), buttons)
    following = negotiation.next_clause
    buttons = _clause_buttons(table)
    if following is not None:
        status = (
            _("Tap “Go on”. You can stop at any time and go on later.")
            if negotiation.state is AgreementState.DRAFT
            else _("🔶 These need your answer. Tap “Go on”.")
        )
        buttons.append([Button(_("Go on ▸"), data(table, "page", following))])
    elif not negotiation.changes_something:
        status = _("Nothing is different yet. Tap the number of what you want to change.")
    elif negotiation.is_all_settled:
        status = _("You both want the same. Now it can be signed.")
        buttons.append([Button(_("Go to signing ▸"), data(table, "send", negotiation.revision))])
    else:
        status = _("All done. {name} gets it when you tap “Send”.", name=table.partner.display_name)
        send = Button(_("Send to {name} ▸", name=table.partner.display_name), data(table, "send", negotiation.revision))
        buttons.append([send])
    buttons.append([Button(_("Read it"), data(table, "read")), _take_back(table)])
    return Page(_sheet(table, lines, status), buttons)


def clause_page(table: Table, clause: Clause) -> Page:
    """Return one clause: as a question to who writes it, as a suggestion to who has to answer it."""
    position = table.negotiation.positions[clause]
    if position.is_settled or position.by in (None, table.reader.id):
        return choosing_page(table, clause)
    _ = table.words
    name = table.partner.display_name
    text = "\n\n".join(
        (
            _heading(table, clause),
            _("{name} suggests:", name=name),
            said(clause, position.term, _),
        )
    )
    revision = table.negotiation.revision
    buttons = [
        [Button(_("👍 Fine with me"), data(table, "yes", revision, clause))],
        [Button(_("Suggest something else"), data(table, "choose", clause))],
        [Button(_("◂ Overview"), data(table, "view"))],
    ]
    return Page(text, buttons)


def choosing_page(table: Table, clause: Clause) -> Page:
    """Return one clause with all its choices, those that stand ticked."""
    _ = table.words
    position = table.negotiation.positions[clause]
    term, revision = position.term, table.negotiation.revision
    parts = PARTS[clause]
    asked = "\n".join(question(part, _) for part in parts)
    says = said(clause, term, _)
    text = "\n\n".join(filter(None, (_heading(table, clause), asked, says)))
    buttons: list[list[Button]] = []
    for part in parts:
        choices = [
            Button(
                f"✓ {label(part, choice, _)}" if term.choices.get(part) == choice else label(part, choice, _),
                data(table, "set", revision, part, choice),
            )
            for choice in offered(part, table.frame)
        ]
        width = _IN_A_ROW.get(part, 1)
        buttons += rows_of(choices, width)
    if clause is not Clause.START:
        buttons.append([Button(_("✍️ In your own words"), data(table, "line", clause))])
        if term.line:
            buttons[-1].append(Button(_("Leave them out"), data(table, "unline", revision, clause)))
    if position.by == table.reader.id and position.can_go_back(table.reader.id):
        buttons.append([Button(_("Leave it as it was"), data(table, "yes", revision, clause))])
    last = [Button(_("◂ Overview"), data(table, "view"))]
    if not table.negotiation.needs_answer(clause):
        last.append(Button(_("Next ▸"), data(table, "next")))
    buttons.append(last)
    return Page(text, buttons)


def signing_page(table: Table) -> Page:
    """Return the text that both are to sign, with its version, time and SHA-256."""
    _ = table.words
    signed = table.reader.id in table.negotiation.signatures
    status = (
        _("You have signed. Now it is {name}'s turn.", name=table.partner.display_name)
        if signed
        else _("Read it in peace. If it is right for you, sign it.")
    )
    buttons = []
    if not signed:
        sign = Button(_("✍️ I sign this"), data(table, "sign", table.negotiation.revision))
        buttons.append([sign])
    buttons.append([Button(_("I want to change something"), data(table, "reopen", table.negotiation.revision))])
    buttons.append([_take_back(table)])
    return Page("\n\n".join((whole_text(table), _record(table), status)), buttons)


def signed_page(table: Table, signatures: list[Signature]) -> Page:
    """Return the text that both signed, when each of them did, and what can be done with it."""
    _ = table.words
    signed = "\n".join(
        f"✍️ {table.name_of(signature.person_id)}: {_.full_moment(signature.signed_at, table.zone)}"
        for signature in signatures
    )
    text = "\n\n".join((whole_text(table), _record(table), signed))
    buttons = [[Button(_("📄 As a document"), data(table, "paper"))]]
    if table.agreement.state is AgreementState.IN_FORCE:
        buttons.append([Button(_("Suggest a change"), start_data(table.agreement.pair_id))])
    return Page(text, buttons)


def reading_page(table: Table) -> Page:
    """Return the text as it stands now, unsigned."""
    table = table.as_seen()
    _ = table.words
    return Page(whole_text(table), [[Button(_("◂ Overview"), data(table, "view"))]])


def taking_back_page(table: Table) -> Page:
    """Return the question whether the whole suggestion is to be taken back."""
    _ = table.words
    text = _("Take this suggestion back? Nothing of it will count. What held before still holds.")
    yes = Button(_("Yes, take it back"), data(table, "withdraw", table.negotiation.revision))
    return Page(text, [[yes], [Button(_("No, go on"), data(table, "view"))]])


def line_page(table: Table, clause: Clause) -> Page:
    """Return what asks for a clause's own words."""
    _ = table.words
    text = _(
        "✍️ {title}\n\nWrite now what you want to add, in one message. It goes into the agreement, and {name} reads it "
        "there. It is not sent as a message.",
        title=title(clause, _),
        name=table.partner.display_name,
    )
    return Page(text, [[Button(_("Never mind"), data(table, "noline", clause))]])


def whole_text(table: Table) -> str:
    """Return the agreement as a text of numbered clauses, with the free lines."""
    _ = table.words
    paragraphs = [_name(table)]
    for number, (clause, position) in enumerate(table.negotiation.positions.items(), 1):
        says = said(clause, position.term, _) or "…"
        paragraphs.append(f"{number}. {title(clause, _)}\n{says}")
    return "\n\n".join(paragraphs)


def said(clause: Clause, term: Term, in_words: Words) -> str:
    """Return what a clause says: its sentences, and the free line on a line of its own; "" when it says nothing yet."""
    _ = in_words
    told = " ".join(sentences(clause, term, _)) if term.choices else ""
    return "\n".join(filter(None, (told, f"💬 {term.line}" if term.line else "")))


def _being_written(table: Table) -> Page:
    _ = table.words
    text = _(
        "{name} has begun to write a suggestion for your agreement. I will show it to you when it is ready.",
        name=table.partner.display_name,
    )
    return Page(text)


def _sheet(table: Table, lines: list[str], status: str) -> str:
    _ = table.words
    progress = _("{done} of {all} are settled.", done=table.negotiation.settled, all=len(table.negotiation.positions))
    return "\n\n".join((_name(table), "\n".join(lines), progress, status))


def _name(table: Table) -> str:
    _ = table.words
    name = table.partner.display_name
    if table.agreement.number == 1:
        return _("🤝 Your agreement with {name}", name=name)
    return _("🤝 Your agreement with {name}, version {number}", name=name, number=table.agreement.number)


def _mark(table: Table, clause: Clause) -> str:
    """Return how a clause stands, as the reader has to see it."""
    negotiation = table.negotiation
    position = negotiation.positions[clause]
    if position.is_settled:
        return "✅"
    if negotiation.turn == table.reader.id and negotiation.needs_answer(clause):
        return "🔶" if position.term.choices else "⬜"
    return "✏️"


def _clause_buttons(table: Table) -> list[list[Button]]:
    clauses = list(table.negotiation.positions)
    buttons = [Button(_NUMBERS[n], data(table, "page", clause)) for n, clause in enumerate(clauses)]
    return [buttons[:5], buttons[5:]]


def _take_back(table: Table) -> Button:
    _ = table.words
    return Button(_("Take it back"), data(table, "stop"))


def _heading(table: Table, clause: Clause) -> str:
    _ = table.words
    clauses = list(table.negotiation.positions)
    place = _("{number} of {all}", number=clauses.index(clause) + 1, all=len(clauses))
    return f"{place} · {title(clause, _)}"


def _record(table: Table) -> str:
    """Return what tells this text from every other: version, when it was agreed, from when it counts, its SHA-256."""
    _ = table.words
    agreement = table.agreement
    lines = [
        _(
            "Version {number}, agreed on {moment}",
            number=agreement.number,
            moment=_.full_moment(agreement.since, table.zone),
        )
    ]
    if agreement.starts_at is not None:
        moment = _.full_moment(agreement.starts_at, table.zone)
        lines.append(_("Counts from {moment}, or from when both have signed if that is later", moment=moment))
    lines.append(f"SHA-256: {agreement.sha256 or ''}")
    return "\n".join(lines)
