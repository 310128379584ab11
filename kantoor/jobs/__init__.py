"""Work done after the answer, by the worker."""
