"""What mentees want, their steps towards it and who may see it; what changed, what is said of it; and wins.

A goal's words are the mentee's own and outlive any pair, so they are sealed with the mentee's key. Numbers and days are
kept in clear: they remind, and they count nowhere as anybody's marks.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, number, ref, sealed, text, time

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add goals with what belongs to them, and wins."""
    op.create_table(
        "goals",
        id_(),
        ref("programme_id", "programmes"),
        ref("owner_id", "people"),
        ref("author_id", "people"),
        ref("pair_id", "pairs", nullable=True),
        text("state"),
        text("asks"),
        sealed("body"),
        text("by_day", nullable=True),
        number("target", nullable=True),
        number("reached"),
        number("reminds"),
        number("coordinator_sees"),
        time("created_at"),
        time("changed_at"),
        time("began_at", nullable=True),
        time("ended_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("goals_owner", "goals", ["owner_id", "id"])
    op.create_index("goals_programme", "goals", ["programme_id", "id"])
    op.create_table(
        "goal_steps",
        id_(),
        ref("goal_id", "goals"),
        number("position"),
        sealed("body"),
        text("due_day", nullable=True),
        time("done_at", nullable=True),
        time("created_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("goal_steps_goal", "goal_steps", ["goal_id", "position"])
    op.create_table(
        "goal_shares",
        sa.Column("goal_id", sa.BigInteger(), sa.ForeignKey("goals.id"), primary_key=True),
        sa.Column("pair_id", sa.BigInteger(), sa.ForeignKey("pairs.id"), primary_key=True),
        time("shown_at"),
        time("hidden_at", nullable=True),
        text("opinion", nullable=True),
        time("opinion_at", nullable=True),
    )
    op.create_index("goal_shares_pair", "goal_shares", ["pair_id", "goal_id"])
    op.create_table(
        "goal_suggestions",
        id_(),
        ref("goal_id", "goals"),
        ref("pair_id", "pairs"),
        ref("person_id", "people"),
        text("letter"),
        sealed("body"),
        number("kept_back"),
        time("made_at"),
        text("answer", nullable=True),
        time("answered_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("goal_suggestions_goal", "goal_suggestions", ["goal_id", "id"])
    op.create_table(
        "goal_progress",
        id_(),
        ref("goal_id", "goals"),
        number("step_id"),
        text("kind"),
        number("value", nullable=True),
        time("noted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("goal_progress_goal", "goal_progress", ["goal_id", "id"])
    op.create_table(
        "goal_events",
        id_(),
        ref("goal_id", "goals"),
        ref("person_id", "people"),
        text("did"),
        number("about_id"),
        sealed("body"),
        time("at"),
        sqlite_autoincrement=True,
    )
    op.create_index("goal_events_goal", "goal_events", ["goal_id", "id"])
    op.create_table(
        "goal_prompts",
        id_(),
        ref("goal_id", "goals"),
        ref("person_id", "people"),
        number("step_id"),
        text("prompt"),
        text("about"),
        text("day"),
        # One reminder for one day, however often the day is set, moved and set back.
        sa.Column("occurrence", sa.Text(), nullable=False, unique=True),
        time("said_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("goal_prompts_goal", "goal_prompts", ["goal_id", "id"])
    op.create_table(
        "goal_settings",
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("people.id"), primary_key=True),
        text("picture"),
    )
    op.create_table(
        "wins",
        id_(),
        ref("programme_id", "programmes"),
        ref("person_id", "people"),
        ref("pair_id", "pairs", nullable=True),
        ref("goal_id", "goals", nullable=True),
        text("kind"),
        text("key_name"),
        sealed("body"),
        number("kept_back"),
        time("made_at"),
        time("shared_at", nullable=True),
        time("told_at", nullable=True),
        time("clapped_at", nullable=True),
        time("clap_told_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("wins_pair", "wins", ["pair_id", "id"])
    op.create_index("wins_person", "wins", ["person_id", "id"])
