"""Organizations, their identifiers, activation and memberships."""
