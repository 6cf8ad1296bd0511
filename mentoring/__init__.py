"""The rules of mentoring: pure functions and values. No await, no I/O, no clock, no Telegram."""
