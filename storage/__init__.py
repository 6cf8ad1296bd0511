"""SQL and nothing else: one file per thing, rows in, mentoring types out. Plain functions that take a transaction."""
