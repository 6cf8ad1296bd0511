"""A journal entry knows that its writer told an adult of it, so that its page no longer says that only they read it."""

from alembic import op

from storage.migrations.columns import time

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the moment; of entries told before, the case alone knows."""
    op.add_column("journal_entries", time("told_at", nullable=True))
