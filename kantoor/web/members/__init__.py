"""The Members tab of an organization: the main job (domain 5)."""
