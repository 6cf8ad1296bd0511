"""The start point: a guided map of where a mentee stands, by tapping; kept, and seen again at the end."""
