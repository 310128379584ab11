"""The cast and their world."""
