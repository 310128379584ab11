"""Pages about the mail address of an organization."""
