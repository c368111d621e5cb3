"""The regulation as plain Python: who may do what, when, under which article, and until when."""
