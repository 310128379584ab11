"""Sending documents: channels, deliveries, private links, and what became of them."""
