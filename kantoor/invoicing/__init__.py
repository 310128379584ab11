"""Making invoices: drafts, numbers, and what a form may say."""
