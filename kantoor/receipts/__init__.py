"""Receipts: signed statements of what ended when somebody's access was ended, and that nothing is left (domain 8.5)."""
