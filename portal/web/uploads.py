"""Taking in files with the form of an act: checked before anything is written, kept until the form is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import request
from flask import session as cookie
from werkzeug.exceptions import HTTPException

from portal.casework import files
from portal.domain.errors import Refused
from portal.sight import files as seen
from portal.vault.checking import checked_apart
from portal.web import state, words
from portal.web.lazy import _

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug.datastructures import FileStorage

    from portal.casework.files import Limits, Tray
    from portal.domain.acts import Act
    from portal.sight.files import FileLine
    from portal.sight.rows import Seat
    from portal.vault.checking import Checked

ACTION, REMOVE, FIELD = "files", "remove", "files"
MOST = 256 * files.MEGABYTE
"""Bytes of one request with files."""
ENDPOINTS: set[str] = set()
"""Pages that take files; all others refuse a body of that size unread."""
SAID = "files_said"
LETTERS = 80


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the files of one request."""

    kept: int
    problems: tuple[str, ...]


def allow() -> None:
    """Let a page that takes files have a larger body than others. Runs before anything reads it."""
    if request.endpoint in ENDPOINTS and request.mimetype == "multipart/form-data":
        request.max_content_length = MOST


def taken_at(app: Flask, environ: dict[str, Any]) -> bool:
    """Whether the page at the address of a request takes files. Asked before anything of its body is read."""
    try:
        endpoint, _values = app.url_map.bind_to_environ(environ).match()
    except HTTPException:
        return False
    return endpoint in ENDPOINTS


def asked() -> bool:
    """Whether this form was handed in to add files or take one away, and not to be done yet."""
    return request.form.get("action") == ACTION or REMOVE in request.form or bool(_sent())


def tray(seat: Seat, act: Act) -> Tray:
    """Name where the files of this person for this act lie."""
    return files.Tray(seat.complaint_id, seat.complaint_id, seat.participant_id, act)


def most() -> Limits:
    """Say how much may come along here."""
    return files.limits(state.session())


def lying(where: Tray) -> tuple[FileLine, ...]:
    """List the files in a tray."""
    return seen.waiting(state.session(), *where.holds())


def take_in(where: Tray, *, staff: bool) -> Taken:
    """Check what was sent and put down what may be kept; or take away what was named."""
    wanted = request.form.get(REMOVE)
    if wanted:
        for name in files.take_away(state.session(), where, wanted):
            state.later(partial(_delete, name))
        return Taken(1, ())
    sent = _sent()
    if not sent:
        return Taken(0, (str(_("Kies eerst een bestand.")),))
    most = files.limits(state.session())
    state.pause()  # nobody waits for us while a stranger's file is looked at
    looked = [_looked(one, most, staff=staff) for one in sent]
    problems, kept = [], 0
    for one, found in zip(sent, looked, strict=True):
        try:
            if isinstance(found, Refused):
                raise found
            _put_down(where, one, found)
            kept += 1
        except Refused as error:
            problems.append(f"{_name(one)}: {words.reason(error.reason)}")
    return Taken(kept, tuple(problems))


def _delete(name: str, _session: Session) -> None:
    state.store().delete(name)


def _put_down(where: Tray, one: FileStorage, found: Checked) -> None:
    scanned = bool(state.config().clamd)
    files.put_down(state.session(), where, _name(one), found, state.store(), state.now(), scanned=scanned)
    if scanned:
        state.session().info["letters"] = True  # the worker looks at it at once


def _sent() -> list[FileStorage]:
    return [one for one in request.files.getlist(FIELD) if one.filename]


def _name(one: FileStorage) -> str:
    """Keep of a name what can be shown: no folder, no control signs, no signs that turn the direction of reading."""
    last = (one.filename or "").replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[-LETTERS:] or "bestand"


def _looked(one: FileStorage, most: Limits, *, staff: bool) -> Checked | Refused:
    content = one.stream.read(most.file + 1)
    if len(content) > most.file:
        return Refused("file_too_large", "files")
    try:
        return checked_apart(_name(one), content, staff=staff)
    except Refused as error:
        return error


def remember(problems: tuple[str, ...]) -> None:
    """Keep what was wrong with some of the files for the page that comes next."""
    cookie[SAID] = list(problems)


def remembered() -> tuple[str, ...]:
    """Give what was wrong with the files that were just sent, once."""
    return tuple(cookie.pop(SAID, ()))


def is_staff() -> bool:
    """Whether this person may add what only staff may, such as a mail that was received."""
    return state.seat().competent
