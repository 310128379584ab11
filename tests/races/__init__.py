"""Two at the same moment: real threads against a real database."""
