"""A small register that has everything once: what tests of routes and pages look at."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import httpx

from factories import Ledger, add_department, add_power, change, edition, make_jurisdiction, open_register
from quanze.domain.changes import NewRecord, Op
from quanze.domain.editions import EditionKind
from quanze.domain.identities import new_id
from quanze.domain.vocabulary import Kind
from quanze.settings import Settings
from quanze_api.app import create_app

if TYPE_CHECKING:
    from quanze.storage.database import Database

ZONE = ZoneInfo("Asia/Shanghai")
FUTURE = (datetime.now(ZONE).date() + timedelta(days=400)).isoformat()
LONG_TEXT = "\n".join(f"{n}.【法律】《中华人民共和国种子法》第{n}条\u3000未经许可，不得从事。" for n in range(1, 30))


class Site:
    """The application over a database, asked without a server; nothing is raised through it, as over a wire."""

    def __init__(self, url: str, base_url: str = "", engine: str = "auto", **settings: Any) -> None:
        self.index = Path(tempfile.mkdtemp(prefix="quanze-index-"))
        self.app = create_app(
            Settings(database_url=url, base_url=base_url, search_index=self.index, search_engine=engine, **settings)
        )

    def get(self, path: str, **options) -> httpx.Response:
        return self.request("GET", path, **options)

    def json(self, path: str, **options) -> dict:
        answer = self.get(path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def request(self, method: str, path: str, **options) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.request(method, path, **options)

        return asyncio.run(ask())

    def close(self) -> None:
        self.app.state.register.close()
        shutil.rmtree(self.index, ignore_errors=True)


@dataclass
class Sample:
    """A register and its ids by name."""

    database: Database
    url: str
    ledger: Ledger
    ids: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.ids[name]


def published(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T01:00:00+00:00").astimezone(UTC)


def make_sample(url: str) -> Sample:
    """Five editions: a founding, a merger and its like, a suspension, a future amendment, a redaction."""
    database = open_register(url)
    sample = Sample(database, url, Ledger(database, make_jurisdiction(database)))
    names = ("agriculture", "market", "license", "penalty", "check", "reward", "cancelled", "old_a", "old_b", "merged")
    names += ("group", "child", "secret", "offer", "split", "part_a", "part_b", "later")
    sample.ids = {name: new_id() for name in names}
    for step in (_found, _adjust, _suspend, _foresee, _redact):
        step(sample, sample.ledger)
    return sample


def _found(s: Sample, ledger: Ledger) -> None:
    farm, market = s["agriculture"], s["market"]
    ledger.publish(
        change(
            Op.ADD,
            farm,
            "2016-03-01",
            kind=Kind.DEPARTMENT,
            fields={"name": "农业农村局", "outward_names": ["畜牧兽医局"], "consultation_phone": "0990-6231116"},
        ),
        add_department("市场监督管理局", market, "2016-03-01"),
        add_power(
            farm,
            "农作物种子生产经营许可",
            s["license"],
            category="administrative_license",
            codes=[{"scheme": "list", "value": "NY-001"}],
            legal_basis=LONG_TEXT,
            duties="1.受理责任\n2.审查责任",
            statutory_time_limit="20个工作日",
            promised_time_limit="10个工作日",
            fee="不收费",
            counterpart="企业、个人",
            remedy="依法申请行政复议或者提起行政诉讼。",
            consultation_phone="0990-6231116",
            extra={"风险点": "审查不严"},
        ),
        add_power(farm, "对销售假种子的处罚", s["penalty"], codes=[{"scheme": "list", "value": "NY-002"}]),
        add_power(farm, "对种子质量的检查", s["check"], category="administrative_inspection"),
        add_power(farm, "对举报人的奖励", s["reward"], category="administrative_reward"),
        add_power(farm, "对旧法违法行为的处罚", s["cancelled"]),
        add_power(market, "对无照经营甲类的处罚", s["old_a"]),
        add_power(market, "对无照经营乙类的处罚", s["old_b"]),
        add_power(market, "综合登记", s["split"], category="administrative_license"),
        add_power(market, "食品经营违法行为处罚", s["group"], grouping=True),
        add_power(market, "对未公示的处罚", s["child"], parent_id=s["group"]),
        add_power(market, "含有个人信息的事项", s["secret"], note="张三，电话13800000000"),
        metadata=edition(
            "2016-03-01",
            EditionKind.LOAD,
            title="2016年权责清单载入",
            published_at=published("2016-03-01"),
        ),
    )


def _adjust(s: Sample, ledger: Ledger) -> None:
    fields = {"category": "administrative_penalty", "department_id": s["market"], "name": "对无照经营的处罚"}
    license_ = {"category": "administrative_license", "department_id": s["market"]}
    ledger.publish(
        change(Op.AMEND, s["penalty"], "2019-01-01", fields={"legal_basis": "《种子法》第七十五条", "fee": None}),
        change(Op.CANCEL, s["cancelled"], "2019-01-01"),
        change(Op.MERGE, s["merged"], "2019-01-01", from_=[s["old_a"], s["old_b"]], fields=fields),
        change(
            Op.SPLIT,
            s["split"],
            "2019-01-01",
            into=[
                NewRecord(id=s["part_a"], fields={**license_, "name": "企业登记"}),
                NewRecord(id=s["part_b"], fields={**license_, "name": "个体登记"}),
            ],
        ),
        change(
            Op.ADD,
            s["offer"],
            "2019-01-01",
            kind=Kind.CATALOGUE_ITEM,
            fields={
                "name": "对农药经营的检查",
                "category": "administrative_inspection",
                "department_id": s["agriculture"],
                "directory": "自治区指导目录",
            },
        ),
        metadata=edition(
            "2019-01-01",
            title="关于调整权责清单的公告",
            document_number="普政发〔2018〕30号",
            issuing_organs=["区人民政府"],
            decided_on=date(2018, 12, 20),
            published_at=published("2018-12-28"),
        ),
    )


def _suspend(s: Sample, ledger: Ledger) -> None:
    ledger.publish(
        change(Op.SUSPEND, s["reward"], "2020-06-01"),
        metadata=edition("2020-06-01", title="暂停实施的公告", published_at=published("2020-05-20")),
    )


def _foresee(s: Sample, ledger: Ledger) -> None:
    ledger.publish(
        change(Op.AMEND, s["license"], FUTURE, fields={"promised_time_limit": "5个工作日"}),
        add_power(s["agriculture"], "将来的检查", s["later"], since=FUTURE, category="administrative_inspection"),
        metadata=edition(FUTURE, title="将来施行的公告", published_at=published("2024-05-20")),
    )


def _redact(s: Sample, ledger: Ledger) -> None:
    ledger.publish(
        change(Op.AMEND, s["secret"], "2024-06-01", fields={"note": None}),
        change(Op.REDACT, s["secret"], "2024-06-01", base_version=1),
        metadata=edition("2024-06-01", EditionKind.CORRECTION, title="更正", published_at=published("2024-06-01")),
    )
