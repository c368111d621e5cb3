"""Where the portal goes when it asks a provider something, and where it does not."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.accounts import discovery, outward
from portal.accounts.outward import OutsideError
from tests.conftest import NOW, make_app
from tests.support.provider import free_port, press, use
from tests.support.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.provider import Fake

INSIDE = (
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.0.1",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001::1",
    "100::1",
)  # fmt: skip
OUTSIDE = ("1.1.1.1", "8.8.8.8", "172.32.0.1", "2606:4700:4700::1111", "::ffff:1.1.1.1")
STRANGE = (
    "", "provider", "//provider.example", "ftp://provider.example", "file:///etc/passwd", "javascript:alert(1)",
    "https://", "https://:443", "https:///path", "https://user@provider.example", "https://a:b@provider.example",
    "https://provider.example#x", "https://provider.example/ x", "https://provider.example/\n", "https://pröv.example",
    "https://provider.example:99999", "https://provider.example:x", "https://[::1", "https://a\\@b.example",
    "https://" + "a" * 2000,
)  # fmt: skip


def reason(what: object, *given: object, **more: object) -> str:
    with pytest.raises(OutsideError) as caught:
        what(*given, **more)
    return caught.value.reason


def resolves(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def found(_host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(outward.socket, "getaddrinfo", found)


@pytest.mark.parametrize("address", INSIDE)
def test_no_name_leads_inside(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not outward.outside(address)
    resolves(monkeypatch, address)
    assert reason(outward.ask, "https://provider.example/x", local=False) == "provider_address"
    resolves(monkeypatch, "1.1.1.1", address)  # one of several is enough
    assert reason(outward.ask, "https://provider.example/x", local=False) == "provider_address"


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_of_the_internet_is_one(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolves(monkeypatch, address)
    assert outward.found_at("https", "provider.example", 443, local=False) == address
    assert reason(outward.found_at, "http", "provider.example", 80, local=True) == "provider_address"


def test_on_the_machine_itself_only_the_machine_itself_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        resolves(monkeypatch, address)
        assert outward.found_at("http", "provider.example", 80, local=True) == address
    for address in ("10.0.0.1", "169.254.169.254", "0.0.0.0"):
        resolves(monkeypatch, address)
        assert reason(outward.found_at, "https", "provider.example", 443, local=True) == "provider_address"


@pytest.mark.parametrize("url", STRANGE)
def test_a_strange_address_is_not_opened(url: str) -> None:
    assert reason(outward.fit, url, local=True) == "provider_address"
    assert reason(outward.ask, url, local=True) in {"provider_address", "provider_down"}


def test_plain_http_is_for_the_machine_itself(fake: Fake) -> None:
    assert reason(discovery.read, fake.issuer, NOW, local=False) == "provider_address"
    assert fake.asked == []
    assert discovery.read(fake.issuer, NOW, local=True).token == f"{fake.issuer}/token"


def test_an_installation_elsewhere_reaches_nothing_near(
    fake: Fake, sqlite_database: tuple[str, str], tmp_path: Path
) -> None:
    app = make_app(*sqlite_database, tmp_path, base_url="https://klachten.example")
    world = World(app, NOW)
    for issuer in (fake.issuer, fake.issuer.replace("http://", "https://")):
        use(world, issuer)
        browser = world.visitor()
        press(browser)
        assert "geen goed antwoord" in browser.get("/inloggen/oidc", expect=502).text
    assert fake.asked == []


# ---- what a provider says of itself ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"issuer": "https://elders.example"}, "provider_issuer"),
        ({"issuer": None}, "provider_issuer"),
        ({"token_endpoint": None}, "provider_metadata"),
        ({"jwks_uri": 7}, "provider_metadata"),
        ({"code_challenge_methods_supported": ["plain"]}, "provider_metadata"),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "provider_metadata"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "provider_address"),
        ({"end_session_endpoint": "ftp://provider.example"}, "provider_address"),
        ({"userinfo_endpoint": "https://a:b@provider.example"}, "provider_address"),
    ],
)
def test_what_it_says_of_itself_must_be_whole(changes: dict[str, object], told: str, fake: Fake) -> None:
    fake.metadata |= changes
    assert reason(discovery.read, fake.issuer, NOW, local=True) == told


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((302, {"Location": "http://127.0.0.1/"}, b""), "provider_answer"),
        ((301, {"Location": "/elsewhere"}, b""), "provider_answer"),
        ((200, {"Location": "/elsewhere"}, b"{}"), "provider_answer"),
        ((404, {}, b"{}"), "provider_answer"),
        ((503, {}, b"{}"), "provider_down"),
        ((200, {}, b"<h1>"), "provider_answer"),
        ((200, {}, b"[]"), "provider_answer"),
        ((200, {}, b"\xff\xfe"), "provider_answer"),
        ((200, {}, b'{"x": "' + b"x" * 1_000_000 + b'"}'), "provider_answer"),
    ],
)
def test_an_answer_that_will_not_do(answer: tuple[int, dict[str, str], bytes], told: str, fake: Fake) -> None:
    fake.answers["/.well-known/openid-configuration"] = answer
    assert reason(discovery.read, fake.issuer, NOW, local=True) == told
    assert len(fake.asked) == 1


def test_without_a_key_to_believe_there_is_no_provider(fake: Fake) -> None:
    fake.keys = [{"kty": "oct", "k": "c2VjcmV0"}, {"kty": "RSA", "use": "enc"}, {"kty": "RSA", "d": "x"}]
    meta = discovery.read(fake.issuer, NOW, local=True)
    assert reason(discovery.keys, meta, NOW, local=True) == "provider_metadata"


def test_what_was_read_is_kept_for_some_minutes(fake: Fake) -> None:
    for minutes, times in ((0, 1), (4, 1), (6, 2)):
        discovery.read(fake.issuer, NOW + dt.timedelta(minutes=minutes), local=True)
        assert len(fake.asked) == times
    discovery.read(fake.issuer, NOW + dt.timedelta(minutes=6), local=True, fresh=True)
    assert len(fake.asked) == 3


def test_nobody_listens() -> None:
    assert reason(discovery.read, f"http://127.0.0.1:{free_port()}", NOW, local=True) == "provider_down"


def test_a_name_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(outward.socket, "getaddrinfo", found)
    assert reason(discovery.read, "https://provider.example", NOW, local=False) == "provider_down"


# ---- slow, and somebody else -----------------------------------------------------------------------------------------


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Somebody who answers one sign at a time, for as long as one listens."""
    monkeypatch.setattr(outward, "WHOLE", 0.6)
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                head = b"HTTP/1.1 200 OK\r\nX-Slow: " if self.path.startswith("/head") else b"HTTP/1.1 200 OK\r\n\r\n"
                self.wfile.write(head)
                while not over.wait(0.05):
                    self.wfile.write(b"x")
            except OSError:
                pass

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    over.set()
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.mark.parametrize("path", ["/body", "/head"])
def test_who_keeps_talking_is_cut_off(path: str, slow: str) -> None:
    begun = time.monotonic()
    assert reason(outward.ask, f"{slow}{path}", local=True) in {"provider_down", "provider_answer"}
    assert time.monotonic() - begun < 4


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert, private = folder / f"{name}.crt", folder / f"{name}.key"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert, private


