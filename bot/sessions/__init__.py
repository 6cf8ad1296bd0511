"""Sessions in the chat: planning one by buttons, the other's answer, reminders, and whether it happened."""
