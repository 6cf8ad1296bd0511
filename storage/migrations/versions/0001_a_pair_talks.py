"""A pair talks: programmes, people, pairs; what came in, what goes out, what is due; who did what."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, number, ref, sealed, text, time

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table of the first walk through the house."""
    op.create_table(
        "data_keys",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
    )
    op.create_table("facts", sa.Column("name", sa.Text(), primary_key=True), text("value"))

    op.create_table(
        "programmes",
        id_(),
        text("name"),
        text("time_zone"),
        text("language"),
        text("rules"),
        number("staff_chat_id", nullable=True),
        time("created_at"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "people",
        id_(),
        ref("programme_id", "programmes"),
        text("role"),
        text("display_name"),
        text("language"),
        number("bot_id", nullable=True),
        number("chat_id", nullable=True),
        time("joined_at", nullable=True),
        number("induction_version", nullable=True),
        time("created_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("people_chat", "people", ["bot_id", "chat_id"], unique=True)
    op.create_index("people_programme", "people", ["programme_id"])
    op.create_table(
        "invites",
        id_(),
        ref("person_id", "people"),
        sa.Column("code_hash", sa.Text(), nullable=False, unique=True),
        time("expires_at"),
        time("used_at", nullable=True),
        time("revoked_at", nullable=True),
        time("created_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("invites_person", "invites", ["person_id"])
    op.create_table(
        "consents",
        id_(),
        ref("person_id", "people"),
        text("kind"),
        text("given_by"),
        text("scope"),
        time("given_at"),
        time("withdrawn_at", nullable=True),
        time("created_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("consents_person", "consents", ["person_id"])
    op.create_table(
        "pairs",
        id_(),
        ref("programme_id", "programmes"),
        ref("mentor_id", "people"),
        ref("mentee_id", "people"),
        text("state"),
        time("state_since"),
        time("created_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("pairs_mentor", "pairs", ["mentor_id"])
    op.create_index("pairs_mentee", "pairs", ["mentee_id"])

    op.create_table(
        "inbox",
        id_(),
        number("bot_id"),
        number("update_id"),
        number("chat_id"),
        text("state"),
        text("key_name"),
        sealed("body"),
        number("attempts"),
        text("error", nullable=True),
        time("received_at"),
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
        id_(),
        ref("pair_id", "pairs"),
        ref("sender_id", "people"),
        ref("recipient_id", "people"),
        text("kind"),
        text("state"),
        sealed("body"),
        text("decision"),
        time("written_at"),
        time("recorded_at"),
        time("held_until", nullable=True),
        time("delivered_at", nullable=True),
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
        id_(),
        ref("message_id", "messages"),
        sealed("body"),
        time("written_at"),
        time("recorded_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("message_versions_message", "message_versions", ["message_id"])
    # Where a message stands on a phone: the writer's own bubble, and each bubble of the partner's copy.
    op.create_table(
        "places",
        sa.Column("bot_id", sa.BigInteger(), primary_key=True),
        sa.Column("chat_id", sa.BigInteger(), primary_key=True),
        sa.Column("telegram_id", sa.BigInteger(), primary_key=True),
        ref("message_id", "messages"),
        number("part"),
    )
    op.create_index("places_message", "places", ["message_id", "chat_id", "part"])
    op.create_table(
        "undirected",
        id_(),
        ref("person_id", "people"),
        number("telegram_id"),
        text("key_name"),
        sealed("body"),
        time("written_at"),
        time("directed_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("undirected_place", "undirected", ["person_id", "telegram_id"], unique=True)

    op.create_table(
        "outbox",
        id_(),
        number("bot_id"),
        number("chat_id"),
        text("state"),
        number("priority"),
        time("due_at"),
        text("method"),
        text("key_name"),
        sealed("payload"),
        text("purpose"),
        ref("message_id", "messages", nullable=True),
        number("part"),
        ref("reply_to", "messages", nullable=True),
        number("attempts"),
        text("error", nullable=True),
        time("created_at"),
        time("ended_at", nullable=True),
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
        text("state"),
        time("paused_until", nullable=True),
        time("since"),
    )
    op.create_table(
        "due",
        id_(),
        time("due_at"),
        text("kind"),
        number("subject"),
        sa.Column("occurrence_key", sa.Text(), nullable=False, unique=True),
        number("attempts"),
        text("error", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("due_at", "due", ["due_at"])
    op.create_table(
        "audit",
        id_(),
        time("at"),
        text("actor"),
        text("did"),
        text("about"),
        text("facts"),
        sqlite_autoincrement=True,
    )
    op.create_index("audit_about", "audit", ["about", "id"])
