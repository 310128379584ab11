"""What cannot be proved in seconds: run by hand, on databases of their own."""
