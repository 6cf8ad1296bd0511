"""Tasks for the staff, with the day of the last digest; and sessions, proposed, agreed, moved, held."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, number, ref, sealed, text, time

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add tasks and sessions."""
    op.create_table(
        "tasks",
        id_(),
        ref("programme_id", "programmes"),
        text("kind"),
        ref("pair_id", "pairs", nullable=True),
        ref("person_id", "people", nullable=True),
        text("about"),
        text("facts"),
        number("urgent"),
        time("since"),
        time("told_at", nullable=True),
        time("snoozed_until", nullable=True),
        time("done_at", nullable=True),
        text("done_by", nullable=True),
        sqlite_autoincrement=True,
    )
    not_done = sa.text("done_at IS NULL")
    # One task for one reason, however often it is noticed.
    op.create_index("tasks_about", "tasks", ["about"], unique=True, sqlite_where=not_done, postgresql_where=not_done)
    op.create_index("tasks_programme", "tasks", ["programme_id", "id"])
    op.create_table(
        "digests",
        sa.Column("programme_id", sa.BigInteger(), sa.ForeignKey("programmes.id"), primary_key=True),
        text("last_day"),
    )
    # Programmes that are there already hear of their tasks too: the row plans the next morning and the ones after.
    op.execute(
        "INSERT INTO due (due_at, kind, subject, occurrence_key, attempts)"
        " SELECT 0, 'digest', id, 'digest:' || id, 0 FROM programmes"
    )

    op.create_table(
        "sessions",
        id_(),
        ref("pair_id", "pairs"),
        text("state"),
        time("starts_at"),
        number("minutes"),
        text("place"),
        sealed("line"),
        number("sequence"),
        time("created_at"),
        time("changed_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("sessions_pair", "sessions", ["pair_id", "id"])
    op.create_table(
        "session_proposals",
        id_(),
        ref("session_id", "sessions"),
        ref("proposer_id", "people"),
        time("starts_at"),
        number("minutes"),
        text("place"),
        sealed("line"),
        time("made_at"),
        text("answer", nullable=True),
        time("answered_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("session_proposals_session", "session_proposals", ["session_id", "id"])
    op.create_table(
        "session_drafts",
        id_(),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("people.id"), nullable=False, unique=True),
        ref("pair_id", "pairs"),
        ref("session_id", "sessions", nullable=True),
        text("asks"),
        text("day", nullable=True),
        text("clock", nullable=True),
        number("minutes", nullable=True),
        text("place", nullable=True),
        sealed("line"),
        time("changed_at"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "session_prompts",
        id_(),
        ref("session_id", "sessions"),
        ref("person_id", "people"),
        number("sequence"),
        text("prompt"),
        time("said_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("session_prompts_session", "session_prompts", ["session_id", "person_id"])
    op.create_table(
        "session_reports",
        sa.Column("session_id", sa.BigInteger(), sa.ForeignKey("sessions.id"), primary_key=True),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("people.id"), primary_key=True),
        text("happened"),
        time("reported_at"),
    )
