"""Documents: invoices, credit notes, orders and other files of organizations, and their histories."""
