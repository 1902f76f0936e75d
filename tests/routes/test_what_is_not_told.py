"""What is withheld, and what is another government's, is named by no question that somebody asks with its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from factories import Ledger, add_department, add_power, change, make_jurisdiction
from quanze.domain.changes import Op
from quanze.domain.identities import new_id
from quanze.domain.vocabulary import Kind
from quanze.storage.heads import WITHHELD
from standards import add_standards

if TYPE_CHECKING:
    from registers import Sample, Site

NAME = "对涉密场所的检查"
ASKED = (
    "/api/v1/requirements?jurisdiction={place}&power={one}",
    "/requirements?jurisdiction={place}&power={one}",
    "/api/v1/discretion-standards?jurisdiction={place}&power={one}",
    "/discretion-standards?jurisdiction={place}&power={one}",
    "/intermediary-services?jurisdiction={place}&power={one}",
    "/assessments?jurisdiction={place}&power={one}",
)


def withheld(sample: Sample) -> str:
    power = add_power(sample["agriculture"], NAME, disclosure="withheld")
    Ledger(sample.database, sample.ledger.jurisdiction, WITHHELD).publish(power)
    return str(power.id)


def of_others(sample: Sample) -> str:
    ledger = Ledger(sample.database, make_jurisdiction(sample.database, "邻区"))
    organ = new_id()
    power = add_power(organ, NAME)
    ledger.publish(add_department("邻区农业局", organ), power)
    return str(power.id)


@pytest.mark.parametrize("make", [withheld, of_others])
def test_no_question_tells_its_name(own_sample: Sample, own_site: Site, make) -> None:
    add_standards(own_sample)
    one = make(own_sample)
    for path in ASKED:
        answer = own_site.get(path.format(place=own_sample.ledger.jurisdiction, one=one))
        assert answer.status_code < 500
        assert NAME not in answer.text, path
    told = own_site.get(ASKED[0].format(place=own_sample.ledger.jurisdiction, one=one))
    assert (told.status_code, told.json()["code"]) == (400, "unknown_power")


def test_a_department_is_no_power(own_sample: Sample, own_site: Site) -> None:
    answer = own_site.get(f"/api/v1/requirements?power={own_sample['market']}")
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_power")


def test_a_service_whose_text_was_removed_is_not_said_to_be_missing(own_sample: Sample, own_site: Site) -> None:
    add_standards(own_sample)
    service, kind = own_sample["service"], Kind.INTERMEDIARY_SERVICE
    own_sample.ledger.publish(change(Op.AMEND, service, "2021-01-01", kind=kind, fields={"provider": "某某"}))
    own_sample.ledger.publish(change(Op.REDACT, service, "2021-01-01", kind=kind, base_version=1))
    asked = f"power={own_sample['license']}&service=种子质量检验报告编制"
    assert own_site.json(f"/api/v1/requirements?{asked}&valid_at=2021-02-01")["answer"] == "listed"
    told = own_site.json(f"/api/v1/requirements?{asked}&valid_at=2020-02-01")
    assert told["answer"] == "unknown"
    assert "未载明" not in told["statement"]
    assert "已依法移除" in told["statement"]
