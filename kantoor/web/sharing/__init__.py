"""Who has access to a document, sharing it, and asking for access."""
