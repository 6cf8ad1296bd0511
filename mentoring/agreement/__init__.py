"""The agreement that a pair negotiates within its programme's rules: eight clauses, signed by both, kept by the bot."""
