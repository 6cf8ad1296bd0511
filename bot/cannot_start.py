"""Why a command ends with one sentence, instead of doing what it was asked for."""


class CannotStart(Exception):
    """The installation cannot be used as it is; the message is a sentence for whoever runs it."""


class SettingWrong(Exception):
    """A setting cannot be used; the message is one sentence that names it and says what would be right."""
