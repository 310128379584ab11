"""Requests: everything that waits for somebody's answer."""
