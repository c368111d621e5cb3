"""The functionaris portal: hear both sides, guard the term, judge."""
