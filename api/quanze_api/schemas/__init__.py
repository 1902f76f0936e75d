"""The shapes of answers, as the contract documents them.

Routes write these shapes themselves, without a model between; the tests hold every answer against them. What an answer
always has, has no default here.
"""

from __future__ import annotations

from quanze_api.schemas.installation import (
    CoveredDepartment,
    Health,
    JurisdictionSummary,
    Limits,
    Meta,
    RegionCode,
    Software,
)
from quanze_api.schemas.publications import (
    ChangeItem,
    ChangeList,
    ComparedEcho,
    Difference,
    Differences,
    EditionAlone,
    EditionList,
    EditionSummary,
    FieldChange,
    Step,
)
from quanze_api.schemas.records import (
    DepartmentList,
    DepartmentOnDay,
    DepartmentSummary,
    Explanation,
    Leaf,
    Lineage,
    OnDay,
    PowerOnDay,
    Proof,
    RecordList,
    RecordSummary,
    Related,
    StoredVersion,
    Successor,
    VersionList,
    VersionSummary,
)
from quanze_api.schemas.shared import Answer, DepartmentReference, Echo, Facets, FacetValue, Listing, Problem

__all__ = [
    "Answer",
    "ChangeItem",
    "ChangeList",
    "ComparedEcho",
    "CoveredDepartment",
    "DepartmentList",
    "DepartmentOnDay",
    "DepartmentReference",
    "DepartmentSummary",
    "Difference",
    "Differences",
    "Echo",
    "EditionAlone",
    "EditionList",
    "EditionSummary",
    "Explanation",
    "FacetValue",
    "Facets",
    "FieldChange",
    "Health",
    "JurisdictionSummary",
    "Leaf",
    "Limits",
    "Lineage",
    "Listing",
    "Meta",
    "OnDay",
    "PowerOnDay",
    "Problem",
    "Proof",
    "RecordList",
    "RecordSummary",
    "RegionCode",
    "Related",
    "Software",
    "Step",
    "StoredVersion",
    "Successor",
    "VersionList",
    "VersionSummary",
]
