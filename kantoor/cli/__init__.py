"""The `kantoor` command."""
