"""Measurements, repeatable: seeded worlds, medians and 95th percentiles, ratios to bare SQL in the same run."""
