"""Secrets at rest: sealing what the database may hold and not tell. It knows keys; models and pages do not."""
