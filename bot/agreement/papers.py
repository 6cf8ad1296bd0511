"""The agreement on paper: a PDF for each signer, in their language, and in the partner's after it when that differs."""

from collections.abc import Sequence
from typing import Any

from bot.agreement.clause_words import sentences, title
from bot.agreement.table import Table
from bot.agreement.typesetting import ATTACHED, Manuscript
from bot.speech import Chat, say, send_file
from bot.words import Words, words
from mentoring.agreement.canonical import terms_of
from mentoring.agreement.clauses import Clause, Term
from mentoring.people import Person, Role
from storage import agreement_papers, agreements
from storage.agreement_papers import Paper
from storage.agreements import Signature
from storage.tx import Tx

PDF = "application/pdf"


def manuscript_of(tx: Tx, table: Table) -> Manuscript | None:
    """Return what the reader's copy is made of; None while the agreement is not signed by both."""
    text = agreements.text_of(tx, table.agreement.id)
    signed_at = table.agreement.signed_at
    if text is None or signed_at is None:
        return None
    languages = dict.fromkeys((table.reader.language, table.partner.language))
    signatures = agreements.signatures_of(tx, table.agreement.id)
    terms = terms_of(text)
    day = signed_at.astimezone(table.zone).date()
    names = [table.reader.display_name, table.partner.display_name]
    data = {
        "title": _title(words(table.reader.language)),
        "authors": sorted(names),
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "hash": table.agreement.sha256,
        "copies": [_copy(table, terms, signatures, words(language)) for language in languages],
    }
    return Manuscript(data, text.decode(), signed_at)


def send_paper(tx: Tx, to: Chat | None, table: Table) -> None:
    """Send the reader their copy, or say that it is not made yet."""
    _ = table.words
    pdf = agreement_papers.made(tx, Paper(table.agreement.id, table.reader.id), table.agreement.pair_id)
    if pdf is None:
        say(tx, to, _("The document is being made. You get it in a moment."), now=table.now)
        return
    send_file(
        tx,
        to,
        f"{_title(_)} {table.agreement.number}.pdf",
        PDF,
        pdf,
        _("📄 Your agreement with {name}, signed by both.", name=table.partner.display_name),
        now=table.now,
        key_name=table.key_name,
    )


def _copy(table: Table, terms: dict[Clause, Term], signatures: Sequence[Signature], in_words: Words) -> dict[str, Any]:
    """Return what one language's pages say."""
    _ = in_words
    mentor, mentee = table.reader, table.partner
    if mentor.role is not Role.MENTOR:
        mentor, mentee = mentee, mentor
    number = table.agreement.number
    return {
        "lang": _.language,
        "programme": table.programme.name,
        "title": _title(_),
        "between": _(
            "between {mentor} (mentor) and {mentee} (mentee)", mentor=mentor.display_name, mentee=mentee.display_name
        ),
        "record": _record(table, _),
        "clauses": [
            {"title": title(clause, _), "sentences": sentences(clause, term, _), "line": term.line}
            for clause, term in terms.items()
        ],
        "signed": _("Signed by both"),
        "signatures": [
            {
                "name": table.name_of(signature.person_id),
                "role": _role(signature, mentor, _),
                "moment": _.full_moment(signature.signed_at, table.zone),
            }
            for signature in signatures
        ],
        "check": _(
            "Both signed the same text, whatever language they read. It is attached to this document as {file}. "
            "This is its fingerprint ({kind}):",
            file=ATTACHED,
            kind="SHA-256",
        ),
        "unshown": _("▯ stands for a sign that this page cannot show. It is in {file}.", file=ATTACHED),
        "footer": _("{programme} · agreement, version {number}", programme=table.programme.name, number=number),
    }


def _record(table: Table, in_words: Words) -> list[str]:
    _ = in_words
    agreement = table.agreement
    agreed = _.full_moment(agreement.since, table.zone)
    lines = [_("Version {number}, agreed on {moment}", number=agreement.number, moment=agreed)]
    if agreement.starts_at is not None:
        moment = _.full_moment(agreement.starts_at, table.zone)
        lines.append(_("Counts from {moment}, or from when both have signed if that is later", moment=moment))
    return lines


def _role(signature: Signature, mentor: Person, in_words: Words) -> str:
    _ = in_words
    return _("as the mentor") if signature.person_id == mentor.id else _("as the mentee")


def _title(in_words: Words) -> str:
    _ = in_words
    return _("Our agreement")
