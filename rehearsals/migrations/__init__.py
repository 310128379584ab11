"""Migrations of a release some day: what docs/migrations.md lets one do. `upgrade --later` puts them into its new version."""
