"""Making invoices."""
