"""Why can this person see this? The answer for a moment, drawn and in words, with the smallest change."""
