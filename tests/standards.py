"""Discretion standards and services for tests: one of every shape that published documents have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factories import Ledger, change, edition
from quanze.domain.amounts import Amount, Condition, Connector, Measure, kind_of
from quanze.domain.changes import Op
from quanze.domain.identities import new_id
from quanze.domain.vocabulary import Kind

if TYPE_CHECKING:
    from registers import Sample

YUAN = 100
DAY = "2020-01-01"
CONDITION = "货值金额"


def money(minimum: int | None, maximum: int | None, **parts: Any) -> dict[str, Any]:
    """An amount in yuan, as a body holds it."""
    ends = tuple(None if end is None else end * YUAN for end in (minimum, maximum))
    return _amount(*ends, **parts)


def ratio(minimum: int | None, maximum: int | None, base: str = "货值金额", **parts: Any) -> dict[str, Any]:
    """A ratio in ten-thousandths of its base, as a body holds it."""
    return _amount(minimum, maximum, measure=Measure.RATIO, base=base, **parts)


def times(minimum: int, maximum: int, **parts: Any) -> dict[str, Any]:
    return ratio(minimum * 10_000, maximum * 10_000, **parts)


def _amount(minimum: int | None, maximum: int | None, **parts: Any) -> dict[str, Any]:
    kind = kind_of(minimum, maximum)
    assert kind is not None
    return Amount(kind=kind, minimum=minimum, maximum=maximum, **parts).model_dump(mode="json")


def tier(label: str, *circumstances: str, **parts: Any) -> dict[str, Any]:
    return {"label": label, "circumstances": list(circumstances), **parts}


def group(bracket: list[dict[str, Any]], *tiers: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"bracket": bracket, "tiers": list(tiers), **parts}


POINTS = group(
    [money(2_000, 20_000)],
    tier("轻微", "初次违法，未造成危害后果并及时改正的", effect="no_penalty", text="不予行政处罚。"),
    tier("较轻", "经责令改正后按期改正的", text="处二千元罚款。", amounts=[money(2_000, 2_000)]),
    tier("较重", "逾期不改正的", "造成交通不便的", text="处一万元罚款。", amounts=[money(10_000, 10_000)]),
    tier("严重", "一年内再次违法的", "造成人身伤害的", text="处二万元罚款。", amounts=[money(20_000, 20_000)]),
    basis="处二千元以上二万元以下罚款",
)
WIDE = group(
    [money(0, 1_000_000)],
    tier("减轻", "主动消除危害后果的", effect="mitigated", text="处五百元罚款。", amounts=[money(500, 500)]),
    tier("较轻", "涉案金额不足一万元的", text="处一千元以上五千元以下罚款。", amounts=[money(1_000, 5_000)]),
    tier("一般", "涉案金额一万元以上的", text="处一万元以上十万元以下罚款。", amounts=[money(10_000, 100_000)]),
    tier("严重", "拒不改正的", text="处十万元以上一百万元以下罚款。", amounts=[money(100_000, 1_000_000)]),
    situation="情节严重的",
    subject="unit",
)
UNDER = Condition(base=CONDITION, maximum=10_000 * YUAN, maximum_inclusive=False, text="货值金额不足一万元的")
OVER = Condition(base=CONDITION, minimum=10_000 * YUAN, text="货值金额一万元以上的")
_AND = {"connector": Connector.AND}
FOOD = group(
    [money(50_000, 100_000, condition=UNDER, **_AND), times(10, 20, condition=OVER, **_AND)],
    tier(
        "从轻",
        "经营时间不足三个月的",
        effect="lighter",
        text="货值金额不足一万元的，并处五万元以上六万五千元以下罚款；货值金额一万元以上的，并处十倍以上十三倍以下罚款。",
        amounts=[money(50_000, 65_000, condition=UNDER, **_AND), times(10, 13, condition=OVER, **_AND)],
    ),
    tier(
        "从重",
        "造成食源性疾病的",
        effect="heavier",
        text="货值金额不足一万元的，并处八万五千元以上十万元以下罚款；货值金额一万元以上的，并处十七倍以上二十倍以下罚款。",
        amounts=[money(85_000, 100_000, condition=UNDER, **_AND), times(17, 20, condition=OVER, **_AND)],
        note="并处没收违法所得。",
    ),
    basis="没收违法所得……货值金额不足一万元的，并处五万元以上十万元以下罚款；货值金额一万元以上的，并处十倍以上二十倍以下罚款",
)
AREA = group(
    [money(None, 1_000, per_unit="平方米")],
    tier("一般", "面积不足十平方米的", amounts=[money(None, 300, per_unit="平方米")]),
    tier("较重", "面积十平方米以上的", amounts=[money(500, 1_000, per_unit="平方米")]),
    subject="individual",
)
DOCUMENT = {
    "title": "示范区城市管理行政处罚裁量权基准",
    "document_number": "示范城管规〔2019〕2号",
    "issuing_organs": ["示范区城市管理局"],
    "issued_on": "2019-11-23",
    "from": "2019-12-15",
    "to": "2024-12-15",
}
NAMES = ("document", "points", "wide", "food", "area", "spared", "levied", "service", "by_department", "struck")


def add_standards(sample: Sample, ledger: Ledger | None = None) -> None:
    """Publish a document with its standards, a list of no penalty, and services of the sample's powers."""
    sample.ids |= {name: new_id() for name in NAMES}
    s, organ = sample, {"department_id": sample["market"]}
    within = {**organ, "parent_id": s["document"]}

    def standard(name: str, /, **fields: Any) -> Any:
        return change(Op.ADD, s[name], DAY, kind=Kind.DISCRETION_STANDARD, fields={**within, **fields})

    def service(name: str, /, **fields: Any) -> Any:
        own = {"department_id": s["agriculture"], "power_ids": [s["license"]], "approvals": ["农作物种子生产经营许可"]}
        return change(Op.ADD, s[name], DAY, kind=Kind.INTERMEDIARY_SERVICE, fields={**own, **fields})

    inspection = {
        "form": "daily",
        "matters": "种子质量、标签与使用说明",
        "method": "现场检查、抽样检验",
        "standard": "《农作物种子质量监督抽查管理办法》",
        "most_a_year": 2,
        "frequency": "每年1次，重点企业2次",
    }
    (ledger or sample.ledger).publish(
        change(
            Op.ADD,
            s["document"],
            DAY,
            kind=Kind.DISCRETION_STANDARD,
            fields={
                **organ,
                "name": DOCUMENT["title"],
                "grouping": True,
                "document": DOCUMENT,
                "definitions": [{"term": "拒不改正", "meaning": "书面责令改正后七日内再次实施同一违法行为。"}],
            },
        ),
        standard(
            "points",
            name="未按规定设置户外广告",
            groups=[POINTS],
            legal_basis="《广告管理条例》第二十一条",
            note="按处计。",
        ),
        standard("wide", name="无照经营", groups=[POINTS, WIDE], power_ids=[s["merged"]]),
        standard("food", name="未取得许可从事食品经营", groups=[FOOD], power_ids=[s["child"], s["old_a"]]),
        standard("area", name="违法搭建", groups=[AREA]),
        standard(
            "spared",
            name="未按规定张贴收费公示",
            form="first_offence_exemption",
            conditions="初次违法、危害后果轻微并及时改正的，可以不予行政处罚。",
            first_offence_window="两年",
            correction_period="责令改正之日起七日内",
            supervision="列入重点监管，三个月内回访。",
            power_ids=[s["merged"]],
        ),
        standard(
            "levied",
            name="社会抚恤给付的裁量",
            category="administrative_payment",
            form="dimensions",
            dimensions=[
                {"name": "标准", "content": "按户籍所在地上年标准执行。"},
                {"name": "时限", "content": "十五日内。"},
            ],
        ),
        service(
            "service",
            name="种子质量检验报告编制",
            legal_basis="《中华人民共和国种子法》第三十一条",
            paid_by="applicant",
            provider="具备资质的种子检验机构",
            time_limit="10个工作日",
            pricing="market",
            result="检验报告",
        ),
        service("by_department", name="生产场所现场勘验", commissioned_by="department", paid_by="department"),
        service("struck", name="种子生产可行性论证", disposition="no_longer_required"),
        change(Op.AMEND, s["check"], DAY, fields={"inspection": inspection}),
        metadata=edition(DAY, title="公布裁量权基准和中介服务事项清单"),
    )
