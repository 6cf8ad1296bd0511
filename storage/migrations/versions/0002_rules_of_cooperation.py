"""Rules of time: people's own zones, holidays and the school calendar."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Nothing yet."""
