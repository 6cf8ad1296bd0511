"""A pair talks: programmes, people, pairs; what came in, what goes out, what is due; who did what."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _id() -> sa.Column[int]:
    # SQLite numbers only a column that is exactly INTEGER; both engines then never give a number twice.
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True)


def _ref(name: str, table: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), sa.ForeignKey(f"{table}.id"), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _sealed(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=True)


def upgrade() -> None:
    """Make every table of the first walk through the house."""
    op.create_table(
        "data_keys",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
    )
    op.create_table("facts", sa.Column("name", sa.Text(), primary_key=True), _text("value"))

    op.create_table(
        "programmes",
        _id(),
        _text("name"),
        _text("time_zone"),
        _text("language"),
        _text("rules"),
        _number("staff_chat_id", nullable=True),
        _time("created_at"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "people",
        _id(),
        _ref("programme_id", "programmes"),
        _text("role"),
        _text("display_name"),
        _text("language"),
        _number("bot_id", nullable=True),
        _number("chat_id", nullable=True),
        _time("joined_at", nullable=True),
        _number("induction_version", nullable=True),
        _time("created_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("people_chat", "people", ["bot_id", "chat_id"], unique=True)
    op.create_index("people_programme", "people", ["programme_id"])
    op.create_table(
        "invites",
        _id(),
        _ref("person_id", "people"),
        sa.Column("code_hash", sa.Text(), nullable=False, unique=True),
        _time("expires_at"),
        _time("used_at", nullable=True),
        _time("revoked_at", nullable=True),
        _time("created_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("invites_person", "invites", ["person_id"])
    op.create_table(
        "consents",
        _id(),
        _ref("person_id", "people"),
        _text("kind"),
        _text("given_by"),
        _text("scope"),
        _time("given_at"),
        _time("withdrawn_at", nullable=True),
        _time("created_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("consents_person", "consents", ["person_id"])
    op.create_table(
        "pairs",
        _id(),
        _ref("programme_id", "programmes"),
        _ref("mentor_id", "people"),
        _ref("mentee_id", "people"),
        _text("state"),
        _time("state_since"),
        _time("created_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("pairs_mentor", "pairs", ["mentor_id"])
    op.create_index("pairs_mentee", "pairs", ["mentee_id"])

    op.create_table(
        "inbox",
        _id(),
        _number("bot_id"),
        _number("update_id"),
        _number("chat_id"),
        _text("state"),
        _text("key_name"),
        _sealed("body"),
        _number("attempts"),
        _text("error", nullable=True),
        _time("received_at"),
        sa.UniqueConstraint("bot_id", "update_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "inbox_open",
        "inbox",
        ["state", "id"],
        sqlite_where=sa.text("state <> 'done'"),
        postgresql_where=sa.text("state <> 'done'"),
    )
    op.create_index("inbox_received", "inbox", ["received_at"])

    op.create_table(
        "messages",
        _id(),
        _ref("pair_id", "pairs"),
        _ref("sender_id", "people"),
        _ref("recipient_id", "people"),
        _text("kind"),
        _text("state"),
        _sealed("body"),
        _text("decision"),
        _time("written_at"),
        _time("recorded_at"),
        _time("held_until", nullable=True),
        _time("delivered_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("messages_pair", "messages", ["pair_id", "id"])
    op.create_index(
        "messages_held",
        "messages",
        ["recipient_id", "id"],
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_table(
        "message_versions",
        _id(),
        _ref("message_id", "messages"),
        _sealed("body"),
        _time("written_at"),
        _time("recorded_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("message_versions_message", "message_versions", ["message_id"])
    # Where a message stands on a phone: the writer's own bubble, and each bubble of the partner's copy.
    op.create_table(
        "places",
        sa.Column("bot_id", sa.BigInteger(), primary_key=True),
        sa.Column("chat_id", sa.BigInteger(), primary_key=True),
        sa.Column("telegram_id", sa.BigInteger(), primary_key=True),
        _ref("message_id", "messages"),
        _number("part"),
    )
    op.create_index("places_message", "places", ["message_id", "chat_id", "part"])
    op.create_table(
        "undirected",
        _id(),
        _ref("person_id", "people"),
        _number("telegram_id"),
        _text("key_name"),
        _sealed("body"),
        _time("written_at"),
        _time("directed_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("undirected_place", "undirected", ["person_id", "telegram_id"], unique=True)

    op.create_table(
        "outbox",
        _id(),
        _number("bot_id"),
        _number("chat_id"),
        _text("state"),
        _number("priority"),
        _time("due_at"),
        _text("method"),
        _text("key_name"),
        _sealed("payload"),
        _text("purpose"),
        _ref("message_id", "messages", nullable=True),
        _number("part"),
        _ref("reply_to", "messages", nullable=True),
        _number("attempts"),
        _text("error", nullable=True),
        _time("created_at"),
        _time("ended_at", nullable=True),
        sqlite_autoincrement=True,
    )
    for name, state in (("waiting", "waiting"), ("sending", "sending"), ("held", "held")):
        where = sa.text(f"state = '{state}'")
        op.create_index(
            f"outbox_{name}", "outbox", ["bot_id", "chat_id", "id"], sqlite_where=where, postgresql_where=where
        )
    op.create_index("outbox_message", "outbox", ["message_id"])
    op.create_table(
        "lanes",
        sa.Column("bot_id", sa.BigInteger(), primary_key=True),
        sa.Column("chat_id", sa.BigInteger(), primary_key=True),
        _text("state"),
        _time("paused_until", nullable=True),
        _time("since"),
    )
    op.create_table(
        "due",
        _id(),
        _time("due_at"),
        _text("kind"),
        _number("subject"),
        sa.Column("occurrence_key", sa.Text(), nullable=False, unique=True),
        _number("attempts"),
        _text("error", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("due_at", "due", ["due_at"])
    op.create_table(
        "audit",
        _id(),
        _time("at"),
        _text("actor"),
        _text("did"),
        _text("about"),
        _text("facts"),
        sqlite_autoincrement=True,
    )
    op.create_index("audit_about", "audit", ["about", "id"])
