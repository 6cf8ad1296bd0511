"""What staff say of each row's hits, and their changes to the lexicon: the shipped rows are never written over.

A change holds the rows it touches as they were and as they shall be; those that went live have a version number. The
lexicon in force is the shipped one with, for each row ever touched, what the last live change says of it.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, number, ref, sealed, text, time

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add verdicts on rows, drafts made from false alarms, and changes of the lexicon."""
    # One for each row of the lexicon that found something in a concern of a closed case.
    op.create_table(
        "rule_verdicts",
        id_(),
        ref("concern_id", "concerns"),
        ref("case_id", "cases"),
        text("rule"),
        text("verdict"),
        text("reason", nullable=True),
        ref("person_id", "people"),
        time("judged_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("rule_verdicts_one", "rule_verdicts", ["concern_id", "rule"], unique=True)
    op.create_index("rule_verdicts_rule", "rule_verdicts", ["rule"])
    op.create_index("rule_verdicts_case", "rule_verdicts", ["case_id"])
    # How often each row finds something is asked for the last thirty days.
    op.create_index("concerns_noticed", "concerns", ["noticed_at"])
    # A draft holds a sentence of a case, so it is sealed with the case's key and goes when that goes.
    op.create_table(
        "lexicon_drafts",
        id_(),
        ref("concern_id", "concerns"),
        ref("case_id", "cases"),
        text("rule"),
        ref("person_id", "people"),
        sealed("body"),
        time("made_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("lexicon_drafts_case", "lexicon_drafts", ["case_id"])
    op.create_table(
        "lexicon_changes",
        id_(),
        ref("programme_id", "programmes"),
        text("state"),
        ref("proposed_by", "people"),
        time("proposed_at"),
        text("why"),
        number("loosens"),
        ref("decided_by", "people", nullable=True),
        time("decided_at", nullable=True),
        ref("reverts_id", "lexicon_changes", nullable=True),
        text("effect", nullable=True),
        number("tried_on", nullable=True),
        text("failure", nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=True),
        text("fingerprint", nullable=True),
        time("live_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("lexicon_changes_version", "lexicon_changes", ["version"], unique=True)
    op.create_index("lexicon_changes_state", "lexicon_changes", ["state", "id"])
    op.create_index("lexicon_changes_programme", "lexicon_changes", ["programme_id", "id"])
    # NULL in `before` or `after`: nothing was, or shall be, looked for by this row. `as_shipped`: after this change the
    # row is what Interlude ships, now and after every update of Interlude.
    op.create_table(
        "lexicon_change_rows",
        id_(),
        ref("change_id", "lexicon_changes"),
        text("row_id"),
        text("language"),
        text("before", nullable=True),
        text("after", nullable=True),
        number("as_shipped"),
        sqlite_autoincrement=True,
    )
    op.create_index("lexicon_change_rows_one", "lexicon_change_rows", ["change_id", "row_id"], unique=True)
    op.create_index("lexicon_change_rows_row", "lexicon_change_rows", ["row_id"])
