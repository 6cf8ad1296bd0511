"""The duty rota, who must not work a case, the ladder of alerts, cases about to be closed, and drills."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, number, ref, text, time

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add what the staff flow of cases is made of."""
    op.create_table(
        "duty_rotas",
        sa.Column("programme_id", sa.BigInteger(), sa.ForeignKey("programmes.id"), primary_key=True),
        ref("head_id", "people", nullable=True),
        ref("on_call_id", "people", nullable=True),
        number("admits_gaps"),
        time("set_at"),
    )
    op.create_table(
        "duty_spans",
        id_(),
        ref("programme_id", "programmes"),
        number("weekday"),
        text("starts"),
        text("ends"),
        ref("lead_id", "people"),
        ref("deputy_id", "people", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("duty_spans_programme", "duty_spans", ["programme_id", "id"])
    op.create_table(
        "conflicts",
        id_(),
        ref("programme_id", "programmes"),
        ref("staff_id", "people"),
        ref("person_id", "people"),
        text("reason"),
        time("noted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("conflicts_two", "conflicts", ["staff_id", "person_id"], unique=True)
    op.create_index("conflicts_person", "conflicts", ["person_id"])
    # A case climbs as long as its row is here: whoever takes the case takes the row away.
    op.create_table(
        "ladders",
        sa.Column("case_id", sa.BigInteger(), sa.ForeignKey("cases.id"), primary_key=True),
        number("severity"),
        time("begun_at"),
        number("rung"),
    )
    # A case that somebody wants closed and that needs a second person for it.
    op.create_table(
        "closings",
        sa.Column("case_id", sa.BigInteger(), sa.ForeignKey("cases.id"), primary_key=True),
        ref("person_id", "people"),
        text("outcome"),
        text("verdict"),
        text("reason", nullable=True),
        time("asked_at"),
    )
    op.create_table(
        "drills",
        id_(),
        ref("programme_id", "programmes"),
        ref("begun_by", "people", nullable=True),
        time("begun_at"),
        ref("taken_by", "people", nullable=True),
        time("taken_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("drills_programme", "drills", ["programme_id", "id"])
