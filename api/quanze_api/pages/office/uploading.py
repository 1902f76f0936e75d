"""From a table to a proposal: handed in, compared with the list, doubtful matches confirmed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from quanze.domain.errors import Forbidden, InvalidInput
from quanze.domain.identities import is_id
from quanze.exchange.listings import LISTING_LABELS, Listing
from quanze.services import uploading
from quanze.services.comparing import NEW
from quanze.services.linking import Link
from quanze.services.listed import RowKey
from quanze.services.proposals import Proposal
from quanze.services.sessions import Session
from quanze.services.uploading import Table
from quanze_api.forms import Form
from quanze_api.pages.office.bench import LARGEST_TEXT, Bench, change, identity_of, look, typed
from quanze_api.pages.office.desk import go, show, signed_in, submitted
from quanze_api.pages.office.editing import told_to_writer
from quanze_api.pages.office.starting import day_of, own_departments
from quanze_api.uploads import Upload

router = APIRouter(prefix="/office")
LARGEST_FILE = 20 * 1024 * 1024


async def _upload(request: Request, session: Session, problem: str | None = None) -> Response:
    departments = await look(request, session, own_departments)
    if not departments:
        raise Forbidden("调整申请由部门经办人、部门负责人或清单管理机构起草。", code="not_yours")
    return show(
        request,
        session,
        "office/upload.html",
        problem=problem,
        typed=typed(request),
        departments=departments,
        listings=LISTING_LABELS,
    )


router.get("/upload")(signed_in(_upload))


@router.post("/upload")
@submitted(_upload, largest=LARGEST_FILE)
async def upload(request: Request, session: Session, form: Form) -> Response:
    """The table as a draft; its matches come next."""
    file = form.file("file")
    if file is None:
        raise InvalidInput("请选择表格文件（xlsx、xls 或 csv）。", code="missing_part", field="file")

    def work(bench: Bench) -> Proposal:
        return uploading.propose_table(
            bench.connection, bench.place, bench.person, _table(bench, file, form), bench.today
        )

    made = await change(request, session, work)
    return go(request, f"/office/proposals/{made.id}/matches", done="uploaded")


def _table(bench: Bench, file: Upload, form: Form) -> Table:
    department = form.line("department")
    if department not in own_departments(bench):
        raise InvalidInput("请选择部门。", code="unknown_department", field="department")
    day = day_of(form, "effective_from") or bench.today
    complete, listing = form.line("complete") == "1", form.line("listing") or Listing.POWERS
    if listing not in LISTING_LABELS:
        raise InvalidInput("请选择清单种类。", code="missing_part", field="listing")
    return Table(
        file.name,
        file.content,
        department,
        day,
        complete and listing == Listing.POWERS,
        form.line("text"),
        Listing(listing),
        form.line("document") or None,
    )


async def _matches(request: Request, session: Session, problem: str | None = None) -> Response:
    identity = identity_of(request)

    def read(bench: Bench) -> dict[str, Any]:
        proposal = bench.proposal(identity)
        told = told_to_writer(bench, proposal)
        doubtful, missing = uploading.doubts(bench.connection, bench.place, proposal)
        return {
            "told": told,
            "etag": proposal.etag,
            "doubts": doubtful,
            "links": _by_row(uploading.link_proposals(bench.connection, bench.place, proposal)),
            "missing": missing,
            "report": proposal.row.report,
            "key_text": uploading.key_text,
        }

    found = await look(request, session, read)
    return show(request, session, "office/matches.html", problem=problem, typed=typed(request), **found)


def _by_row(links: list[tuple[RowKey, str, Link]]) -> list[tuple[RowKey, str, list[Link]]]:
    """The proposals, row by row."""
    rows: dict[RowKey, tuple[RowKey, str, list[Link]]] = {}
    for key, name, link in links:
        rows.setdefault(key, (key, name, []))[2].append(link)
    return list(rows.values())


router.get("/proposals/{id}/matches")(signed_in(_matches))


@router.post("/proposals/{id}/matches")
@submitted(_matches, largest=LARGEST_TEXT)
async def confirm(request: Request, session: Session, form: Form) -> Response:
    """Compared again, with the matches as the person sees them."""
    identity = identity_of(request)
    given = {
        uploading.read_key(name.removeprefix("match:")): form.line(name)
        for name in form.names("match:")
        if form.line(name) == NEW or is_id(form.line(name))
    }
    await change(
        request,
        session,
        lambda bench: uploading.confirm(
            bench.connection, bench.place, bench.person, identity, given, form.line("etag") or None, bench.today
        ),
    )
    return go(request, f"/office/proposals/{identity}/edit", done="saved")


@router.post("/proposals/{id}/links")
@submitted(_matches, largest=LARGEST_TEXT)
async def link(request: Request, session: Session, form: Form) -> Response:
    """The powers that were ticked for the rows of a table; rows of which none was ticked stay without."""
    identity = identity_of(request)
    links = {
        uploading.read_key(name.removeprefix("link:")): [power for power in form.many(name) if is_id(power)]
        for name in form.names("link:")
        if form.many(name)
    }
    etag = form.line("etag") or None
    await change(
        request,
        session,
        lambda bench: uploading.link(bench.connection, bench.place, bench.person, identity, links, etag, bench.today),
    )
    return go(request, f"/office/proposals/{identity}/edit", done="saved")
