"""A clerk who cancels an approval finds its services in the proposal, and what happens where one is taken out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desks import begin, choose
from factories import change, edition
from quanze.domain.changes import Op
from quanze.domain.identities import new_id
from quanze.domain.vocabulary import Kind
from quanze.storage import drafts
from staff import words

if TYPE_CHECKING:
    from registers import Sample


def serve(sample: Sample, power: str) -> str:
    """A service that a power asks for."""
    service = new_id()
    fields = {"name": "种子质量检验", "department_id": sample["agriculture"], "power_ids": [power]}
    add = change(Op.ADD, service, "2020-01-01", kind=Kind.INTERMEDIARY_SERVICE, fields=fields)
    sample.ledger.publish(add, metadata=edition("2024-06-02"))
    return service


def stored(sample: Sample, proposal: str) -> list[tuple[str, str]]:
    with sample.database.reading() as connection:
        row = drafts.proposal(connection, sample.ledger.jurisdiction, proposal.rsplit("/", 1)[1])
    assert row is not None
    return [(one["op"], one["id"]) for one in row.changes]


def test_a_cancelled_approval_brings_its_services_into_the_proposal(sit, own_sample):
    service = serve(own_sample, own_sample["check"])
    clerk = sit("clerk")
    proposal = begin(clerk)
    choose(clerk, proposal, own_sample["check"], op="cancel")
    assert "中介服务已列为一并取消" in words(clerk.last)
    assert stored(own_sample, proposal) == [("cancel", own_sample["check"]), ("cancel", service)]
    page = words(clerk.go(f"{proposal}/edit"))
    assert "种子质量检验" in page
    assert "不再对应任何审批事项；请一并取消" not in page


def test_a_service_that_is_taken_out_again_is_asked_about(sit, own_sample):
    service = serve(own_sample, own_sample["check"])
    clerk = sit("clerk")
    proposal = begin(clerk)
    choose(clerk, proposal, own_sample["check"], op="cancel")
    clerk.go(f"{proposal}/edit")
    clerk.send(f"{proposal}/changes/1/remove", etag=clerk.hidden("etag"))
    assert (Op.CANCEL, service) not in stored(own_sample, proposal)
    assert "“种子质量检验”不再对应任何审批事项；请一并取消" in words(clerk.go(f"{proposal}/edit"))


def test_only_a_cancellation_takes_services_along(sit, own_sample):
    serve(own_sample, own_sample["check"])
    clerk = sit("clerk")
    proposal = begin(clerk)
    choose(clerk, proposal, own_sample["check"], op="suspend")
    assert stored(own_sample, proposal) == [("suspend", own_sample["check"])]
