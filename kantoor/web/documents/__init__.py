"""Documents: lists and the page of one."""
