"""WHO MAY: accounts, passwords, second factor, sessions, tokens, absences, readings logged."""
