"""What the tests stand on: a database server, a browser, and a reader of pages."""
