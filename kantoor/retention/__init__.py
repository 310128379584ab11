"""How long documents are kept, what is held longer, and the going of the rest."""
