"""A person's journal with its entries and what of it they have shared; their start point; a programme's own cards.

An entry keeps its place in the chat when its words are gone, so that editing an old bubble stays a private matter.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, number, ref, sealed, text, time

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add journals, start points and the cards that a programme has changed."""
    op.create_table(
        "journals",
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("people.id"), primary_key=True),
        time("begun_at"),
        number("prompt_weekday", nullable=True),
        number("prompt_hour", nullable=True),
        text("prompted_on", nullable=True),
        time("helped_at", nullable=True),
    )
    op.create_table(
        "journal_entries",
        id_(),
        ref("person_id", "people"),
        number("bot_id"),
        number("chat_id"),
        number("telegram_id"),
        sealed("body"),
        time("written_at"),
        time("changed_at", nullable=True),
        time("deleted_at", nullable=True),
        sa.UniqueConstraint("bot_id", "chat_id", "telegram_id", name="journal_entries_place"),
        sqlite_autoincrement=True,
    )
    op.create_index("journal_entries_person", "journal_entries", ["person_id", "id"])
    op.create_table(
        "journal_shares",
        id_(),
        ref("entry_id", "journal_entries"),
        ref("reader_id", "people"),
        ref("message_id", "messages", nullable=True),
        time("shared_at"),
        time("read_at", nullable=True),
        number("bubble", nullable=True),
        time("taken_back_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("journal_shares_entry", "journal_shares", ["entry_id", "id"])

    op.create_table(
        "start_points",
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("people.id"), primary_key=True),
        sealed("body"),
        time("begun_at"),
        time("changed_at"),
        time("finished_at", nullable=True),
        ref("shared_with", "people", nullable=True),
        time("shown_again_at", nullable=True),
    )

    op.create_table(
        "card_decks",
        sa.Column("programme_id", sa.BigInteger(), sa.ForeignKey("programmes.id"), primary_key=True),
        sa.Column("deck", sa.Text(), primary_key=True),
        text("body"),
        time("changed_at"),
    )
