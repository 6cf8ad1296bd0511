"""Drills and canaries are cases of their own kind; who must not work a case; who is told of what was read; papers."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, number, ref, text, time

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add what the staff flow of cases lacked."""
    op.add_column("cases", sa.Column("kind", sa.Text(), nullable=False, server_default="real"))
    op.add_column("cases", sa.Column("about_staff", sa.BigInteger(), nullable=False, server_default="0"))
    # Who of the staff one case must not reach, besides the conflicts that hold for all cases of somebody.
    op.create_table(
        "case_conflicts",
        sa.Column("case_id", sa.BigInteger(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("people.id"), primary_key=True),
        text("reason"),
        time("noted_at"),
    )
    op.add_column("drills", number("case_id", nullable=True))
    op.add_column("drills", sa.Column("cause", sa.Text(), nullable=False, server_default="person"))
    op.add_column("drills", time("ended_at", nullable=True))
    op.create_index("drills_case", "drills", ["case_id"])
    # That words were read, until the pair is told of it.
    op.create_table(
        "readings",
        id_(),
        ref("case_id", "cases"),
        ref("reader_id", "people"),
        time("read_at"),
        text("state"),
        text("reason", nullable=True),
        ref("decided_by", "people", nullable=True),
        time("tell_at"),
        time("told_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("readings_case", "readings", ["case_id", "id"])
    op.create_table(
        "canaries",
        id_(),
        time("begun_at"),
        number("alert_id", nullable=True),
        number("operator_bot", nullable=True),
        number("operator_chat", nullable=True),
        time("seen_at", nullable=True),
        time("missed_at", nullable=True),
        sqlite_autoincrement=True,
    )
    # A case that is to be handed over as a file, to whom it is sent; how it is made is seen when it is.
    op.create_table(
        "case_papers",
        id_(),
        ref("case_id", "cases"),
        ref("reader_id", "people"),
        text("format"),
        time("asked_at"),
        time("made_at", nullable=True),
        sqlite_autoincrement=True,
    )
