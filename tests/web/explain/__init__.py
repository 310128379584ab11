"""The pages that explain."""
