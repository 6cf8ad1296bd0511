"""The agreement in the chat: its words, its pages, what each press does, whom it is told, and its paper."""
