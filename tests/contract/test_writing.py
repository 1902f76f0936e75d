"""Whatever the contract lets programs write, and whatever it does not: no answer is a failure of the server."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans, sampled_from
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from offices import amend, open_offices
from registers import Site, make_sample

KEPT = [not_a_server_error, status_code_conformance, content_type_conformance]
WRITING = {"post", "patch", "put", "delete"}


@pytest.fixture(scope="module")
def offices(tmp_path_factory):
    sample = make_sample(f"sqlite:///{tmp_path_factory.mktemp('writing')}/x.sqlite3")
    site = Site(sample.url)
    yield open_offices(sample, site)
    site.close()
    sample.database.close()


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_nothing_that_is_written_breaks_it(offices, mode):
    contract = schemathesis.openapi.from_asgi("/openapi.json", offices.site.app)
    operations = [result.ok() for result in contract.get_all_operations()]
    written = [one for one in operations if one.method.lower() in WRITING]
    assert len(written) > 8
    for operation in written:
        if mode is GenerationMode.POSITIVE or _takes_json(operation):
            _ask(operation, offices, mode)


def _takes_json(operation):
    """Any bytes are a file: there is no wrong one to be made up."""
    return any(body.media_type == "application/json" for body in operation.body)


def _ask(operation, offices, mode):
    made = offices.propose("clerk", amend(offices.sample["penalty"], fee="甲"))
    known = {"id": made["id"], "digest": made["digest"]}

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        case=operation.as_strategy(generation_mode=mode),
        real=booleans(),
        who=sampled_from(["clerk", "list", "legal", "recorder", "publisher"]),
    )
    def ask(case, real, who):
        for name in case.path_parameters or {}:
            if real and name in known:
                case.path_parameters[name] = known[name]
        case.call_and_validate(checks=KEPT, headers={"authorization": f"Bearer {offices.tokens[who]}"})

    ask()
