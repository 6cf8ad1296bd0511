"""Agreements: what a pair negotiates and signs. Every step is kept; what people wrote in one is sealed."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, number, ref, sealed, text, time

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add agreements with their steps, signatures and papers."""
    op.create_table(
        "agreements",
        id_(),
        ref("pair_id", "pairs"),
        number("number"),
        ref("basis_id", "agreements", nullable=True),
        text("state"),
        ref("started_by", "people"),
        ref("turn", "people", nullable=True),
        number("revision"),
        number("settled"),
        time("created_at"),
        time("since"),
        sealed("body"),
        text("sha256", nullable=True),
        time("starts_at", nullable=True),
        time("signed_at", nullable=True),
        time("took_effect_at", nullable=True),
        time("ended_at", nullable=True),
        sqlite_autoincrement=True,
    )
    is_open = sa.text("state IN ('draft', 'offered', 'countered', 'agreed', 'signed')")
    # One at a time: of two people who start one in the same moment, one is first.
    op.create_index(
        "agreements_open", "agreements", ["pair_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_index("agreements_pair", "agreements", ["pair_id", "id"])
    op.create_table(
        "agreement_steps",
        id_(),
        ref("agreement_id", "agreements"),
        number("revision"),
        text("act"),
        ref("person_id", "people", nullable=True),
        text("clause", nullable=True),
        sealed("body"),
        time("at"),
        sa.UniqueConstraint("agreement_id", "revision"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "agreement_signatures",
        sa.Column("agreement_id", sa.BigInteger(), sa.ForeignKey("agreements.id"), primary_key=True),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("people.id"), primary_key=True),
        text("sha256"),
        time("signed_at"),
    )
    # What waits for somebody's open hours; each has its due row.
    op.create_table(
        "agreement_news",
        id_(),
        ref("agreement_id", "agreements"),
        ref("person_id", "people"),
        text("about"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "agreement_papers",
        sa.Column("agreement_id", sa.BigInteger(), sa.ForeignKey("agreements.id"), primary_key=True),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("people.id"), primary_key=True),
        sealed("body"),
        time("asked_at"),
        time("made_at", nullable=True),
    )
    unmade = sa.text("made_at IS NULL")
    op.create_index(
        "agreement_papers_unmade", "agreement_papers", ["asked_at"], sqlite_where=unmade, postgresql_where=unmade
    )
