"""The rehearsal: a term of made-up pairs, played through the real bot on phones in process, and what came of it."""
