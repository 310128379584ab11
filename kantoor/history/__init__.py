"""Looking back: who had what at a moment, one person's access over time, and what changed between two moments."""
