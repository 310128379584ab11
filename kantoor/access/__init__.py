"""What the tables mean for who may do what; the only place that knows."""
