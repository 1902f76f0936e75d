"""The papers of a proposal: printed from here, and handed in here once they are sealed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.errors import InvalidInput
from quanze.exchange.papers.paper import Form as PaperForm
from quanze.exchange.scans import KINDS, LARGEST
from quanze.services import attaching
from quanze.services.papers import PAPERS
from quanze.services.sessions import Session
from quanze_api.forms import Form
from quanze_api.pages.office.bench import Bench, change, identity_of, look
from quanze_api.pages.office.desk import go, show, signed_in, submitted

router = APIRouter(prefix="/office/proposals")
FORM_BYTES = LARGEST + 64 * 1024
"""A form with one file in it."""


async def _papers(request: Request, session: Session, problem: str | None = None) -> Response:
    identity = identity_of(request)

    def read(bench: Bench) -> dict[str, Any]:
        proposal = bench.proposal(identity)
        return {
            "proposal": proposal.row,
            "files": attaching.attachments_of(bench.connection, proposal.id),
            "may_hand_in": attaching.may_hand_in(bench.person, proposal),
        }

    found = await look(request, session, read)
    return show(
        request, session, "papers.html", problem=problem, papers=PAPERS, forms=list(PaperForm), kinds=KINDS, **found
    )


router.get("/{id}/papers")(signed_in(_papers))


@router.post("/{id}/papers")
@submitted(_papers, largest=FORM_BYTES)
async def hand_in(request: Request, session: Session, form: Form) -> Response:
    """A sealed paper comes back."""
    identity, file = identity_of(request), form.file("file")
    if file is None:
        raise InvalidInput("请选择扫描件。", code="empty_file", field="file")

    def taken(bench: Bench) -> dict[str, Any]:
        return attaching.hand_in_paper(
            bench.connection, bench.place, bench.person, identity, form.line("paper"), file.name, file.content
        )

    await change(request, session, taken)
    return go(request, f"/office/proposals/{identity}/papers", done="handed_in")
