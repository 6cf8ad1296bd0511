"""Goals in the chat: five questions, steps, progress in one tap, a picture of the way, and who may see it."""
