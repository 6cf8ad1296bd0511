"""The schema's history: forward only, each step says why. Run by Alembic, which is imported only when a step is due."""
