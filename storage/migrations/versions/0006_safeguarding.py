"""Concerns and the cases that staff work from them: nothing in a case's record is ever overwritten."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, number, ref, sealed, text, time

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add concerns, cases with their record, and the alerts that tell of them."""
    op.create_table(
        "cases",
        id_(),
        ref("programme_id", "programmes"),
        ref("pair_id", "pairs", nullable=True),
        ref("person_id", "people", nullable=True),
        text("about"),
        number("severity"),
        text("state"),
        time("opened_at"),
        time("state_since"),
        time("closed_at", nullable=True),
        number("events"),
        text("head"),
        sqlite_autoincrement=True,
    )
    is_open = sa.text("state <> 'closed'")
    # One open case about a pair (or a person without one): further concerns join it.
    op.create_index("cases_about", "cases", ["about"], unique=True, sqlite_where=is_open, postgresql_where=is_open)
    op.create_index("cases_programme", "cases", ["programme_id", "id"])
    op.create_table(
        "case_events",
        sa.Column("case_id", sa.BigInteger(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("seq", sa.BigInteger(), primary_key=True),
        time("at"),
        text("kind"),
        text("actor"),
        text("facts"),
        sealed("words"),
        text("digest", nullable=True),
        text("previous"),
        text("hash"),
    )
    op.create_table(
        "concerns",
        id_(),
        ref("programme_id", "programmes"),
        ref("person_id", "people", nullable=True),
        ref("pair_id", "pairs", nullable=True),
        ref("message_id", "messages", nullable=True),
        ref("case_id", "cases", nullable=True),
        number("bot_id", nullable=True),
        number("chat_id", nullable=True),
        number("telegram_id", nullable=True),
        number("version"),
        text("source"),
        number("severity"),
        text("categories"),
        text("rules"),
        text("views"),
        text("lexicon_version"),
        text("stance"),
        number("withheld"),
        text("contacts", nullable=True),
        number("helped"),
        text("key_name"),
        sealed("body"),
        time("noticed_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("concerns_person", "concerns", ["person_id", "noticed_at"])
    op.create_index("concerns_pair", "concerns", ["pair_id", "noticed_at"])
    op.create_index("concerns_case", "concerns", ["case_id", "id"])
    op.create_index("concerns_message", "concerns", ["message_id"])
    op.create_index("concerns_place", "concerns", ["bot_id", "chat_id", "telegram_id"])
    op.create_index("concerns_programme", "concerns", ["programme_id", "noticed_at"])

    op.create_table(
        "alerts",
        id_(),
        ref("case_id", "cases"),
        number("bot_id"),
        number("chat_id"),
        text("step"),
        number("severity"),
        number("topic_id", nullable=True),
        number("card_id", nullable=True),
        number("lost_topics"),
        time("created_at"),
        time("shown_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("alerts_case", "alerts", ["case_id"])
    op.create_index("alerts_chat", "alerts", ["bot_id", "chat_id"])
    # Which call to Telegram belongs to which alert; what comes of the call decides how the alert goes on.
    op.create_table(
        "alert_calls",
        sa.Column("outbox_id", sa.BigInteger(), primary_key=True),
        ref("alert_id", "alerts"),
        text("what"),
    )
    op.create_index("alert_calls_alert", "alert_calls", ["alert_id"])

    # Who hears nothing of their partner for now; on the pair, because each message asks for it.
    op.add_column("pairs", time("mentor_muted_at", nullable=True))
    op.add_column("pairs", time("mentee_muted_at", nullable=True))
    op.create_table(
        "reports",
        id_(),
        ref("person_id", "people"),
        ref("pair_id", "pairs", nullable=True),
        ref("case_id", "cases", nullable=True),
        text("about", nullable=True),
        text("what", nullable=True),
        text("urgency", nullable=True),
        time("begun_at"),
        time("sent_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "shares",
        id_(),
        ref("pair_id", "pairs"),
        ref("mentor_id", "people"),
        text("state"),
        sealed("body"),
        time("proposed_at"),
        time("answered_at", nullable=True),
        sqlite_autoincrement=True,
    )
    # What somebody writes next goes to whoever asked for it, and not to the partner.
    op.create_table(
        "asked",
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("people.id"), primary_key=True),
        text("what"),
        number("subject"),
        time("until"),
    )
