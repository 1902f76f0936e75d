"""The published contract is what the application serves, and what the application serves keeps to it."""

from __future__ import annotations

import json
import re

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from quanze.domain.bodies import field_labels
from quanze.domain.vocabulary import Kind
from quanze_api import schemas
from quanze_api.app import unconfigured
from quanze_api.contract import FILE, document

KEPT = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def described():
    return document(unconfigured())


def test_the_committed_contract_is_the_served_one(site, described):
    assert json.loads(FILE.read_text("utf-8")) == described, "run python -m quanze_api.contract"
    assert site.json("/openapi.json") == described
    assert described["openapi"].startswith("3.1")


def test_every_parameter_of_the_contract_is_described(described):
    for path, operations in described["paths"].items():
        for operation in operations.values():
            names = [parameter["name"] for parameter in operation.get("parameters", ())]
            assert len(names) == len(set(names))
            assert set(re.findall(r"{(\w+)}", path)) <= set(names)
            assert all(parameter["description"] for parameter in operation.get("parameters", ()))
            assert operation["summary"]


def test_every_failure_is_a_problem(described):
    for operations in described["paths"].values():
        for operation in operations.values():
            assert {"400", "404", "405", "500"} <= operation["responses"].keys()
    for response in described["components"]["responses"].values():
        assert set(response["content"]) == {"application/problem+json"}


def test_a_power_is_described_field_by_field(described):
    power = described["components"]["schemas"]["PowerOnDay"]["properties"]
    assert field_labels(Kind.POWER).keys() <= power.keys()


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_question_breaks_it_and_every_answer_keeps_to_the_contract(site, sample, mode):
    contract = schemathesis.openapi.from_asgi("/openapi.json", site.app)
    operations = [result.ok() for result in contract.get_all_operations()]
    assert len(operations) > 15
    for operation in operations:
        if operation.query.items or mode is GenerationMode.POSITIVE:
            _ask(operation, _known(operation.path, sample), mode)


def _known(path, sample):
    """A record that the address can be asked for."""
    names = {"departments": "market", "catalogue-items": "offer"}
    return sample[next((name for noun, name in names.items() if noun in path), "license")]


def _ask(operation, known, mode):

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode), real=booleans())
    def ask(case, real):
        if real and "id" in (case.path_parameters or {}):
            case.path_parameters["id"] = known
        case.call_and_validate(checks=KEPT)

    ask()


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("powers?facet=category&facet=department", schemas.RecordList),
        ("powers?fields=name,category", schemas.RecordList),
        ("powers?q=种子&facet=category", schemas.RecordList),
        ("powers?q=%22绝无此事%22", schemas.RecordList),
        ("powers/{merged}/history", schemas.ChangeList),
        ("diff?from=2018-12-31&to=2019-12-31", schemas.Differences),
        ("diff?from=2010-01-01&to=2017-01-01", schemas.Differences),
        ("diff?from=edition:0&to=edition:5", schemas.Differences),
        ("powers/{license}", schemas.PowerOnDay),
        ("powers/{merged}", schemas.PowerOnDay),
        ("powers/{split}", schemas.PowerOnDay),
        ("powers/{reward}?valid_at=2010-01-01", schemas.PowerOnDay),
        ("powers/{secret}/versions", schemas.VersionList),
        ("powers/{penalty}/versions/2", schemas.StoredVersion),
        ("powers/{penalty}/versions/2/proof", schemas.Proof),
        ("catalogue-items", schemas.RecordList),
        ("catalogue-items/{offer}", schemas.PowerOnDay),
        ("departments", schemas.DepartmentList),
        ("departments/{market}", schemas.DepartmentOnDay),
        ("editions", schemas.EditionList),
        ("editions/2", schemas.EditionAlone),
        ("editions/2/changes", schemas.ChangeList),
        ("changes?limit=1000", schemas.ChangeList),
        ("meta", schemas.Meta),
    ],
)
def test_an_answer_says_what_is_described_and_nothing_else(site, sample, path, model):
    model.model_validate_json(site.get(f"/api/v1/{path.format(**sample.ids)}").content, extra="forbid")
