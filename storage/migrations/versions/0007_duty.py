"""The duty rota, the ladder of alerts, drills and the canary."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Nothing yet."""
