"""The process in which strangers' files are parsed: `python -m portal.vault.checking_process`, by `checked_apart`.

It reads one framed message, answers with one, and ends. It bounds itself before it reads a byte.
"""

from __future__ import annotations

import resource
import sys

from portal.domain.errors import Refused
from portal.vault.checking import check, framed, unframed

MEMORY = 1_536 * 1024 * 1024
SECONDS = 60
"""Of the processor, when whoever waits is not there any more to end it."""
FILES = 64


def main() -> None:
    """Answer one message."""
    bound()
    header, content = unframed(sys.stdin.buffer.read())
    try:
        checked = check(header["name"], content, staff=header["staff"])
    except Refused as refused:
        answer = framed({"reason": refused.reason}, b"")
    else:
        answer = framed({"stripped": checked.stripped, "text": checked.text}, checked.copy or b"")
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


def bound() -> None:
    """Take from this process what a parser does not need: memory without end, files to write, a core to leave."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        bounded = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bounded, bounded))


if __name__ == "__main__":
    main()
