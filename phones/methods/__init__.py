"""The Bot API's methods, one file per family. Importing this package registers them all."""

from phones.methods import about_bot, about_chats, copying, editing, receiving, sending, topics

__all__ = ["about_bot", "about_chats", "copying", "editing", "receiving", "sending", "topics"]
