"""When questionnaires are asked: schedules, the hours that people chose, when pairs began, and a plan for each person.

A plan holds what comes next, so that a schedule, a zone or an agreement that changes moves it instead of adding to it.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, number, ref, text, time

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add schedules and plans; what is there already is planned when the bot runs again."""
    op.create_table(
        "schedules",
        id_(),
        ref("programme_id", "programmes"),
        text("questionnaire"),
        text("rhythm"),
        number("weekday"),
        text("clock"),
        text("milestones"),
        number("each_pair"),
        number("remind_after_ms", nullable=True),
        number("expires_after_ms"),
        number("is_on"),
        time("changed_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("schedules_questionnaire", "schedules", ["programme_id", "questionnaire"], unique=True)
    op.create_table(
        "check_in_choices",
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("people.id"), primary_key=True),
        number("weekday"),
        text("clock"),
        time("chosen_at"),
    )
    op.create_table(
        "pair_beginnings",
        sa.Column("pair_id", sa.BigInteger(), sa.ForeignKey("pairs.id"), primary_key=True),
        time("began_at"),
    )
    op.create_table(
        "check_in_plans",
        id_(),
        ref("programme_id", "programmes"),
        text("questionnaire"),
        ref("person_id", "people"),
        ref("pair_id", "pairs"),
        text("scope"),
        text("last_key", nullable=True),
        text("last_day", nullable=True),
        text("next_key", nullable=True),
        text("next_day", nullable=True),
        time("next_at", nullable=True),
        time("turn_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("check_in_plans_scope", "check_in_plans", ["person_id", "questionnaire", "scope"], unique=True)
    op.create_index("check_in_plans_pair", "check_in_plans", ["pair_id", "id"])
    op.create_index("check_in_plans_programme", "check_in_plans", ["programme_id", "questionnaire", "id"])
    op.execute(
        "INSERT INTO due (due_at, kind, subject, occurrence_key, attempts)"
        " SELECT 0, 'plan_programme', id, 'plan_programme:' || id || '.first', 0 FROM programmes"
    )
