"""The demo: two organisations whose cases were played through the real use cases, dates relative to today."""

from portal.operations.demo.loader import NotEmptyError, empty, introduce, load

__all__ = ["NotEmptyError", "empty", "introduce", "load"]
