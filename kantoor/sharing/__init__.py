"""Shares: a right on one document, given to a user, a group or an organization (domain 7.5)."""
