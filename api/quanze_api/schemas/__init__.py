"""The shapes of answers, as the contract documents them.

Routes write these shapes themselves, without a model between; the tests hold every answer against them. What an answer
always has, has no default here.
"""

from __future__ import annotations

from quanze_api.schemas.checking import ChangeSet, CountItem, FindingItem, Validation
from quanze_api.schemas.installation import (
    CoveredDepartment,
    Health,
    JurisdictionSummary,
    Limits,
    Meta,
    RegionCode,
    Software,
)
from quanze_api.schemas.proposing import (
    ActionSent,
    EditionSent,
    Issued,
    ProposalAlone,
    ProposalList,
    ProposalSent,
    ProposalSummary,
    Receipt,
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
    "ActionSent",
    "Answer",
    "ChangeItem",
    "ChangeList",
    "ChangeSet",
    "ComparedEcho",
    "CountItem",
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
    "EditionSent",
    "EditionSummary",
    "Explanation",
    "FacetValue",
    "Facets",
    "FieldChange",
    "FindingItem",
    "Health",
    "Issued",
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
    "ProposalAlone",
    "ProposalList",
    "ProposalSent",
    "ProposalSummary",
    "Receipt",
    "RecordList",
    "RecordSummary",
    "RegionCode",
    "Related",
    "Software",
    "Step",
    "StoredVersion",
    "Successor",
    "Validation",
    "VersionList",
    "VersionSummary",
]

SENT = (ChangeSet, ProposalSent, ActionSent, EditionSent)
"""The shapes of what programs send."""
