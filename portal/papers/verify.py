"""Check a dossier of Wederhoor: nothing but Python itself is needed. / Controleer een dossier van Wederhoor.

    python3 verify.py            in the folder where the ZIP was unpacked
    python3 verify.py file.zip   the ZIP itself

It checks that every file is as the manifest says and that no file was added, that the terms agree with one another,
and that the rows of the journal form an unbroken chain. A row that its reader may not see stands there as its digest.
Signatures in the PDFs are checked by any PDF reader, or by `pdfsig`.
"""

import datetime as dt
import hashlib
import json
import pathlib
import sys
import typing
import zipfile

GENESIS = "0" * 64
MANIFEST = "manifest.json"


def contents(where: str | pathlib.Path) -> dict[str, bytes]:
    """Read every file, by its name."""
    path = pathlib.Path(where)
    if path.is_file():
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
            if len(names) != len(set(names)):
                raise ValueError("a name stands in the ZIP twice")
            return {name: packed.read(name) for name in names if not name.endswith("/")}
    return {one.relative_to(path).as_posix(): one.read_bytes() for one in path.rglob("*") if one.is_file()}


def digest(data: bytes | str) -> str:
    """Digest bytes or text (sha-256)."""
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def manifest_faults(files: dict[str, bytes], manifest: dict[str, typing.Any]) -> typing.Iterator[str]:
    """Compare the files with the manifest."""
    listed = {one["name"]: one for one in manifest["files"]}
    for name, one in listed.items():
        if name not in files:
            yield f"missing: {name}"
        elif len(files[name]) != one["size"] or digest(files[name]) != one["sha256"]:
            yield f"changed: {name}"
    for name in sorted(set(files) - set(listed) - {MANIFEST}):
        yield f"not in the manifest: {name}"


def term_faults(terms: dict[str, typing.Any]) -> typing.Iterator[str]:
    """Follow the date of the judgment through its extensions."""
    day = {name: dt.date.fromisoformat(terms[name]) for name in ("received_on", "first_due_on", "due_on")}
    if day["first_due_on"] < day["received_on"]:
        yield "the first date lies before the day of receipt"
    due = day["first_due_on"]
    for moved in terms["extensions"]:
        if dt.date.fromisoformat(moved["from"]) != due:
            yield f"an extension does not follow on {due}"
        due = dt.date.fromisoformat(moved["to"])
    if due != day["due_on"]:
        yield "the last date is not the one that the extensions lead to"
    if terms["issued_on"]:
        kept = dt.date.fromisoformat(terms["issued_on"]) <= day["due_on"]
        if kept != terms["kept"]:
            yield "whether the term was kept is told wrongly"


def chain_faults(journal: dict[str, typing.Any]) -> typing.Iterator[str]:
    """Hash every row onto the one before it; a row that is shown must have the digest that it has."""
    before = GENESIS
    for place, row in enumerate(journal["rows"], 1):
        if row["seq"] != place:
            yield f"row {place} is missing"
            return
        line = row.get("line")
        if line is not None:
            said = [journal["tenant"], journal["chain"], row["seq"], line["at"], line["actor"], line["act"]]
            said.append(json.dumps(line["detail"], sort_keys=True, separators=(",", ":")))
            if digest(json.dumps(said, separators=(",", ":"))) != row["digest"]:
                yield f"row {place} was changed"
        before = digest(before + row["digest"])
        if before != row["hash"]:
            yield f"row {place} does not follow on the row before it"
    if before != journal["head"]:
        yield "the last row is not the one that the dossier names"


def faults(files: dict[str, bytes]) -> typing.Iterator[str]:
    """Name everything that does not hold."""
    manifest = json.loads(files[MANIFEST])
    yield from manifest_faults(files, manifest)
    yield from term_faults(json.loads(files["termijnen.json"]))
    journal = json.loads(files["journaal.json"])
    yield from chain_faults(journal)
    if journal["head"] != manifest["head"]:
        yield "the manifest names another end of the journal"


def main(arguments: list[str]) -> int:
    """Check, say what was found, and return 0 when all holds."""
    where = arguments[1] if len(arguments) > 1 else pathlib.Path(__file__).resolve().parent
    try:
        found = list(faults(contents(where)))
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        found = [f"this is no whole dossier ({type(error).__name__})"]
    for one in found:
        print(f"FOUT / FAULT: {one}")
    print(
        "Dit dossier klopt NIET. / This dossier does NOT hold." if found else "Dit dossier klopt. / This dossier holds."
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
