"""Groups of people that are given things as one."""
