"""The admin portal: accounts, roles, appointments, lists. No case."""
