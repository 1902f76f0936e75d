"""What all benchmarks share: a synthetic registry, servers on 127.0.0.1, wrk, medians of alternating rounds.

The registry is made through the one write path and kept under --folder, so a second run starts at once. Texts are put
together from the word lists below; nothing is taken from a real list.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from quanze.domain.changes import Cause, CauseType, Change, Op
from quanze.domain.editions import EditionKind, EditionMetadata
from quanze.domain.identities import new_id
from quanze.domain.vocabulary import Category, Kind
from quanze.services.jurisdictions import establish
from quanze.services.moments import Asked, Moment, Place, find_place, resolve
from quanze.settings import Settings
from quanze.storage.database import Database
from quanze.storage.schema import migrate
from quanze.storage.writer import publish

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DATA = ROOT.parent / "shared" / "data"
FOLDER = Path("/tmp/quanze-bench")
REGION, NAME = "990000", "云麓市"
FIRST_YEAR = 2016
DEPARTMENTS_A_DISTRICT = 22
POWERS_A_DISTRICT = 2_900
CHANGES_AN_EDITION = 10_000
ZONE = Settings().zone

# Texts

DISTRICTS = (
    "云山 松江 白石 青湖 长桥 南陵 东屏 西岭 北川 金沙 银河 竹溪 梅园 石塘 龙泉 凤台 清水 平原 高台 临江".split()
)
ORGANS = (
    "农业农村局 水务局 交通运输局 教育局 卫生健康局 市场监督管理局 文化旅游局 应急管理局 生态环境局 自然资源局 "
    "住房城乡建设局 民政局 财政局 司法局 公安局 统计局 审计局 林业草原局 科学技术局 商务局 医疗保障局 体育局"
).split()
TOPICS = (
    "农业机械 种子生产 饲料添加 渔业捕捞 水土保持 河道采砂 城镇供水 道路运输 公路养护 机动车维修 校外培训 民办学校 "
    "医疗机构 母婴保健 食品销售 药品经营 特种设备 计量器具 广告发布 价格行为 网吧经营 文物保护 旅行社 危险化学品 "
    "烟花爆竹 矿山安全 排污许可 噪声污染 固体废物 土地利用 地质勘查 测绘成果 建筑施工 物业服务 房屋租赁 燃气经营 "
    "社会团体 养老机构 殡葬服务 政府采购 会计代理 律师事务 公证服务 保安服务 印章刻制 统计调查 内部审计 林木采伐 "
    "野生动物 科技成果 技术合同 对外贸易 成品油 酒类流通 医保基金 体育场馆 游泳场所 气象设施 档案管理 消防设施"
).split()
RARE = "麋鹿饲养 琥珀开采 热气球飞行 古法造纸 海带育苗 盾构掘进 陨石收藏 鹰隼驯养".split()
ACTS = (
    "未经批准擅自从事 违反规定开展 不按标准实施 拒绝监督检查的 伪造资料取得 超出范围进行 未依法备案的 逾期不改正的"
).split()
VERBS = "应当 可以 不得 负责 组织 监督 责令 依法 按照 有权".split()
NOUNS = (
    "许可证件 经营场所 设施设备 工作人员 技术规范 安全责任 检验报告 登记手续 书面材料 专家评审 现场核查 听证程序 "
    "行政机关 当事人 利害关系人 违法所得 法定期限 执法人员 主管部门 年度计划 信用记录 公共利益 生产单位 使用单位"
).split()
LAWS = [f"{topic}管理{kind}" for topic in TOPICS for kind in ("法", "条例", "办法")]
NUMERALS = "一二三四五六七八九十"
ENDINGS = {
    Category.LICENSE: "许可",
    Category.PENALTY: "的处罚",
    Category.COERCION: "的查封扣押",
    Category.LEVY: "费的征收",
    Category.PAYMENT: "补助的给付",
    Category.INSPECTION: "的监督检查",
    Category.CONFIRMATION: "资格的确认",
    Category.REWARD: "先进单位的奖励",
    Category.ADJUDICATION: "争议的裁决",
    Category.OTHER: "事项的备案",
}
_SHARES = {Category.PENALTY: 60, Category.LICENSE: 10}


class Words:
    """Names and long texts from the word lists, the same for the same seed."""

    def __init__(self, seed: int = 7) -> None:
        self.random = random.Random(seed)
        self._categories = list(ENDINGS)
        self._weights = [_SHARES.get(category, 4) for category in self._categories]

    def sentence(self) -> str:
        """About twenty characters."""
        pick = self.random.choice
        return f"{pick(NOUNS)}{pick(VERBS)}{pick(TOPICS)}的{pick(NOUNS)}和{pick(NOUNS)}，{pick(VERBS)}{pick(NOUNS)}。"

    def text(self, length: int) -> str:
        """Sentences up to a length."""
        return "".join(self.sentence() for _ in range(max(1, length // 25)))

    def basis(self, length: int) -> str:
        """A law, an article, and what it says."""
        law, article = self.random.choice(LAWS), self.random.choice(NUMERALS[1:9])
        return f"《中华人民共和国{law}》第{article}十{self.random.choice(NUMERALS[:9])}条：{self.text(length)}"

    def power(self, department: str, name: str, order: int, length: int) -> dict[str, Any]:
        """A power's fields; ``length`` is of its texts together, in characters."""
        category = self.random.choices(self._categories, self._weights)[0]
        topic = self.random.choice(RARE) if self.random.random() < 0.001 else self.random.choice(TOPICS)
        part = length // 8
        return {
            "name": f"{self.random.choice(ACTS)}{topic}{self.random.choice(NOUNS)}{ENDINGS[category]}",
            "category": category.value,
            "department_id": department,
            "codes": [{"scheme": "local", "value": f"99{order:010d}"}],
            "implementing_body": name,
            "legal_basis": self.basis(3 * part),
            "duties": self.text(2 * part),
            "accountability": self.text(part),
            "counterpart": "公民、法人和其他组织",
            "authority": self.text(part),
            "remedy": self.text(part),
            "consultation_phone": "0999-1234567",
            "display_order": order * 1024,
        }


