"""What the source does not do: run what was typed, unpack what came from outside, or draw lots that can be foretold."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [*sorted((ROOT / "portal").rglob("*.py")), ROOT / "config.py", ROOT / "wsgi.py"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted(path for path in (ROOT / "portal" / "static").rglob("*.js") if "vendor" not in path.parts)
TREES = {path: ast.parse(path.read_text()) for path in SOURCES}


def calls() -> list[tuple[Path, str, ast.Call]]:
    """Every call of the source, by the name that it is written with."""
    return [
        (path, ast.unparse(node.func), node)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    ]


def imported() -> dict[str, set[Path]]:
    """Every module that the source imports, and where."""
    found: dict[str, set[Path]] = {}
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or "", *(f"{node.module}.{one.name}" for one in node.names)]
            for name in names:
                found.setdefault(name, set()).add(path)
    return found


def test_nothing_that_was_typed_is_run():
    for path, name, _ in calls():
        assert name not in {"eval", "exec", "compile", "__import__"}, path
        assert not name.endswith(("render_template_string", "from_string")), path


def test_other_programs_are_started_by_the_operator_alone_and_never_through_a_shell():
    users = {path.name for name, paths in imported().items() if name.split(".")[0] == "subprocess" for path in paths}
    assert users == {"commands.py", "checking.py"}  # the other one looks at files, apart from all keys
    for path, name, node in calls():
        assert name not in {"os.system", "os.popen", "os.execl", "os.execv", "os.spawnl"}, path
        assert not any(one.arg == "shell" for one in node.keywords), path
        if name.startswith("subprocess."):
            assert not isinstance(node.args[0], (ast.JoinedStr, ast.Constant, ast.BinOp)), path


@pytest.mark.parametrize(
    "module",
    ["pickle", "marshal", "shelve", "dill", "jsonpickle", "yaml", "xml", "lxml", "xmlrpc", "ldap", "telnetlib"],
)
def test_nothing_from_outside_is_unpacked_by_what_can_run_it(module):
    assert not [name for name in imported() if name.split(".")[0] == module]


def test_lots_are_drawn_where_nobody_can_foretell_them():
    assert not [name for name in imported() if name.split(".")[0] == "random"]
    assert not [path for path, name, _ in calls() if name in {"uuid.uuid1", "uuid1", "uuid.uuid3", "uuid3"}]


def test_no_digest_is_made_that_was_broken():
    used = {
        (path.name, ast.unparse(node))
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in {"hashlib", "hmac"}
    }
    names = {name for _, name in used}
    assert names == {"hashlib.sha256", "hashlib.new", "hmac.digest", "hmac.compare_digest"}, used
    for path, tree in TREES.items():
        words = {
            one.value.lower() for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)
        }
        assert not {"md5", "sha1", "sha-1", "des", "rc4"} & words, path
    whole = {name for name in imported() if name.startswith(("hashlib.", "hmac."))}
    assert not whole, "by its full name alone, so that it is found here"


def test_what_is_sealed_is_sealed_one_way():
    """AES-GCM: no other mode and no padding of our own."""
    found = {name for name in imported() if name.startswith("cryptography.hazmat.primitives.ciphers")}
    assert found <= {
        "cryptography.hazmat.primitives.ciphers.aead",
        "cryptography.hazmat.primitives.ciphers.aead.AESGCM",
    }
    assert not [name for name in imported() if name.split(".")[0] in {"Crypto", "nacl", "rsa", "ecdsa"}]


def test_no_pattern_is_made_of_what_was_typed():
    """A pattern is written down, or put together of what is written down beside it."""
    for path, name, node in calls():
        if re.fullmatch(r"re\.(compile|match|search|fullmatch|sub|subn|split|findall|finditer)", name):
            assert isinstance(node.args[0], ast.Constant) or path.name in {
                "typed.py",
                "judgment.py",
                "writing.py",
                "typesetting.py",
                "checking.py",
                "cleaning_pdf.py",
                "cleaning_office.py",
            }, (
                path,
                ast.unparse(node),
            )


def test_every_library_is_installed_by_its_digest_and_nothing_else_is():
    wanted = re.findall(
        r'^  "([A-Za-z0-9_.-]+)',
        (ROOT / "pyproject.toml").read_text().partition("dependencies = [")[2].partition("]\n\n")[0],
        re.MULTILINE,
    )
    text = (ROOT / "requirements.lock").read_text()
    pinned = re.findall(
        r"^([a-z0-9-]+)==[^\s]+[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n?)+)", text, re.MULTILINE
    )
    assert len(pinned) == len(re.findall(r"^[a-zA-Z]", text, re.MULTILINE)) > len(wanted) > 25
    assert "--require-hashes" in (ROOT / "Makefile").read_text()
    assert "://" not in text


def test_other_sites_are_asked_through_one_door():
    """Whatever opens an address does it there, with its limits."""
    clients = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3", "ftplib"}
    users = {path.name for name, paths in imported().items() if name in clients for path in paths}
    assert users <= {"outward.py", "oidc.py"}


def test_no_secret_stands_in_the_source():
    for path in SOURCES:
        text = path.read_text()
        assert "BEGIN PRIVATE KEY" not in text, path
        assert not re.search(r"(?i)(api_?key|client_secret|aws_secret)\s*=\s*[\"'][^\"']{8,}", text), path


# ---- in the browser --------------------------------------------------------------------------------------------------


def test_our_script_writes_text_and_never_markup():
    assert len(SCRIPTS) >= 2
    for path in SCRIPTS:
        text = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", path.read_text(), flags=re.DOTALL)
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("):
            assert word not in text, (path.name, word)
        for word in ("postMessage", "onmessage", "localStorage", "sessionStorage", "indexedDB", "document.cookie"):
            assert word not in text, (path.name, word)
        assert '"use strict"' in text, path.name
        assert not re.search(r"""["']https?://""", text), path.name
        assert "__proto__" not in text


def test_no_page_loads_anything_from_elsewhere():
    for path in TEMPLATES:
        for tag in re.findall(
            r"<(?:script|link|img|iframe|object|embed|source|video|audio|applet)\b[^>]*>", path.read_text()
        ):
            assert not re.search(r"""(?:src|href|data)=["'](?:https?:)?//""", tag), (path.name, tag)
            assert not tag.startswith(("<iframe", "<object", "<embed", "<applet")), (path.name, tag)


def test_no_address_that_runs_stands_in_a_page():
    for path in TEMPLATES:
        text = path.read_text()
        assert not re.search(r"(?i)(javascript|vbscript|data):", text), path.name
        assert "jsonp" not in text.lower(), path.name
