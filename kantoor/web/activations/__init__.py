"""Attempts to activate an organization, by who applied."""
