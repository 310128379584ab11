"""Sending documents, their statuses, and the private link."""
