"""Tags that every page may use without loading them (settings name them as builtins)."""
