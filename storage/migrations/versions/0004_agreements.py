"""Agreements: what a pair negotiates and signs."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Nothing yet."""
