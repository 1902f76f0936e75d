"""Moving a proposal: an action is looked up in the ruleset, bound to the text that was seen, and written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert
from sqlmodel import col

from quanze.domain.changes import Change, Op
from quanze.domain.errors import InvalidInput, NotNow
from quanze.domain.findings import Finding
from quanze.domain.identities import is_id
from quanze.domain.procedure import ADVERSE, Action, Case, Duty, Rule, Ruleset, State, ruleset
from quanze.domain.roles import OF_A_DEPARTMENT, Person
from quanze.domain.vocabulary import Kind, Severity
from quanze.services import auditing, consultations, notifying
from quanze.services.examining import findings_of
from quanze.services.laying import stated_versions
from quanze.services.moments import Place
from quanze.services.proposals import Proposal, read, read_again, save, take_part, touched
from quanze.services.proposing import rewrite
from quanze.services.saying import conditions, day, said_in
from quanze.storage import drafts, readers
from quanze.storage.heads import read_head
from quanze.storage.proceedings import AttachmentRow, ConsultedRow, StepRow
from quanze.storage.readers import At

KEPT = (
    *("answers", "points", "settlement", "body", "meeting", "date", "minutes", "conditions", "consulted", "number"),
    *("until", "notice"),
)
"""What an action may say beside opinion and conclusion; kept with the step."""


def act(
    connection: Connection, place: Place, person: Person, proposal: str, given: Mapping[str, Any], today: date
) -> Proposal:
    """Carry out one action on a proposal. Raises Forbidden (not yours), NotNow (not in this state, not on this text,
    findings open), InvalidInput (something must be said). One of several who act at once wins.
    """
    found = read(connection, place, person, proposal, lock=True)
    rules, said = ruleset(place.ruleset), said_in(given)
    case = case_of(connection, place, found, today, _departments(connection, place, said.get("consulted", [])))
    rule = rules.choose(said["action"], person, found.subject, case, said)
    said["conclusion"] = said["conclusion"] if rule.conclusions else None
    _same_text(found, said)
    take_part(connection, found.id, person, rule.duty)
    details = _details(connection, place, found, rule, said, case, today)
    deed = Deed(rule.action, rule.to or found.state, _office(person, rule), rule.duty, details, said)
    write_down(connection, found, person, deed)
    save(connection, found, _columns(found, rule, details))
    if rule.action is Action.ACCEPT:
        _consult(connection, found, details["consulted"])
    if rule.action is Action.OPEN_COMMENT:
        consultations.begin(connection, place, found, details, today)
    if rule.action is Action.REBASE:
        _rebase(connection, place, person, read_again(connection, place, person, found), today)
    return read_again(connection, place, person, found)


def _same_text(proposal: Proposal, said: Mapping[str, Any]) -> None:
    """An approval binds to what was seen."""
    if "digest" not in said:
        raise InvalidInput("请附上您所看到的申请内容的校验码（digest）。", code="missing_part", field="digest")
    if said["digest"] != proposal.row.digest:
        raise NotNow("申请内容已有修改，请查看新的内容后再办理。", code="other_digest")


def case_of(
    connection: Connection, place: Place, proposal: Proposal, today: date, named: frozenset[str] = frozenset()
) -> Case:
    """What the ruleset's conditions ask about a proposal; ``named`` are departments that somebody wants to be asked."""
    changes = proposal.changes(today)
    owners = _owners(connection, place, proposal.row.changes, proposal.row.effective_from or today)
    steps = drafts.steps(connection, proposal.id)
    return Case(
        state=proposal.state,
        ops=frozenset(change.op for change in changes),
        categories=frozenset(_categories(changes, owners)),
        affected=frozenset((_affected(changes, owners) | named) - {proposal.row.department, ""}),
        objections=_objections(steps),
        conditions_open=bool(proposal.row.conditions),
        by_list_office=proposal.row.by_list_office,
        of_no_department=proposal.row.department is None,
        done=_done(steps, proposal.row.digest),
    )


def _owners(
    connection: Connection, place: Place, stored: Sequence[Mapping[str, Any]], day: date
) -> dict[str, Row[Any]]:
    at = At(place.log, day, read_head(connection, place.id).entry)
    return {row.record: row for row in drafts.owners_on(connection, at, touched(stored))}


