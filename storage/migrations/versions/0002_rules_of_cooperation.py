"""Rules of time: people's own zones, the school's calendar, and what a pair's agreement adds to every decision."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, number, ref, text, time

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the calendar, and to what one message's decision reads the little that it needs of each."""
    op.add_column("people", text("time_zone", nullable=True))
    # The agreement in force, repeated here so that a decision about a message stays one read.
    op.add_column("pairs", number("agreement_version", nullable=True))
    op.add_column("pairs", text("agreement_terms", nullable=True))
    # How often the rules or the calendar have changed: decisions cite it. The calendar's days off, again for one read.
    op.add_column("programmes", sa.Column("rules_version", sa.BigInteger(), nullable=False, server_default="1"))
    op.add_column("programmes", sa.Column("days_off", sa.Text(), nullable=False, server_default="[]"))
    op.create_table(
        "calendar_entries",
        id_(),
        ref("programme_id", "programmes"),
        text("kind"),
        text("first_day"),
        text("last_day"),
        text("name"),
        sa.Column("off", sa.Boolean(), nullable=False),
        time("created_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("calendar_entries_programme", "calendar_entries", ["programme_id", "first_day"])
