"""The root of every refusal: a named reason with its facts, turned into a text or a status by whoever faces people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule said no. Returned, not raised: refusing is a normal outcome of a rule."""