def _categories(changes: Sequence[Change], owners: Mapping[str, Any]) -> set[str]:
    stated = {str(value) for change in changes if (value := change.fields.get("category"))}
    return stated | {row.category for row in owners.values() if row.category}


def _affected(changes: Sequence[Change], owners: Mapping[str, Any]) -> set[str]:
    """The departments whose lists or duties the changes concern; those that they make cannot be asked yet."""
    fields = [change.fields for change in changes] + [part.fields for change in changes for part in change.into]
    named = {change.to_department for change in changes}
    named |= {value for one in fields if isinstance(value := one.get("department_id"), str)}
    organs = [change for change in changes if change.kind is Kind.DEPARTMENT]
    made = {change.id for change in organs if change.op in {Op.ADD, Op.MERGE}}
    made |= {part.id for change in organs for part in change.into}
    return {one for one in named - made if one} | {row.department for row in owners.values()}


def _objections(steps: Sequence[Any]) -> frozenset[str]:
    """The departments whose last opinion since the last acceptance is an objection."""
    last: dict[str, str] = {}
    for one in steps:
        if one.action == Action.ACCEPT:
            last = {}
        elif one.action == Action.GIVE_OPINION:
            last[one.department] = one.conclusion
    return frozenset(department for department, conclusion in last.items() if conclusion == "objection")


def _done(steps: Sequence[Any], digest: str) -> frozenset[str]:
    """What was done, and not found wanting, since the last submission, on the present text."""
    since = max((one.number for one in steps if one.action == Action.SUBMIT), default=0)
    last = {one.action: one.conclusion for one in steps if one.number > since and one.digest == digest}
    return frozenset(action for action, conclusion in last.items() if conclusion not in ADVERSE)


def _details(
    connection: Connection,
    place: Place,
    proposal: Proposal,
    rule: Rule,
    said: Mapping[str, Any],
    case: Case,
    today: date,
) -> dict[str, Any]:
    """What the step keeps of what was said, once it is found to be enough."""
    details = {name: said[name] for name in KEPT if name in said}
    if rule.action is Action.SUBMIT:
        _answered(findings_of(connection, place, proposal, today), said.get("answers", []))
    if rule.action is Action.ACCEPT:
        details["consulted"] = sorted(case.affected)
    if rule.action is Action.RECORD_DECISION:
        details["date"] = day(said["date"]).isoformat()
    if rule.action is Action.OPEN_COMMENT:
        details |= consultations.terms(connection, place, proposal, rule, said, today)
    if rule.action is Action.CLOSE_COMMENT:
        consultations.require_answered(connection, proposal, today)
    return details


def _answered(findings: Sequence[Finding], answers: object) -> None:
    """Errors block; a warning needs an answer that names it."""
    told = [one for one in answers if isinstance(one, dict)] if isinstance(answers, list) else []
    given = {(str(one.get("code")), str(one.get("change"))) for one in told if str(one.get("text") or "").strip()}
    errors = [one for one in findings if one.severity is Severity.ERROR]
    open_ = [one for one in findings if one.severity is Severity.WARNING and (one.code, str(one.change)) not in given]
    if errors or open_:
        what = "校验发现错误，须改正后再提交" if errors else "有提示需要说明理由（answers）后再提交"
        raise NotNow(
            f"{what}：{(errors or open_)[0].message}",
            code="findings_open",
            errors=[one.told() for one in (errors or open_)],
        )


def _departments(connection: Connection, place: Place, named: object) -> frozenset[str]:
    values = named if isinstance(named, list) else [named]
    for value in values:
        if not (is_id(str(value)) and readers.exists(connection, place.log, str(value), "department")):
            raise InvalidInput("没有这个部门（consulted）。", code="unknown_department", field="consulted")
    return frozenset(str(value) for value in values)


def _columns(proposal: Proposal, rule: Rule, details: Mapping[str, Any]) -> dict[str, Any]:
    """What an action changes in the proposal itself."""
    now = datetime.now(UTC)
    values: dict[str, Any] = {"updated_at": now, "revision": proposal.row.revision + 1}
    if rule.to is not None:
        values |= {"state": rule.to.value, "entered_at": now}
    if rule.action is Action.RECORD_DECISION and "conditions" in details:
        values["conditions"] = conditions(details["conditions"], len(proposal.row.changes))
    elif rule.action in _CLEARS_CONDITIONS or rule.to is State.APPROVED:
        values["conditions"] = None
    return values


