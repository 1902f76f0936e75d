"""The papers that each step prints.

    GET /api/v1/proposals/{id}/papers/{paper}.{docx|xlsx|html}   for those who may read the proposal
    GET /api/v1/notice.{docx|xlsx|html}?proposal=…&title=…       the 公告 of an edition in preparation
    GET /api/v1/editions/{n}/notice.{docx|xlsx|html}             public: the 公告 of a published edition

``paper`` is application 调整申请, comparison 调整对照表, opinions 征求意见及采纳情况表, legality 合法性审查意见书 or
notice 公告. A signed-in browser may follow the same addresses: they are what pages link to. What comes back sealed goes
to :mod:`quanze.services.attaching`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from quanze.domain.editions import EditionKind
from quanze.domain.errors import NotFound
from quanze.domain.roles import Person
from quanze.exchange.papers import documents, pages, workbooks
from quanze.exchange.papers.paper import Form, Paper
from quanze.services import letters
from quanze.services.announcing import announcement_of_edition, announcement_of_proposals
from quanze.services.dossiers import Dossier, open_dossier
from quanze.services.issuing import Issue
from quanze.services.legality_opinions import legality
from quanze.services.moments import Moment, Place
from quanze.services.notices import notice
from quanze.services.proposals import Proposal, read
from quanze.storage import readers

NOTICE = "notice"
PAPERS: Mapping[str, str] = {
    "application": "调整申请",
    "comparison": "调整对照表",
    "opinions": "征求意见及采纳情况表",
    "legality": "合法性审查意见书",
    NOTICE: "公告",
}
"""The papers of a proposal, by the names in their addresses."""

_OF_A_DOSSIER: Mapping[str, Callable[[Dossier], Paper]] = {
    "application": letters.application,
    "comparison": letters.comparison,
    "opinions": letters.opinions,
    "legality": legality,
}
_RENDERERS: Mapping[Form, Callable[[Paper], bytes]] = {
    Form.DOCUMENT: documents.document,
    Form.WORKBOOK: workbooks.workbook,
    Form.PAGE: pages.page,
}
MEDIA_TYPES = {
    Form.DOCUMENT: documents.MEDIA_TYPE,
    Form.WORKBOOK: workbooks.MEDIA_TYPE,
    Form.PAGE: pages.MEDIA_TYPE,
}


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper as a file."""

    name: str
    media_type: str
    content: bytes


def printed(paper: Paper, form: Form) -> Printed:
    """A paper in one of its forms."""
    return Printed(f"{paper.title}.{form}", MEDIA_TYPES[form], _RENDERERS[form](paper))


def paper_of_proposal(
    connection: Connection, place: Place, person: Person, identity: str, name: str, today: date, zone: ZoneInfo
) -> Paper:
    """A paper of a proposal. Raises NotFound where there is no such paper, or the person may not see the proposal."""
    if name not in PAPERS:
        raise NotFound("没有这种文书。")
    proposal = read(connection, place, person, identity)
    if name == NOTICE:
        return _notice(connection, place, person, proposal, today, zone)
    return _OF_A_DOSSIER[name](open_dossier(connection, place, proposal, today, zone)).noting(place.notice)


def _notice(
    connection: Connection, place: Place, person: Person, proposal: Proposal, today: date, zone: ZoneInfo
) -> Paper:
    """The notice that the proposal went out with; until then, that of an edition with nothing else in it."""
    edition = readers.edition(connection, place.log, proposal.row.edition) if proposal.row.edition else None
    if edition is not None:
        return notice(announcement_of_edition(connection, place, edition, zone))
    day = proposal.row.effective_from or today
    title = f"关于调整{place.name}权责清单的公告"
    return notice_to_be(connection, place, person, Issue(title, EditionKind.ANNOUNCEMENT, [proposal.id], day), today)


def notice_to_be(connection: Connection, place: Place, person: Person, wanted: Issue, today: date) -> Paper:
    """The notice of an edition in preparation."""
    return notice(announcement_of_proposals(connection, place, person, wanted, today))


def notice_of_edition(connection: Connection, moment: Moment, number: int, zone: ZoneInfo) -> Paper:
    """The notice of a published edition, as far as it was known. Raises NotFound."""
    edition = readers.edition(connection, moment.place.log, number)
    if edition is None or edition.number > moment.edition:
        raise NotFound(f"没有第 {number} 版次。")
    return notice(announcement_of_edition(connection, moment.place, edition, zone))
