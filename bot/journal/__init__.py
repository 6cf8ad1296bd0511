"""The journal: a person's own entries in the chat, read by nobody else unless they show one."""
