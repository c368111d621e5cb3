"""A kept e-mail, as staff put on a case. It is served to be saved, never shown; here it is only read."""

from __future__ import annotations

import email
from email import policy

from portal.domain.errors import Refused
from portal.vault.cleaning import Clean

HEADERS = {"from", "to", "date", "subject", "message-id", "received"}
NEEDED = 2
MOST_PARTS = 1000


def clean_mail(content: bytes) -> Clean:
    """See that it is a letter with a sender and parts that can be read, and take its text."""
    if b"\0" in content:
        raise Refused("file_broken", "files")
    # The old policy reads no headers: the new one trips over what senders make of them.
    letter = email.message_from_bytes(content, policy=policy.compat32)
    if len(HEADERS & {name.lower() for name in letter.keys()}) < NEEDED:  # noqa: SIM118  a message is no mapping
        raise Refused("file_not_what_it_says", "files")
    texts = []
    for number, part in enumerate(letter.walk()):
        if number > MOST_PARTS:
            raise Refused("file_too_large_inside", "files")
        if part.get_content_maintype() == "text":
            payload = part.get_payload(decode=True)
            texts.append(payload.decode("utf-8", "replace") if isinstance(payload, bytes) else "")
    return Clean(text="\n".join(texts))
