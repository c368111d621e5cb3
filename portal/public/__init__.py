"""The public page of an organisation, and filing without an account."""
