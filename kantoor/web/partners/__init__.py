"""Partners: whom one works with, finding them, their participants, the end."""
