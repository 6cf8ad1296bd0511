"""Response windows, times away, and pauses: how long an answer may take, and when nobody waits for one."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, number, ref, text, time

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add windows, absences with whom they were told to, and pauses."""
    # Why a message waits for an answer, decided when it was written; NULL when it waits for none.
    op.add_column("messages", text("answer_wanted", nullable=True))
    op.create_table(
        "windows",
        id_(),
        ref("pair_id", "pairs"),
        ref("person_id", "people"),
        ref("waiting_id", "people"),
        ref("message_id", "messages"),
        text("reason"),
        time("opened_at"),
        number("length_ms"),
        time("shown_at", nullable=True),
        time("nudged_at", nullable=True),
        time("lapsed_at", nullable=True),
        time("ended_at", nullable=True),
        text("ended_as", nullable=True),
        ref("answered_by", "messages", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("windows_message", "windows", ["message_id"], unique=True)
    op.create_index("windows_pair", "windows", ["pair_id", "person_id", "id"])
    op.create_index("windows_answered_by", "windows", ["answered_by"])
    running, owed = sa.text("ended_at IS NULL AND lapsed_at IS NULL"), sa.text("ended_at IS NULL")
    # One running window for each of a pair: what is written while somebody waits already waits with it.
    op.create_index(
        "windows_running",
        "windows",
        ["pair_id", "person_id"],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
    )
    op.create_index("windows_owed", "windows", ["person_id", "pair_id"], sqlite_where=owed, postgresql_where=owed)

    op.create_table(
        "absences",
        id_(),
        ref("person_id", "people"),
        text("kind"),
        time("starts_at"),
        time("ends_at", nullable=True),
        time("ended_at", nullable=True),
        text("noted_by"),
        time("created_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("absences_person", "absences", ["person_id", "id"])
    # Whom we told that somebody is away, the person themselves among them: exactly those hear that they are back.
    op.create_table(
        "absence_notices",
        id_(),
        ref("absence_id", "absences"),
        ref("reader_id", "people"),
        time("told_away_at", nullable=True),
        time("told_back_at", nullable=True),
        sa.UniqueConstraint("absence_id", "reader_id"),
        sqlite_autoincrement=True,
    )

    op.create_table(
        "pauses",
        id_(),
        ref("pair_id", "pairs"),
        ref("person_id", "people", nullable=True),
        text("noted_by"),
        time("started_at"),
        time("ended_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("pauses_pair", "pauses", ["pair_id", "id"])
    # A pair that rests already was paused by its coordinator: nobody else could.
    op.execute(
        "INSERT INTO pauses (pair_id, noted_by, started_at) SELECT id, 'api', state_since FROM pairs"
        " WHERE state = 'paused'"
    )
    # Pairs that talk already are listened to as well; the row finds out by itself when there is something to say.
    op.execute(
        "INSERT INTO due (due_at, kind, subject, occurrence_key, attempts)"
        " SELECT state_since, 'pair_silent', id, 'pair_silent:' || id || '\\:first', 0 FROM pairs"
        " WHERE state = 'active'"
    )
