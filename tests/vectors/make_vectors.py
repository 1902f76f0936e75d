"""Make the register's test vectors with nothing but json and hashlib, so that any implementation can check itself.

``python make_vectors.py`` rewrites the files beside it; ``--check`` says whether they are up to date.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
JURISDICTION = "01h0000000000000000000000j"
BUREAU = "01h0000000000000000000000a"
POWER = "01h0000000000000000000000b"
OTHER = "01h0000000000000000000000c"
CAUSE = {"type": "law_amended", "text": "《种子法》修改，“处罚幅度”\n提高", "ref": "主席令第一〇五号"}


def canonical(value: Any) -> str:
    """RFC 8785 for what the register stores: no floats; keys in the order of their UTF-16 code units."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, float):
        raise TypeError(value)
    return json.dumps(value, ensure_ascii=False)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def hex_digest(value: Any) -> str:
    return sha256(canonical(value).encode()).hex()


def leaf_hash(leaf: dict[str, Any]) -> bytes:
    return sha256(b"\x00" + canonical(leaf).encode())


def split(size: int) -> int:
    """The largest power of two below ``size``."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"")
    k = split(len(leaves))
    return sha256(b"\x01" + root(leaves[:k]) + root(leaves[k:]))


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, section 2.1.1, word for word."""
    if len(leaves) < 2:
        return []
    k = split(len(leaves))
    if index < k:
        return [*path(index, leaves[:k]), root(leaves[k:])]
    return [*path(index - k, leaves[k:]), root(leaves[:k])]


DEPARTMENT_BODY: dict[str, Any] = {
    "kind": "department",
    "schema": 1,
    "status": "active",
    "name": "农业农村局",
    "codes": [{"scheme": "统一社会信用代码", "value": "11530122MB1234567X"}],
    "note": None,
    "display_order": 1024,
    "disclosure": "public",
    "extra": {},
    "standing": "working_department",
    "short_names": ["区农业农村局"],
    "outward_names": ["乡村振兴局"],
    "consultation_phone": "0871-67890123",
    "supervision_phone": None,
}
POWER_BODY: dict[str, Any] = {
    "kind": "power",
    "schema": 1,
    "status": "active",
    "name": "对生产经营假种子的处罚",
    "codes": [{"scheme": "事项编码", "value": "530122-0201-CF-001"}],
    "note": None,
    "display_order": 2048,
    "disclosure": "public",
    "extra": {"\U0001f33e": "基本区之外", "￥": "基本区之内", "备注\t二": '引号"与反斜线\\与\u0007'},
    "category": "administrative_penalty",
    "coercion_kind": None,
    "parent_id": None,
    "grouping": False,
    "department_id": BUREAU,
    "implementing_body": "区农业农村局",
    "joint_bodies": ["市场监督管理局"],
    "handling_office": None,
    "levels": ["municipal", "county"],
    "authority": None,
    "counterpart": "公民、法人或者其他组织",
    "legal_basis": "《种子法》第七十四条：……\n《种子法实施办法》第三条",
    "department_duties": None,
    "duties": "立案；调查；审查；告知；决定；送达；执行",
    "duty_basis": None,
    "accountability_scope": None,
    "accountability": None,
    "statutory_time_limit": None,
    "promised_time_limit": None,
    "fee": None,
    "remedy": None,
    "consultation_phone": None,
    "supervision_phone": None,
    "service_guide_url": "https://example.gov.cn/guide?id=1&x=<2>",
    "source": {"record": OTHER, "jurisdiction": None, "level": "provincial", "document": "云政发〔2019〕1号"},
    "mandates": [
        {"trustee": "区种子管理站", "document": None, "matters": None, "from": "2021-01-01", "to": "2026-01-01"}
    ],
}
CATALOGUE_BODY: dict[str, Any] = {
    **POWER_BODY,
    "kind": "catalogue_item",
    "status": "suspended",
    "source": None,
    "mandates": [],
    "extra": {},
    "directory": "云南省权责清单指导目录（2019年版）",
}
GROWN = {
    "schema": 2,
    "inspection": {
        "form": "daily",
        "matters": "种子标签、档案",
        "method": None,
        "standard": "《农作物种子标签和使用说明管理办法》",
        "most_a_year": 2,
        "frequency": "每年不超过2次",
    },
    "post_cancellation_supervision": None,
}
"""What the second shape of a power says beside the first."""