@pytest.mark.parametrize(
    ("named", "trusted", "good"), [("localhost", True, True), ("elders", True, False), ("localhost", False, False)]
)
def test_the_certificate_is_that_of_the_name_that_was_asked_for(
    named: str,
    trusted: bool,
    good: bool,
    tmp_path: Path,
) -> None:
    """The address was looked up and checked before; the certificate is still that of the name."""
    cert, private = certificate(tmp_path, named)
    seen: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers["Host"])
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    class Server(HTTPServer):
        def handle_error(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, private)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    port = server.server_address[1]
    try:
        with requests.Session() as session:
            outward.guard(session, local=True)
            session.verify = str(cert) if trusted else True
            if good:
                with outward.talking():
                    assert session.get(f"https://localhost:{port}/x").json() == {}
                assert seen == [f"localhost:{port}"]
            else:
                with pytest.raises(OutsideError, match="provider_certificate"), outward.talking():
                    session.get(f"https://localhost:{port}/x")
                assert seen == []
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def test_no_proxy_and_no_password_of_the_machine_is_used(
    fake: Fake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login x password CNRY\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    discovery.read(fake.issuer, NOW, local=True)
    ((_, headers, _),) = fake.asked
    assert "Authorization" not in headers
    assert ipaddress.ip_address(headers["Host"].partition(":")[0]).is_loopback
