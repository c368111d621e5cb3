"""PDF: the regulation now; judgments and dossiers as they are built."""
