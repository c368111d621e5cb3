"""A time stamp authority on this machine: it answers over HTTP as RFC 3161 says, at the moment that a test names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Mood = Literal["well", "refuses", "babbles", "breaks", "mistakes", "silent", "brags"]
LONG = timedelta(days=20 * 365)
MUCH = 16 * 1024
START = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Authority:
    """One that stands at `url`. Its clock can be set, and what kind of answers it gives."""

    url: str
    certificate: bytes
    clock: Callable[[], datetime]
    mood: Mood = "well"
    asked: int = 0


@contextmanager
def authority(clock: Callable[[], datetime], name: str = "Tijdstempels") -> Iterator[Authority]:
    """Run a time stamp authority for as long as the block lasts."""
    key, certificate = _made(name)
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    address = f"http://127.0.0.1:{server.server_address[1]}/"
    made = Authority(address, certificate.public_bytes(serialization.Encoding.DER), clock)
    server.RequestHandlerClass = _handler(made, key, certificate)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _made(name: str, more: int = 0) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """Make a key and a certificate that may do nothing but stamp. RSA: pyHanko's authority knows nothing else."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(START)
        .not_valid_after(START + LONG)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    )
    if more:
        builder = builder.add_extension(x509.UnrecognizedExtension(NameOID.COMMON_NAME, bytes(more)), critical=False)
    return key, builder.sign(key, hashes.SHA256())


def _handler(of: Authority, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers a request for a time stamp."""

        def do_POST(self) -> None:
            of.asked += 1
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(500 if of.mood == "breaks" else 200)
            self.send_header("Content-Type", "text/plain" if of.mood == "breaks" else "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(_answer(of, asked, key, certificate))

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _answer(of: Authority, asked: bytes, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> bytes:
    from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1 as as_certificate
    from pyhanko.keys.internal import translate_pyca_cryptography_key_to_asn1 as as_key
    from pyhanko.sign.timestamps import dummy_client

    tsp: Any = dummy_client.tsp
    if of.mood == "babbles":
        return b"it is a quarter past nine"
    if of.mood == "refuses":
        return bytes(tsp.TimeStampResp({"status": {"status": "rejection"}}).dump())
    if of.mood == "silent":
        return b""
    request = tsp.TimeStampReq.load(asked)
    if of.mood == "mistakes":
        request["message_imprint"]["hashed_message"] = bytes(32)
    stamper = dummy_client.DummyTimeStamper(as_certificate(certificate), as_key(key), fixed_dt=of.clock())
    if of.mood == "brags":
        stamper.certs_to_embed.append(as_certificate(_made("Groot", MUCH)[1]))
    return bytes(stamper.request_tsa_response(request).dump())
