"""Kantoor: give people access to organizations, and prove who can see what."""

__version__ = "0.1.0"
