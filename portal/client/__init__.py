"""The client portal: file, follow, answer, sign."""