# Registry


@dataclass(frozen=True)
class Registry:
    """A made registry: a folder with the database and the search index."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / "quanze.sqlite3"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    @property
    def index(self) -> Path:
        return self.folder / "index"

    def database(self) -> Database:
        return Database(self.url)

    def place(self) -> Place:
        with self.database().reading() as connection:
            return find_place(connection, None)

    def moment(self, connection: Any, day: str | None = None) -> Moment:
        return resolve(connection, Asked(valid_at=day), ZONE)

    def powers(self, number: int, seed: int = 11) -> list[str]:
        """Some ids of powers, spread over the register."""
        with sqlite3.connect(self.path) as connection:
            ids = [row[0] for row in connection.execute("SELECT id FROM records WHERE kind = 'power'")]
        return random.Random(seed).sample(ids, min(number, len(ids)))

    def copy(self, name: str) -> Registry:
        """A copy to write into; the cached one stays as it is."""
        folder = self.folder.with_name(f"{self.folder.name}-{name}")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with sqlite3.connect(self.path) as source, sqlite3.connect(folder / "quanze.sqlite3") as target:
            source.backup(target)
        if self.index.exists():
            shutil.copytree(self.index, folder / "index")
        return Registry(folder)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def registry(folder: Path, powers: int, versions: int, length: int = 800) -> Registry:
    """The registry of so many powers, each in so many versions a year apart; made where it is not there yet."""
    made = Registry(folder / f"registry-{powers}x{versions}-{length}")
    if (made.folder / "done").exists():
        migrate(made.database())
        return made
    shutil.rmtree(made.folder, ignore_errors=True)
    made.folder.mkdir(parents=True)
    began = time.perf_counter()
    _fill(made, powers, versions, length)
    (made.folder / "done").write_text(f"{time.perf_counter() - began:.0f}\n", encoding="ascii")
    tell(f"made {made.folder.name} in {time.perf_counter() - began:.0f} s")
    return made


CAUSE = Cause(type=CauseType.OWN_INITIATIVE, text="年度清理规范")


def edition(day: date, minute: int, title: str = "调整权责清单的公告") -> EditionMetadata:
    """An edition published on its own day, a minute after the one before."""
    published = datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(minutes=minute)
    return EditionMetadata(kind=EditionKind.ANNOUNCEMENT, title=title, effective_from=day, published_at=published)


def _fill(made: Registry, powers: int, versions: int, length: int) -> None:
    database, words = made.database(), Words()
    migrate(database)
    with database.writing() as connection:
        establish(connection, REGION, NAME, demonstration=True)
    place, day = made.place(), date(FIRST_YEAR, 3, 1)
    organs = _organs(powers)
    changes = [_add(Kind.DEPARTMENT, id_, {"name": name}, day) for id_, name in organs]
    _publish(database, place, day, changes)
    ids = [new_id() for _ in range(powers)]
    _publish(database, place, day, _powers(ids, organs, words, day, length))
    for number in range(2, versions + 1):
        day = date(FIRST_YEAR + number - 1, 3, 1)
        _publish(database, place, day, (amend(id_, words, day, number, length) for id_ in ids))
    database.close()


def _organs(powers: int) -> list[tuple[str, str]]:
    districts = -(-powers // POWERS_A_DISTRICT)
    names = [f"{name}{extra}区" for extra in ("", "新", "东", "西", "南", "北") for name in DISTRICTS][:districts]
    return [(new_id(), f"{district}{organ}") for district in names for organ in ORGANS[:DEPARTMENTS_A_DISTRICT]]


def _add(kind: Kind, id_: str, fields: dict[str, Any], day: date) -> Change:
    return Change(op=Op.ADD, kind=kind, id=id_, fields=fields, effective_from=day, cause=CAUSE)


def _powers(
    ids: Sequence[str], organs: Sequence[tuple[str, str]], words: Words, day: date, length: int
) -> Iterator[Change]:
    for number, id_ in enumerate(ids):
        department, name = organs[number * len(organs) // len(ids)]
        yield _add(Kind.POWER, id_, words.power(department, name, number, length), day)


def amend(id_: str, words: Words, day: date, number: int, length: int = 800) -> Change:
    """A new basis and a remark for a power."""
    fields = {"legal_basis": words.basis(3 * length // 8), "note": f"第{number}次调整。"}
    return Change(op=Op.AMEND, id=id_, fields=fields, effective_from=day, cause=CAUSE)


def _publish(database: Database, place: Place, day: date, changes: Any) -> None:
    """Publish in editions of a size that fits into memory."""
    batch: list[Change] = []
    minute = 0
    for change in changes:
        batch.append(change)
        if len(batch) == CHANGES_AN_EDITION:
            minute += 1
            publish_changes(database, place, edition(day, minute), batch)
            batch = []
    if batch:
        publish_changes(database, place, edition(day, minute + 1), batch)


def publish_changes(database: Database, place: Place, metadata: EditionMetadata, changes: Sequence[Change]) -> None:
    """One edition in one transaction."""
    with database.writing() as connection:
        publish(connection, place.id, metadata, changes)


# Servers and load


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    started_in: float

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url(path), timeout=120) as answer:
            return bytes(answer.read())

    def cpu(self) -> float:
        """The seconds of processor time that the process has used."""
        told = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def peak_mb(self) -> float:
        """The most memory that the process ever held."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        return 0.0


