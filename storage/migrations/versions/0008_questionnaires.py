"""Questionnaires: every version is kept as it was, because somebody may have begun to answer it."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, number, ref, text, time

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the versions of questionnaires; those without a programme are shipped, and for every programme."""
    op.create_table(
        "questionnaire_versions",
        id_(),
        ref("programme_id", "programmes", nullable=True),
        text("key"),
        number("number"),
        text("body"),
        text("source_sha256", nullable=True),
        time("made_at"),
        time("ended_at", nullable=True),
        sqlite_autoincrement=True,
    )
    own, shipped = sa.text("programme_id IS NOT NULL"), sa.text("programme_id IS NULL")
    # Two indexes, since NULLs do not equal each other: of two that make the next version at once, one is first.
    op.create_index(
        "questionnaire_versions_own",
        "questionnaire_versions",
        ["programme_id", "key", "number"],
        unique=True,
        sqlite_where=own,
        postgresql_where=own,
    )
    op.create_index(
        "questionnaire_versions_shipped",
        "questionnaire_versions",
        ["key", "number"],
        unique=True,
        sqlite_where=shipped,
        postgresql_where=shipped,
    )
