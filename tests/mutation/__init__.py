"""Deliberate faults in what decides about access, and the script that sees whether tests catch each of them."""
