"""The audit trail in words: of the company, a person, an organization, a partnership."""
