"""What a machine can check for us, each with its reason."""
