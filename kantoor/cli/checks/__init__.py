"""What `kantoor check` looks at: a module for each side of an installation, a function for each question."""
