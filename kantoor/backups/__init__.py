"""Backups of the whole installation, putting them back, and the way from SQLite to PostgreSQL."""
