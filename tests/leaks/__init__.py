"""The leak test: nobody reads, finds or does what the regulation does not give them."""
