"""The columns that migrations make tables of."""

import sqlalchemy as sa


def id_() -> sa.Column[int]:
    """Return the row number that every table has."""
    # SQLite numbers only a column that is exactly INTEGER; both engines then never give a number twice.
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True)


def ref(name: str, table: str, *, nullable: bool = False) -> sa.Column[int]:
    """Return a reference to a row of another table."""
    return sa.Column(name, sa.BigInteger(), sa.ForeignKey(f"{table}.id"), nullable=nullable)


def time(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """Return a moment: milliseconds since 1970, UTC."""
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """Return a whole number."""
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """Return text that is not anybody's words."""
    return sa.Column(name, sa.Text(), nullable=nullable)


def sealed(name: str) -> sa.Column[bytes]:
    """Return encrypted bytes; NULL once they are dropped."""
    return sa.Column(name, sa.LargeBinary(), nullable=True)
