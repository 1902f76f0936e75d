"""The steps of a reform as a form says them, and as a page repeats them; a plan in the making may still lack parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from quanze.domain.errors import InvalidInput
from quanze.domain.reforms import HANDED_OVER, Plan
from quanze.domain.vocabulary import CATEGORY_LABELS
from quanze_api.forms import Form

Step = Any
"""One row of a plan, as its file says it."""

Steps = dict[str, list[Step]]
HEADING = ("title", "on", "text", "ref", "handover_note")
KINDS: Mapping[str, str] = {
    "renames": "更名",
    "merges": "合并组建",
    "splits": "分设",
    "founded": "新设",
    "abolitions": "撤销或并入",
    "departures": "划出本级政府",
    "transfers": "划转事项",
    "take_backs": "收回乡镇（街道）的事项",
}
TICKED, MATCHING = "ticked", "matching"
SCOPES = {"all": "全部事项（已另行划转的除外）", MATCHING: "符合下列条件的全部事项", TICKED: "下面勾选的事项"}


def heading_of(form: Form) -> dict[str, str]:
    """What a form says of the plan as a whole."""
    said = {name: form.text(name).replace("\r\n", "\n").strip() for name in HEADING}
    return {**said, "handover_note": said["handover_note"] or HANDED_OVER}


def steps_of(form: Form) -> Steps:
    """The steps that a form carries along. Raises InvalidInput."""
    try:
        carried = orjson.loads(form.text("steps") or "{}")
    except orjson.JSONDecodeError:
        carried = None
    rows = isinstance(carried, dict) and all(kind in KINDS and isinstance(carried[kind], list) for kind in carried)
    if not rows:
        raise InvalidInput("方案的内容有误，请重新填写。", code="bad_plan")
    return {kind: list(carried.get(kind, [])) for kind in KINDS}


def taken_apart(plan: Plan) -> tuple[dict[str, str], Steps]:
    """A plan from a file as a form repeats it."""
    told = plan.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    heading = {name: str(told.get(name) or "") for name in HEADING}
    return {**heading, "handover_note": plan.handover_note}, {kind: list(told.get(kind, [])) for kind in KINDS}


def plan_text(heading: Mapping[str, str], steps: Steps) -> str:
    """The plan as its file would say it; what was left empty is left out."""
    told = {name: text for name, text in heading.items() if text} | {kind: rows for kind, rows in steps.items() if rows}
    return orjson.dumps(told, option=orjson.OPT_INDENT_2).decode()


def step_in(form: Form, kind: str, powers: Callable[[], list[str]]) -> Step:
    """The step that a form says; ``powers`` are looked for only where it asks. Raises InvalidInput."""
    return _READERS[kind](form, powers)


def _needed(form: Form, name: str, what: str) -> str:
    if not form.line(name):
        raise InvalidInput(f"请填写或选择{what}。", code="missing_part", field=name)
    return form.line(name)


def _rename(form: Form, _powers: Callable[[], list[str]]) -> Step:
    return {"department": _needed(form, "rename_from", "要更名的部门"), "to": _needed(form, "rename_to", "新的名称")}


def _merge(form: Form, _powers: Callable[[], list[str]]) -> Step:
    chosen = form.many("merge_from")
    if not chosen:
        raise InvalidInput("请勾选要合并的部门。", code="missing_part", field="merge_from")
    return {"from": chosen, "into": _needed(form, "merge_into", "组建后的名称")}


def _split(form: Form, _powers: Callable[[], list[str]]) -> Step:
    department = _needed(form, "split_from", "要分设的部门")
    names = [line.strip() for line in _needed(form, "split_into", "分设后的名称").splitlines() if line.strip()]
    return {"department": department, "into": [{"name": name} for name in names]}


def _founded(form: Form, _powers: Callable[[], list[str]]) -> Step:
    return {"name": _needed(form, "founded_name", "新设部门的名称")}


def _abolition(form: Form, _powers: Callable[[], list[str]]) -> Step:
    heir = form.line("abolition_to")
    return {"department": _needed(form, "abolition_from", "要撤销的部门"), **({"to": heir} if heir else {})}


def _departure(form: Form, _powers: Callable[[], list[str]]) -> Step:
    return _needed(form, "departure_from", "要划出的部门")


def _transfer(form: Form, powers: Callable[[], list[str]]) -> Step:
    origin, target = _needed(form, "transfer_from", "划出的部门"), form.line("transfer_to")
    whither = {"to": target} if target else {}
    return {"from": origin, **whither, **_which(form, "transfer", powers)}


def _take_back(form: Form, powers: Callable[[], list[str]]) -> Step:
    below, target = form.many("take_back_from"), form.line("take_back_to")
    said = {**({"from": below} if below else {}), **({"to": target} if target else {})}
    return {**said, **_which(form, "take_back", powers, categories=False)}


def _which(form: Form, prefix: str, powers: Callable[[], list[str]], *, categories: bool = True) -> dict[str, Any]:
    """Which powers a step means: all, those that a filter finds, or those that were ticked."""
    scope, wanted = form.line(f"{prefix}_scope"), form.many(f"{prefix}_category")
    if scope == TICKED:
        ticked = form.many(f"{prefix}_power")
        if not ticked:
            raise InvalidInput("请先列出事项，再勾选。", code="missing_part", field=f"{prefix}_power")
        return {"powers": ticked}
    if scope != MATCHING:
        return {}
    if categories and wanted and not (form.line(f"{prefix}_code") or form.line(f"{prefix}_text")):
        return {"categories": wanted}
    return {"powers": powers()}


_READERS: Mapping[str, Callable[[Form, Callable[[], list[str]]], Step]] = {
    "renames": _rename,
    "merges": _merge,
    "splits": _split,
    "founded": _founded,
    "abolitions": _abolition,
    "departures": _departure,
    "transfers": _transfer,
    "take_backs": _take_back,
}


def made_in(steps: Steps) -> list[str]:
    """The organs that a plan makes, by name: they may be chosen where powers go."""
    return [
        *(one["to"] for one in steps["renames"]),
        *(one["name"] for one in steps["founded"]),
        *(one["into"] for one in steps["merges"]),
        *(part["name"] for one in steps["splits"] for part in one["into"]),
    ]


def told(kind: str, step: Step) -> str:
    """A step in words."""
    return _WORDS[kind](step)


def _quoted(names: Sequence[str]) -> str:
    return "、".join(f"“{name}”" for name in names)


def _powers_told(step: Step) -> str:
    if step.get("powers"):
        return f"{len(step['powers'])} 项事项"
    if step.get("categories"):
        return "、".join(CATEGORY_LABELS.get(one, one) for one in step["categories"])
    return "全部（其余）事项"


def _transfer_told(step: Step) -> str:
    whither = f"划入“{step['to']}”" if step.get("to") else "划出本级政府"
    return f"“{step['from']}”的{_powers_told(step)}{whither}"


def _take_back_told(step: Step) -> str:
    below = _quoted(step["from"]) if step.get("from") else "全部乡镇、街道"
    return f"自{below}收回{_powers_told(step)}" + (f"，由“{step['to']}”行使" if step.get("to") else "")


_WORDS: Mapping[str, Callable[[Step], str]] = {
    "renames": lambda step: f"“{step['department']}”更名为“{step['to']}”",
    "merges": lambda step: f"{_quoted(step['from'])}合并组建“{step['into']}”",
    "splits": lambda step: f"“{step['department']}”分设为{_quoted([part['name'] for part in step['into']])}",
    "founded": lambda step: f"新设“{step['name']}”",
    "abolitions": lambda step: f"撤销“{step['department']}”" + (f"，并入“{step['to']}”" if step.get("to") else ""),
    "departures": lambda step: f"“{step}”划出本级政府",
    "transfers": _transfer_told,
    "take_backs": _take_back_told,
}
