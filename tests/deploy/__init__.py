"""What is handed along for running it."""
