"""The pages of organizations."""
