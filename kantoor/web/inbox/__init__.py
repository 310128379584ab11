"""The inbox: requests to answer, and what happened."""
