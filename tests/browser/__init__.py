"""In a real browser: what only shows there."""