@contextmanager
def serving(arguments: Sequence[str], path: str, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A server in a process of its own, ready once the path answers; {port} in the arguments is its port."""
    port = free_port()
    command = [sys.executable, "-m", *(argument.replace("{port}", str(port)) for argument in arguments)]
    began = time.perf_counter()
    with (FOLDER / "server.log").open("ab") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **(environment or {})}, cwd=HERE, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield Server(process, port, _wait(process, f"http://127.0.0.1:{port}{path}", began))
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, began: float) -> float:
    while time.perf_counter() - began < 300:
        if process.poll() is not None:
            sys.exit(f"the server ended; see {FOLDER / 'server.log'}")
        try:
            with urllib.request.urlopen(url, timeout=120):
                return time.perf_counter() - began
        except OSError as error:
            if getattr(error, "code", None):
                sys.exit(f"{url}: {error}")
            time.sleep(0.01)
    sys.exit(f"no answer from {url}")


def uvicorn(app: str, *more: str) -> list[str]:
    """One worker, no access log."""
    return ["uvicorn", app, "--port", "{port}", "--no-access-log", "--no-server-header", "--log-level", "error", *more]


def quanze_server(made: Registry) -> Any:
    """The registry over HTTP."""
    environment = {
        "QUANZE_DATABASE_URL": made.url,
        "QUANZE_SEARCH_INDEX": str(made.index),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'api'}",
    }
    return serving(uvicorn("quanze_api.app:app", "--factory"), "/healthz", environment)


def datasette_server(path: Path, probe: str) -> Any:
    """Datasette serving a file."""
    environment = {"BENCH_FILE": str(path), "PYTHONWARNINGS": "ignore"}
    return serving(uvicorn("datasette_app:app"), probe, environment)


@dataclass(frozen=True)
class Load:
    """What wrk measured; ``cpu`` is the server's processor time a request in ms, whatever else the machine does."""

    rate: float
    cpu: float
    p50: float
    p99: float


_LUA = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local n = 0
request = function() n = n %% #paths + 1; return wrk.format("GET", paths[n]) end
done = function(s, l, r)
  local bad = s.errors.status + s.errors.connect + s.errors.read + s.errors.timeout
  local p50, p99 = l:percentile(50), l:percentile(99)
  io.write(string.format("RESULT %%d %%d %%d %%d %%d\\n", s.requests, s.duration, p50, p99, bad))
end
"""


def wrk(server: Server, paths: Sequence[str], seconds: float = 3, connections: int = 8) -> Load:
    """Requests over a list of paths, again and again; ends where an answer is not 2xx."""
    number = f"{server.port}-{abs(hash(tuple(paths)))}"
    file, script = FOLDER / f"{number}.paths", FOLDER / f"{number}.lua"
    file.write_text("\n".join(paths) + "\n", encoding="ascii")
    script.write_text(_LUA % file, encoding="ascii")
    arguments = ["-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "60s", "-s", str(script)]
    before = server.cpu()
    told = subprocess.run(["wrk", *arguments, server.url("/")], capture_output=True, text=True, check=True).stdout
    file.unlink()
    script.unlink()
    line = next(line for line in told.splitlines() if line.startswith("RESULT"))
    requests, microseconds, p50, p99, bad = map(int, line.split()[1:])
    if not requests:
        return wrk(server, paths, 3 * seconds, connections)
    if bad:
        sys.exit(f"{bad} bad answers from {server.url(paths[0])}")
    return Load(requests / microseconds * 1e6, (server.cpu() - before) / requests * 1000, p50 / 1000, p99 / 1000)


def alternate(measures: Mapping[str, Callable[[], float]], rounds: int = 5) -> dict[str, list[float]]:
    """Every measure once a round, in turn, so that what else the machine does falls on all alike."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            found[name].append(measure())
    return found


def medians(found: Mapping[str, Sequence[float]]) -> dict[str, float]:
    return {name: statistics.median(values) for name, values in found.items()}


def timed(function: Callable[[], Any], least: float = 0.3) -> float:
    """The median processor time of a call in milliseconds, over calls for about ``least`` seconds.

    Processor time of this process, not of the clock on the wall: other people's work on the machine is left out.
    """
    times: list[float] = []
    while sum(times) < least * 1000:
        start = time.process_time()
        function()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


# Telling


def tell(line: str = "") -> None:
    print(line, flush=True)


def table(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A Markdown table."""
    tell("| " + " | ".join(header) + " |")
    tell("|" + "---|" * len(header))
    for row in rows:
        tell("| " + " | ".join(_shown(value) for value in row) + " |")
    tell()


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def machine(*packages: str) -> None:
    """The machine and the versions, and how busy the machine was before we began."""
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    model = next((line.split(":")[1].strip() for line in told.splitlines() if line.startswith("model name")), "?")
    known = [*packages, "fastapi", "uvicorn", "uvloop", "sqlalchemy", "orjson"]
    tell(f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}; load {os.getloadavg()[0]:.1f}")
    versions = ", ".join(f"{name} {_version(name)}" for name in known)
    tell(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {versions}\n")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def arguments(describe: str | None, sizes: Sequence[int], **more: Any) -> argparse.Namespace:
    """The options that all benchmarks have."""
    parser = argparse.ArgumentParser(description=(describe or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where registries are kept between runs")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(sizes), help="powers in the registry")
    parser.add_argument("--rounds", type=int, default=5)
    for name, default in more.items():
        parser.add_argument(f"--{name}", type=type(default), default=default)
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    return chosen


def body_columns(made: Registry) -> Iterator[dict[str, Any]]:
    """Every power as the list states it today, one flat row: what other tools are given to serve."""
    query = (
        "SELECT p.record, p.version, p.valid_from, p.department, v.body FROM projection p "
        "JOIN versions v ON v.record = p.record AND v.number = p.version "
        "WHERE p.kind = 'power' AND p.valid_to > ? AND p.valid_from <= ? AND p.entry_to > 1000000000000"
    )
    today = datetime.now(ZONE).date().isoformat()
    with sqlite3.connect(made.path) as connection:
        names = dict(connection.execute("SELECT record, name FROM projection WHERE kind = 'department'"))
        for record, number, since, department, body in connection.execute(query, (today, today)):
            flat = {
                name: value if isinstance(value, str | int | None) else json.dumps(value, ensure_ascii=False)
                for name, value in json.loads(body).items()
            }
            yield {"id": record, "version": number, "valid_from": since, "department": names[department], **flat}
