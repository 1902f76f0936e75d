"""Letters by e-mail: plain text, through the one server that the operator named."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from quanze.domain.errors import InvalidInput
from quanze.domain.notifications import email_address

SECONDS = 20
_PORTS = {"smtp": 25, "smtps": 465}


class NotSent(Exception):
    """The letter did not get out; ``server``: nor will another one, for it is the server's fault."""

    def __init__(self, message: str, *, server: bool) -> None:
        super().__init__(message)
        self.server = server


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed in, and in whose name."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    starttls: bool = False

    @classmethod
    def of(cls, url: str | None, sender: str) -> MailServer | None:
        """What smtp://user:password@host:port (smtps://, ?starttls) says; None where nothing is set. Raises
        InvalidInput.
        """
        if not url:
            return None
        try:
            parts = urlsplit(url)
            port = parts.port or _PORTS[parts.scheme]
        except (ValueError, KeyError):
            raise _bad_setting() from None
        if not parts.hostname or parts.query not in {"", "starttls"} or parts.path not in {"", "/"}:
            raise _bad_setting()
        if not parseaddr(sender)[1]:
            raise InvalidInput("设置 QUANZE_SMTP_URL 时须一并设置 QUANZE_MAIL_FROM（发件人）。", code="bad_setting")
        email_address(parseaddr(sender)[1])
        user, password = (unquote(one) if one else None for one in (parts.username, parts.password))
        return cls(
            parts.hostname, port, sender, user, password, tls=parts.scheme == "smtps", starttls=bool(parts.query)
        )

    @property
    def domain(self) -> str:
        """What the ids of its letters end in."""
        return parseaddr(self.sender)[1].partition("@")[2]


def _bad_setting() -> InvalidInput:
    message = "QUANZE_SMTP_URL 无法识别，请写成 smtp://用户:密码@主机:端口（可加 ?starttls）或 smtps://…。"
    return InvalidInput(message, code="bad_setting")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written to one person."""

    identity: str
    to: str
    subject: str
    text: str
    written_at: datetime


def written(server: MailServer, letter: Letter) -> EmailMessage:
    """A letter as it goes out; its id is the message's, however often it is sent."""
    name, address = parseaddr(server.sender)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(_one_line(name), addr_spec=address)
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<{letter.identity}@{server.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, charset="utf-8", cte="base64")
    return message


def _one_line(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def send(server: MailServer, letter: Letter) -> None:
    """Hand one letter in. Raises NotSent, without a word of the password."""
    try:
        with _connected(server) as session:
            session.send_message(written(server, letter))
    except smtplib.SMTPRecipientsRefused:
        raise NotSent("邮件服务器不接受收件地址", server=False) from None
    except smtplib.SMTPAuthenticationError:
        raise NotSent("邮件服务器不接受用户名或密码（QUANZE_SMTP_URL）", server=True) from None
    except smtplib.SMTPResponseException as error:
        raise NotSent(f"邮件服务器答复 {error.smtp_code}", server=False) from None
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(f"无法使用邮件服务器（{type(error).__name__}）", server=True) from None


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    trust = ssl.create_default_context()
    if server.tls:
        session: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=trust)
    else:
        session = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    with session:
        if server.starttls:
            session.starttls(context=trust)
        if server.user is not None:
            session.login(server.user, server.password or "")
        yield session
