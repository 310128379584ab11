"""Who has access to what, and who used it: looked over by administrators, ended in bulk, taken out as a file."""
