"""Who is it: passwords, sessions, links, roles and appointments of one organisation. It knows no Flask."""
