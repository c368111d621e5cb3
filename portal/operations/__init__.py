"""What the operator does: commands, migrations, health, the worker."""
