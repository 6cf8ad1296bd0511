"""One pair may be asked at other times than its programme asks: an hour that suits a placement, or not at all."""

from alembic import op

from storage.migrations.columns import id_, number, ref, text, time

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the schedules of single pairs; whether something is asked once for a person stays the programme's to say."""
    op.create_table(
        "pair_schedules",
        id_(),
        ref("pair_id", "pairs"),
        text("questionnaire"),
        text("rhythm"),
        number("weekday"),
        text("clock"),
        text("milestones"),
        number("remind_after_ms", nullable=True),
        number("expires_after_ms"),
        number("is_on"),
        time("changed_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("pair_schedules_questionnaire", "pair_schedules", ["pair_id", "questionnaire"], unique=True)
