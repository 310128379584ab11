"""E-invoices: the EN 16931 model, read from and written as UBL, checked, and drawn."""
