"""Decks of cards as they are shipped: `cards/<deck>.yaml`, each with all its languages in one file."""

from functools import cache
from importlib.resources import files


@cache
def deck_names() -> tuple[str, ...]:
    """Return the keys of the decks that are shipped, sorted."""
    folder = files("locales").joinpath("cards")
    return tuple(sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml")))


@cache
def shipped_deck(name: str) -> object:
    """Return a shipped deck as plain data. Raises LookupError when there is none of that name."""
    import yaml  # only for the first look at each: most of what the bot does needs no cards

    if name not in deck_names():
        raise LookupError(name)
    data: object = yaml.safe_load(files("locales").joinpath("cards", f"{name}.yaml").read_text(encoding="utf-8"))
    return data
