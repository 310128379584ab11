"""People: users, their addresses, signing in, blocks."""
