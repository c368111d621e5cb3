"""The management portal: figures and recommendations, no case."""
