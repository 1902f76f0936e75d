"""``quanze deliver``: the outbox worked off without a web server, once or for as long as it runs."""

from __future__ import annotations

import signal
from threading import Event
from typing import Annotated

import typer

from quanze.console import say
from quanze.services.delivering import Delivery, give_back, keep_delivering, work_off
from quanze.services.mailing import MailServer
from quanze.services.sealing import Seal
from quanze.settings import Settings
from quanze.storage.schema import open_current


def deliver(
    once: Annotated[bool, typer.Option("--once", help="只发送现在到期的，然后结束")] = False,
) -> None:
    """发送待发的邮件与 Webhook 通知；服务运行时也可进行，同一时刻只有一个进程发送。"""
    settings = Settings.from_environment()
    database = open_current(settings.database_url)
    delivery = Delivery(
        database=database,
        zone=settings.zone,
        base_url=settings.base_url,
        seal=Seal.of(database, settings.key_file),
        mail=MailServer.of(settings.smtp_url, settings.mail_from),
        private=settings.webhook_private,
    )
    if once:
        arrived = work_off(delivery)
        give_back(delivery)
        say(f"已送达 {arrived} 条通知。")
        return
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    keep_delivering(delivery, stop)