FINE: dict[str, Any] = {
    "kind": "range",
    "measure": "ratio",
    "minimum": 150000,
    "maximum": 300000,
    "minimum_inclusive": True,
    "maximum_inclusive": True,
    "base": "货值金额",
    "base_text": None,
    "per_unit": None,
    "per_day": False,
    "cap": None,
    "condition": {
        "base": "货值金额",
        "base_text": None,
        "absent": False,
        "minimum": 1000000,
        "minimum_inclusive": True,
        "maximum": None,
        "maximum_inclusive": True,
        "text": "货值金额一万元以上的",
    },
    "subject": "unit",
    "subject_text": None,
    "connector": "and",
    "text": "货值金额十五倍以上三十倍以下罚款",
    "start": 14,
}
CONFISCATION: dict[str, Any] = {
    "kind": "confiscate_gains",
    "term_unit": None,
    "term_minimum": None,
    "term_maximum": None,
    "subject": None,
    "subject_text": None,
    "connector": "only",
    "text": "没收违法所得",
    "start": 5,
}
STANDARD_BODY: dict[str, Any] = {
    "kind": "discretion_standard",
    "schema": 1,
    "status": "active",
    "name": "生产经营假种子",
    "codes": [],
    "note": None,
    "display_order": 1024,
    "disclosure": "public",
    "extra": {},
    "category": "administrative_penalty",
    "form": "graded",
    "parent_id": None,
    "grouping": False,
    "department_id": BUREAU,
    "document": {
        "title": "种子行政处罚裁量权基准",
        "document_number": "示农发〔2023〕2号",
        "issuing_organs": ["农业农村局"],
        "issued_on": "2023-11-23",
        "from": "2023-12-15",
        "to": "2028-12-15",
    },
    "definitions": [{"term": "再次", "meaning": "自前次处罚之日起一年内"}],
    "power_ids": [POWER],
    "violated_provisions": None,
    "legal_basis": "《种子法》第七十四条",
    "groups": [
        {
            "situation": None,
            "subject": "unit",
            "basis": "货值金额一万元以上的，并处货值金额十倍以上三十倍以下罚款",
            "bracket": [],
            "bracket_sanctions": [CONFISCATION],
            "tiers": [
                {
                    "label": "较重",
                    "circumstances": ["再次违法的", "造成农作物减产的"],
                    "effect": "heavier",
                    "text": "没收违法所得，并处货值金额十五倍以上三十倍以下罚款",
                    "amounts": [FINE],
                    "sanctions": [CONFISCATION],
                    "orders": ["责令停止生产"],
                    "note": None,
                }
            ],
        }
    ],
    "dimensions": [],
    "conditions": None,
    "first_offence_window": None,
    "correction_period": None,
    "supervision": None,
    "exemptions": [{"code": "tier_few", "reason": "法定幅度只分一档"}],
}
SERVICE_BODY: dict[str, Any] = {
    "kind": "intermediary_service",
    "schema": 1,
    "status": "active",
    "name": "种子质量检验报告",
    "codes": [],
    "note": None,
    "display_order": 1024,
    "disclosure": "public",
    "extra": {},
    "department_id": BUREAU,
    "approvals": ["种子生产经营许可"],
    "power_ids": [OTHER],
    "legal_basis": "《种子法》第三十二条",
    "commissioned_by": "applicant",
    "paid_by": "applicant",
    "provider": "有资质的检验机构",
    "provider_nature": None,
    "provider_qualification": "种子质量检验机构资格",
    "result": "检验报告",
    "time_limit": "15个工作日",
    "pricing": "market",
    "fee": None,
    "disposition": "kept",
    "exemptions": [],
}
BODIES = {
    "department": DEPARTMENT_BODY,
    "power": POWER_BODY,
    "catalogue item": CATALOGUE_BODY,
    "power, second shape": {**POWER_BODY, **GROWN},
    "catalogue item, second shape": {**CATALOGUE_BODY, **GROWN, "inspection": None},
    "discretion standard": STANDARD_BODY,
    "intermediary service": SERVICE_BODY,
}