_CLEARS_CONDITIONS = frozenset({Action.RETURN, Action.SUBMIT, Action.WITHDRAW, Action.REJECT, Action.REBASE})


def _consult(connection: Connection, proposal: Proposal, departments: Sequence[str]) -> None:
    """Ask departments for their opinion; who was asked the last time and is not now, has no more to say."""
    connection.execute(delete(ConsultedRow).where(col(ConsultedRow.proposal) == proposal.id))
    rows = [{"department": department, "proposal": proposal.id} for department in departments]
    if rows:
        connection.execute(insert(ConsultedRow), rows)


def _rebase(connection: Connection, place: Place, person: Person, proposal: Proposal, today: date) -> None:
    """Lay the changes over what the list says now."""
    entry = read_head(connection, place.id).entry
    at = At(place.log, proposal.row.effective_from or today, entry)
    bases = stated_versions(connection, at, proposal.changes(at.day))
    changes = [{**raw, "base_version": base} for raw, base in zip(proposal.row.changes, bases, strict=True)]
    rewrite(connection, proposal, person, Duty.PROPOSE, changes, {"entry": entry})


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is done to a proposal: by what office, in which duty, and what was said."""

    action: str
    to: State
    office: str
    duty: Duty | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)


def write_down(connection: Connection, proposal: Proposal, person: Person | None, deed: Deed) -> None:
    """Keep a step: who, in what capacity, what, on which text; nobody is the system. The duty must have been taken."""
    row = {
        "proposal": proposal.id,
        "number": len(drafts.steps(connection, proposal.id)) + 1,
        "action": str(deed.action),
        "from_state": proposal.state.value,
        "to_state": deed.to.value,
        "person": person.id if person else None,
        "duty": deed.duty.value if person and deed.duty else None,
        "person_name": person.name if person else "系统",
        "office": deed.office,
        "department": _acting_for(person, proposal),
        "opinion": deed.said.get("opinion"),
        "conclusion": deed.said.get("conclusion"),
        "details": dict(deed.details),
        "attachments": _attached(connection, deed.said.get("attachments", [])),
        "digest": proposal.row.digest,
        "at": datetime.now(UTC),
    }
    connection.execute(insert(StepRow), [row])
    notifying.moved(connection, proposal, person, deed.to, deed.details.get("consulted", proposal.consulted))
    if proposal.state is State.IN_PUBLIC_COMMENT and deed.to is not State.IN_PUBLIC_COMMENT:
        consultations.end(connection, proposal, deed.action)
    auditing.record(connection, person, f"proposal.{deed.action}", proposal.id, conclusion=row["conclusion"])


def _acting_for(person: Person | None, proposal: Proposal) -> str | None:
    """The department for which somebody acts: the proposal's own, else the one that was asked."""
    if person is None:
        return None
    own = person.departments(*OF_A_DEPARTMENT)
    asked = own & {proposal.row.department} or own & proposal.consulted
    return min(asked, default=None)


def _office(person: Person, rule: Rule) -> str:
    """In what capacity somebody acts."""
    return person.office(rule.roles)


def _attached(connection: Connection, given: object) -> list[dict[str, Any]]:
    """Files that were handed in before, by their digests. Raises InvalidInput for one that was not."""
    found = given if isinstance(given, list) else []
    for one in found:
        digest = one.get("digest") if isinstance(one, dict) else None
        if not drafts.attachment_exists(connection, col(AttachmentRow.digest) == str(digest)):
            raise InvalidInput("附件尚未上传（attachments）。", code="unknown_attachment", field="attachments")
    return [{"digest": one["digest"], "name": str(one.get("name", ""))[:200]} for one in found]


def allowed(connection: Connection, place: Place, person: Person, proposal: Proposal, today: date) -> list[Rule]:
    """What a person may do now."""
    rules: Ruleset = ruleset(place.ruleset)
    case = case_of(connection, place, proposal, today)
    found = rules.allowed(person, proposal.subject, case, proposal.parts.get(person.id))
    if case.state is State.IN_PUBLIC_COMMENT and not consultations.period_over(connection, proposal, today):
        return [rule for rule in found if rule.action is not Action.CLOSE_COMMENT]
    return found
