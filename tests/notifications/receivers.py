"""Who is told, for tests: a web server and a mail server that keep what they get, and a clock that is set by hand."""

from __future__ import annotations

import socketserver
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path


@dataclass
class Clock:
    """The time of the tests: a working day at nine in the morning."""

    now: datetime = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def goes(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Hook:
    """A web server that is told; answers with ``status``."""

    url: str = ""
    status: int = 200
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for _, headers, _ in self.got]


@contextmanager
def hook(trust: ssl.SSLContext | None = None) -> Iterator[Hook]:
    """One that runs, over TLS where it has a certificate."""
    told = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            told.got.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(told.status)
            self.send_header("location", "http://127.0.0.1:1/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()
            told.arrived.set()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if trust is not None:
        trust.sni_callback = lambda _socket, name, _context: told.names.append(name)
        server.socket = trust.wrap_socket(server.socket, server_side=True)
    told.url = f"http://127.0.0.1:{server.server_port}/hook"
    with _running(server):
        yield told


@dataclass
class Post:
    """A mail server; refuses every recipient where ``refuses``."""

    port: int = 0
    refuses: bool = False
    proofs: list[str] = field(default_factory=list)
    got: list[tuple[list[str], EmailMessage]] = field(default_factory=list)

    def to(self, address: str) -> list[EmailMessage]:
        return [message for recipients, message in self.got if recipients == [address]]


class _Clerk(socketserver.StreamRequestHandler):
    """As much SMTP as handing a letter in takes; of all who prove who they are, only the first is believed."""

    recipients: list[str]

    @property
    def office(self) -> Post:
        return self.server.office  # type: ignore[attr-defined]

    def handle(self) -> None:
        self.recipients = []
        self.say("220 here")
        while line := self.rfile.readline():
            word, _, rest = line.decode().strip().partition(" ")
            if word.upper() == "DATA":
                self.take()
            else:
                self.say(self.answer(word.upper(), rest))

    def answer(self, word: str, rest: str) -> str:
        if word == "EHLO":
            return "250-here\r\n250 AUTH PLAIN"
        if word == "AUTH":
            self.office.proofs.append(rest.split()[1])
            return "535 out" if self.office.proofs[1:] else "235 in"
        if word == "RCPT":
            self.recipients.append(rest.partition(":")[2].strip("<>"))
            return "550 nobody" if self.office.refuses else "250 good"
        return "221 bye" if word == "QUIT" else "250 good"

    def take(self) -> None:
        self.say("354 go on")
        lines = iter(self.rfile.readline, b".\r\n")
        text = b"".join(line.removeprefix(b".") for line in lines)
        self.office.got.append((self.recipients, message_from_bytes(text, policy=policy.default)))
        self.recipients = []
        self.say("250 taken")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def post(trust: ssl.SSLContext | None = None) -> Iterator[Post]:
    """A mail server that runs, over TLS where it has a certificate."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Clerk)
    server.daemon_threads = True
    if trust is not None:
        server.socket = trust.wrap_socket(server.socket, server_side=True)
    server.office = office = Post(server.server_address[1])  # type: ignore[attr-defined]
    with _running(server):
        yield office


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certificate(name: str, folder: Path) -> tuple[ssl.SSLContext, Path]:
    """What a server of that name shows, and the file of the authority that says so: itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    pkcs8, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "cert.pem").write_bytes(pem + key.private_bytes(serialization.Encoding.PEM, pkcs8, plain))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem")
    (folder / "trusted.pem").write_bytes(pem)
    return server, folder / "trusted.pem"
