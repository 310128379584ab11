"""Looking back: pages of who had what at a moment, over time, and what changed."""
