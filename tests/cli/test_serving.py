"""``serve`` and ``demo``: what they print, and that the address is there once the registry answers."""

from __future__ import annotations

import contextlib
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import pytest

from lists import CommandLine

pytestmark = pytest.mark.timeout(300)  # each command is a process of its own

SEED = {
    "jurisdiction.toml": 'region = "210214"\nname = "示范区"\ndemonstration = true\n',
    "editions/01-2016/edition.toml": (
        'kind = "load"\ntitle = "2016年权责清单"\npublished_at = 2016-12-30\neffective_from = 2016-12-30\n'
    ),
    "editions/01-2016/00-departments.toml": (
        '[[changes]]\nop = "add"\nkind = "department"\nid = "01m84zqsbwe6ac1npezyb2ejeq"\neffective_from = 2016-12-30\n'
        'cause = { type = "load" }\nfields = { name = "示范区统计局" }\n'
    ),
    "editions/01-2016/01-statistics.toml": (
        '[[changes]]\nop = "add"\nid = "01m84zqsbw2phddjgjk6yqk5tm"\neffective_from = 2016-12-30\n'
        'cause = { type = "load" }\n[changes.fields]\nname = "对统计违法行为的处罚"\n'
        'category = "administrative_penalty"\ndepartment_id = "01m84zqsbwe6ac1npezyb2ejeq"\n'
    ),
}


@pytest.fixture
def seed(tmp_path):
    folder = tmp_path / "seed"
    for name, text in SEED.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@contextlib.contextmanager
def running(command: CommandLine, *arguments, **environment):
    """A command in the foreground, ended as by Ctrl+C."""
    with subprocess.Popen(
        [sys.executable, "-m", "quanze", *map(str, arguments)],
        cwd=command.folder,
        env=command.environment(**environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def first_address(process, patience=60):
    """The first printed line that is an address; a pipe sees it only if it is flushed."""
    found: queue.Queue[str] = queue.Queue()

    def read():
        for line in process.stdout:
            if re.fullmatch(r"http://\S+:\d+\n", line):
                found.put(line.strip())

    threading.Thread(target=read, daemon=True).start()
    return found.get(timeout=patience)


def get(address):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=20) as answer:
        return answer.status, answer.read().decode()


@pytest.mark.slow
def test_the_demonstration_prints_its_address_once_it_answers(quanze, seed):
    arguments = ("demo", "--folder", seed, "--port", "0")
    with running(quanze, *arguments, http_proxy="http://127.0.0.1:9", no_proxy="") as process:
        address = first_address(process)
        assert get(f"{address}/healthz")[0] == 200
        status, text = get(f"{address}/api/v1/powers")
        assert status == 200
        assert "对统计违法行为的处罚" in text
        assert "演示数据" in text
    assert quanze.done("fsck") == "登记簿一致。\n"
    with running(quanze, *arguments) as process:
        assert get(f"{first_address(process)}/api/v1/editions")[0] == 200, "twice is once"
    out = quanze.done("export", "--format", "csv", "a.csv", "--on", "2019-03-15")
    assert "已导出 1 项" in out


@pytest.mark.slow
def test_a_port_that_is_taken_is_no_obstacle_to_the_demonstration(quanze, seed):
    with running(quanze, "demo", "--folder", seed, "--port", "0") as process:
        address = first_address(process)
        port = address.rsplit(":", 1)[1]
        with running(quanze, "demo", "--folder", seed, "--port", port) as other:
            assert first_address(other) != address


@pytest.mark.slow
def test_serving_answers_on_the_port_asked_for(city):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with running(city, "serve", "--port", port) as process:
        deadline = time.monotonic() + 60
        while True:
            try:
                assert get(f"http://127.0.0.1:{port}/healthz")[0] == 200
                break
            except OSError:
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("jurisdiction.toml", None, "jurisdiction.toml"),
        ("jurisdiction.toml", 'region = "210214"\n', "name"),
        ("jurisdiction.toml", "region = \n", "jurisdiction.toml"),
        ("editions/01-2016/edition.toml", 'kind = "load"\n', "published_at"),
        ("editions/01-2016/edition.toml", 'kind = "load"\npublished_at = 2016-12-30\n', "title"),
        ("editions/01-2016/edition.toml", 'kind = "load"\ntitle = "x"\npublished_at = "x"\n', "published_at"),
        ("editions/01-2016/01-statistics.toml", "", "changes"),
        ("editions/01-2016/01-statistics.toml", '[[changes]]\nop = "fly"\n', "第 1 项变化"),
        ("editions/01-2016/01-statistics.toml", '[[changes]]\nop = "cancel"\neffective_from = 2016-12-30\n', "cause"),
    ],
)
def test_a_seed_that_is_wrong_is_named_in_a_line(quanze, seed, name, text, expected):
    path = seed / name
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    outcome = quanze("demo", "--folder", seed, "--port", "0")
    assert (outcome.code, outcome.out) == (1, "")
    *_, line = outcome.err.splitlines()
    assert expected in line, line
