"""The demonstration: a registry of its own from the seed, served at once. Its data is fiction and says so."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import typer

from quanze.domain.errors import Unavailable
from quanze.services.demonstrating import Demonstrator, hire
from quanze.services.seeding import seed
from quanze.settings import DEFAULT_DATABASE_URL, DEFAULT_SEARCH_INDEX, Settings
from quanze.storage import schema
from quanze.storage.database import Database

DATABASE_URL = "sqlite:///demo.sqlite3"
PATIENCE_SECONDS = 30


def serve_demonstration(settings: Settings, folder: Path, host: str, port: int) -> None:
    """Load the seed (once) and serve it in the foreground; prints the address once it answers."""
    import uvicorn  # noqa: PLC0415 - only this needs a server

    url = DATABASE_URL if settings.database_url == DEFAULT_DATABASE_URL else settings.database_url
    os.environ["QUANZE_DATABASE_URL"] = url
    if settings.search_index == DEFAULT_SEARCH_INDEX:
        os.environ["QUANZE_SEARCH_INDEX"] = str(DEFAULT_SEARCH_INDEX / "demo")
    typer.echo("正在载入演示数据（演示数据，非官方清单）……", err=True)
    database = Database(url)
    schema.migrate(database)
    seeded = seed(database, folder, settings.zone)
    staff = hire(database, seeded.place, datetime.now(settings.zone).date()) if seeded.place.demonstration else []
    database.close()
    listening = _listen(host, port)
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
    threading.Thread(target=_announce, args=(address, seeded.place.name, staff), daemon=True).start()
    config = uvicorn.Config("quanze_api.app:app", factory=True, log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """The port asked for, or any free one where it is taken."""
    for wanted in (port, 0):
        listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, wanted))
        except OSError:
            listening.close()
        else:
            return listening
    raise Unavailable(f"无法在 {host} 上监听。", code="cannot_listen")


def _answers(opener: urllib.request.OpenerDirector, address: str) -> bool:
    try:
        with opener.open(address, timeout=1):
            return True
    except OSError:
        return False


def _announce(address: str, name: str, staff: Sequence[Demonstrator]) -> None:
    """Print the address, flushed, once the registry answers; it is asked directly, whatever proxy is set."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _answers(opener, f"{address}/healthz"):
        if time.monotonic() > deadline:
            typer.echo(f"演示登记簿在 {PATIENCE_SECONDS} 秒内没有应答。", err=True)
            return
        time.sleep(0.05)
    typer.echo(f"{name}演示登记簿（演示数据，非官方清单）")
    for line in (
        address,
        f"  {address}/departments",
        f"  {address}/powers?valid_at=2019-03-15",
        f"  {address}/editions",
    ):
        typer.echo(line)
    _introduce(address, staff)
    typer.echo("按 Ctrl+C 停止。", err=True)


def _introduce(address: str, staff: Sequence[Demonstrator]) -> None:
    """Print who may sign in and how; the passwords are new at every start."""
    if not staff:
        return
    typer.echo(f"工作人员登录：{address}/office（演示账户，每次启动换新密码）")
    for one in staff:
        told = f"  {one.login:<10}{one.password:<22}{one.role}"
        key = f"　动态口令密钥 {one.code_key}" if one.code_key else ""
        typer.echo(f"{told}{f'（{one.department}）' if one.department else ''}{key}")
    typer.echo("动态口令：把密钥添加到手机验证器；没有手机时，另开终端运行（末尾换成该账户的密钥）：")
    typer.echo(f'  {sys.executable} -c "import pyotp, sys; print(pyotp.TOTP(sys.argv[1]).now())" 密钥')
