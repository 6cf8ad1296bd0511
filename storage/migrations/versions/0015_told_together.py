"""One call may tell of several cases; what each of a pair last heard of how the pair stands."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import text

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Let calls and alerts meet many to many, and remember what was said of a pair."""
    op.create_table(
        "calls_of_alerts",
        sa.Column("outbox_id", sa.BigInteger(), primary_key=True),
        sa.Column("alert_id", sa.BigInteger(), sa.ForeignKey("alerts.id"), primary_key=True),
        text("what"),
    )
    op.execute(
        "INSERT INTO calls_of_alerts (outbox_id, alert_id, what) SELECT outbox_id, alert_id, what FROM alert_calls"
    )
    op.drop_table("alert_calls")
    op.rename_table("calls_of_alerts", "alert_calls")
    op.create_index("alert_calls_alert", "alert_calls", ["alert_id"])
    # Nobody is told twice of the same, nor of what was over before their hours opened.
    op.create_table(
        "pair_news",
        sa.Column("pair_id", sa.BigInteger(), sa.ForeignKey("pairs.id"), primary_key=True),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("people.id"), primary_key=True),
        text("heard"),
    )
