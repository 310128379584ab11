"""Migrations of which the second leaves a row that names nobody."""
