"""A check-in in the chat: one message that changes in place."""
