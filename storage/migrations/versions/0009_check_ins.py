"""Check-ins and their answers; and what became of words that the bot had asked for.

Scores, choices, numbers and dates stand in clear, so that trends can be drawn; a person's own words are sealed. Two
check-ins under way for one person are impossible, whatever runs at the same time.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, number, ref, sealed, text, time

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add check-ins, their answers, and the words that were taken as an answer to something."""
    op.create_table(
        "check_ins",
        id_(),
        ref("programme_id", "programmes"),
        ref("person_id", "people"),
        ref("pair_id", "pairs", nullable=True),
        ref("questionnaire_version_id", "questionnaire_versions"),
        text("questionnaire_key"),
        text("occurrence"),
        text("cause"),
        text("state"),
        time("planned_for"),
        time("expires_at"),
        time("asked_at", nullable=True),
        time("opened_at", nullable=True),
        time("remind_at", nullable=True),
        time("reminded_at", nullable=True),
        time("ended_at", nullable=True),
        text("at_page"),
        number("turn"),
        number("bubble_chat_id", nullable=True),
        number("bubble", nullable=True),
        number("shows_words_to_coordinator"),
        number("shows_words_to_mentor"),
        sqlite_autoincrement=True,
    )
    # One asking of it, however often it is planned.
    op.create_index("check_ins_occurrence", "check_ins", ["person_id", "questionnaire_key", "occurrence"], unique=True)
    under_way = sa.text("state IN ('asked', 'open')")
    op.create_index(
        "check_ins_under_way", "check_ins", ["person_id"], unique=True, sqlite_where=under_way,
        postgresql_where=under_way,
    )  # fmt: skip
    op.create_index("check_ins_programme", "check_ins", ["programme_id", "id"])
    op.create_index("check_ins_pair", "check_ins", ["pair_id", "id"])
    op.create_table(
        "answers",
        id_(),
        ref("check_in_id", "check_ins"),
        text("question_key"),
        text("value", nullable=True),
        sealed("words"),
        number("score", nullable=True),
        number("is_withheld"),
        time("answered_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("answers_question", "answers", ["check_in_id", "question_key"], unique=True)

    _several_asked()
    op.create_table(
        "taken_words",
        sa.Column("undirected_id", sa.BigInteger(), sa.ForeignKey("undirected.id"), primary_key=True),
        text("what"),
        number("subject"),
        number("is_taken"),
        time("until"),
    )


def _several_asked() -> None:
    """Let several conversations have asked somebody for words: the newest is the one, the others are in doubt."""
    waiting = op.get_bind().execute(sa.text("SELECT person_id, what, subject, until FROM asked")).mappings().all()
    op.drop_table("asked")
    asked = op.create_table(
        "asked",
        id_(),
        ref("person_id", "people"),
        text("flow"),
        text("what"),
        number("subject"),
        time("until"),
        time("unsure_until", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("asked_person", "asked", ["person_id", "flow"], unique=True)
    op.bulk_insert(asked, [{**row, "flow": row["what"].partition(".")[0]} for row in waiting])
