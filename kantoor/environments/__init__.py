"""Tenants: their people's roles, domains and invitations."""
