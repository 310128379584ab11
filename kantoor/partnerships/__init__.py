"""Partnerships between environments and who takes part."""