def metadata(number: int, **said: Any) -> dict[str, Any]:
    """The object that the digest of an edition's header entry is over."""
    return {
        "jurisdiction": JURISDICTION,
        "number": number,
        "digest_algorithm": "sha-256",
        "kind": "公告",
        "title": "关于公布权责清单的公告",
        "document_number": None,
        "issuing_organs": ["示范区人民政府"],
        "decided_on": None,
        "written_on": None,
        "published_at": "2016-03-01T01:30:00Z",
        "effective_from": "2016-03-01",
        "counts": {},
        "attachments": [],
        **said,
    }


def leaf(number: int, edition: int, digest: str, **said: Any) -> dict[str, Any]:
    """The object that is hashed into the tree: every key present."""
    return {
        "jurisdiction": JURISDICTION,
        "log": "public",
        "number": number,
        "record": None,
        "kind": "edition",
        "version": None,
        "digest": digest,
        "op": "publish",
        "valid_from": None,
        "valid_to": None,
        "cause": None,
        "lineage": None,
        "edition": edition,
        **said,
    }


def stated(number: int, edition: int, record: str, body: dict[str, Any], **said: Any) -> dict[str, Any]:
    said = {"op": "add", "version": 1, "valid_from": "2016-03-01", "cause": CAUSE, **said}
    return leaf(number, edition, hex_digest(body), record=record, kind=body["kind"], **said)


def small_log() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Three editions in seven entries: loaded, amended, merged away."""
    amended = {**POWER_BODY, "name": "对生产经营假、劣种子的处罚"}
    merged = {**amended, "status": "merged"}
    headers = [
        metadata(1, kind="load", counts={"administrative_penalty": 1}),
        metadata(
            2,
            document_number="2019年第3号",
            decided_on="2019-04-01",
            written_on="2019-04-08",
            published_at="2019-04-10T16:00:00Z",
            effective_from="2019-05-01",
            counts={"administrative_penalty": 1, "administrative_license": 2},
            attachments=[{"name": "清单.xlsx", "digest": "ab" * 32, "size": 12345}],
        ),
        metadata(3, kind="更正", published_at="2020-12-31T15:59:59Z", effective_from="2021-01-01"),
    ]
    leaves = [
        leaf(1, 1, hex_digest(headers[0])),
        stated(2, 1, BUREAU, DEPARTMENT_BODY),
        stated(3, 1, POWER, POWER_BODY),
        leaf(4, 2, hex_digest(headers[1])),
        stated(5, 2, POWER, amended, op="amend", version=2, valid_from="2019-05-01"),
        leaf(6, 3, hex_digest(headers[2])),
        stated(
            *(7, 3, POWER, merged),
            op="merge",
            version=3,
            valid_from="2021-01-01",
            valid_to="2030-01-01",
            lineage={"into": [OTHER]},
        ),
    ]
    return headers, leaves


def bodies_file() -> list[dict[str, Any]]:
    return [
        {"name": name, "body": body, "canonical": canonical(body), "digest": hex_digest(body)}
        for name, body in BODIES.items()
    ]


def leaves_file() -> list[dict[str, Any]]:
    return [{"leaf": leaf, "canonical": canonical(leaf), "leaf_hash": leaf_hash(leaf).hex()} for leaf in small_log()[1]]


def log_file() -> dict[str, Any]:
    headers, leaves = small_log()
    hashes = [leaf_hash(leaf) for leaf in leaves]
    sizes = [3, 5, 7]
    proofs = [
        {"index": index, "tree_size": size, "path": [node.hex() for node in path(index, hashes[:size])]}
        for size in range(1, len(hashes) + 1)
        for index in range(size)
    ]
    return {
        "leaf_hashes": [value.hex() for value in hashes],
        "roots": [root(hashes[:size]).hex() for size in range(len(hashes) + 1)],
        "editions": [
            {
                "metadata": header,
                "canonical": canonical(header),
                "digest": hex_digest(header),
                "tree_size": size,
                "root": root(hashes[:size]).hex(),
            }
            for header, size in zip(headers, sizes, strict=True)
        ],
        "proofs": proofs,
    }


def main() -> int:
    made = {"bodies.json": bodies_file(), "leaves.json": leaves_file(), "log.json": log_file()}
    texts = {HERE / name: json.dumps(value, ensure_ascii=False, indent=1) + "\n" for name, value in made.items()}
    if "--check" in sys.argv:
        return int(any(not file.exists() or file.read_text("utf-8") != text for file, text in texts.items()))
    for file, text in texts.items():
        file.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
