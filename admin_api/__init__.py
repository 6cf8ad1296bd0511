"""FastAPI: one router per thing with its shapes. The API leaves rows; the bot acts on them."""
