"""Logs: one JSON object a line, without a name, an address, a token or a word of a case."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import MutableMapping

MAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
TOKEN = re.compile(r"(?<=/)(?:[A-Za-z0-9_-]{43})(?=[/?\s\"']|$)")
SIX = re.compile(
    r"(?<![\w:])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|[0-9a-f:]{0,34}::[0-9a-f:]{0,34})(?![\w:])", re.IGNORECASE
)
NETWORK = re.compile(r"\b(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}\b")
SAFE_KEYS = frozenset(
    {"event", "level", "timestamp", "incident", "kind", "endpoint", "status", "count", "letter", "slug", "where"}
)


def redact(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep what is known to be harmless, and clean even that."""
    return {key: clean(value) for key, value in event.items() if key in SAFE_KEYS or key == "trace"}


def clean(value: Any) -> Any:
    """Take addresses, tokens and the last part of a network address out of a text."""
    if not isinstance(value, str):
        return value
    return NETWORK.sub(r"\1.0", SIX.sub("…", TOKEN.sub("…", MAIL.sub("…", value))))


def where(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Say where an error came from: files and lines, never a message, for a message may quote a case."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        steps = []
        trace = error.__traceback__
        while trace is not None:
            name = trace.tb_frame.f_code
            steps.append(f"{name.co_filename.rpartition('/')[2]}:{trace.tb_lineno}:{name.co_name}")
            trace = trace.tb_next
        event["trace"] = steps[-12:]
        event["kind"] = type(error).__name__
    return event


def prepare(level: str) -> None:
    """Log as JSON lines; control characters come out escaped."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            where,
            redact,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=False,
    )
    for library in ("sqlalchemy", "huey", "werkzeug"):
        logging.getLogger(library).setLevel(logging.ERROR)  # they would log statements with their values
