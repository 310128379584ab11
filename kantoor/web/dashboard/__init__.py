"""The dashboard of an organization."""
