"""Pages about how long documents are kept, and what is held."""
