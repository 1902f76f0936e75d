"""Rules on a text among others: twins, parents, claims of other departments, departments that are gone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quanze.domain.rules.subjects import Listed, Remark, Subject, Surroundings
from quanze.domain.vocabulary import CATEGORY_LABELS, Category

_STATED_NUMBER = re.compile(r"[（(](?:共|含|下设)?\s*(\d{1,3})\s*(?:个子项|小项|子项|项)[）)]\s*$")


def duplicate_power(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A power that the department's list has twice: same category, name and group."""
    for other in around.namesakes(subject):
        same_group = other.parent == subject.after.get("parent_id")
        if same_group and other.grouping == subject.after["grouping"]:
            yield Remark(
                f"本部门同类事项中已有“{other.name}”，名称相同；请合并，或在名称中写明区别。",
                "name",
            )
            return


def shared_violation(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A violation that another department lists a penalty for, too."""
    body = subject.after
    if body["category"] != Category.PENALTY or body["grouping"]:
        return
    others = around.claimed_by_others(subject)
    if others:
        names = "、".join(dict.fromkeys(_owner(around, other) for other in others))
        yield Remark(
            f"{names}的清单中也有对同一违法行为的处罚（“{others[0].name}”）；请写明职责分工，或协商由一个部门行使。",
            "name",
        )


def _owner(around: Surroundings, line: Listed) -> str:
    organ = around.organs.get(line.department)
    return organ.name if organ else "另一部门"


def parent_gone(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A sub-item whose group the list of its day no longer has."""
    parent = subject.after["parent_id"]
    if parent and around.listed(parent, subject.day) is None:
        yield Remark("所属主项当日不在清单之内；请改为现行的主项，或不填主项。", "parent_id")


def parent_elsewhere(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A sub-item whose group belongs to another department or category, or is itself a sub-item."""
    body = subject.after
    parent = around.listed(body["parent_id"], subject.day)
    if parent is None:
        return
    if parent.department != body["department_id"]:
        yield Remark(f"主项“{parent.name}”属于另一部门；子项与主项应属同一部门。", "parent_id")
    elif parent.category != body["category"]:
        label = CATEGORY_LABELS[Category(parent.category)] if parent.category else "未分类"
        yield Remark(f"主项“{parent.name}”的类型是{label}，与子项不同；请核对。", "parent_id")
    elif parent.parent:
        yield Remark(f"主项“{parent.name}”本身是子项；清单只分主项、子项两级。", "parent_id")


def empty_group(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """What only groups and has nothing to group."""
    if subject.after["grouping"] and not around.children(subject):
        yield Remark("只作分组的主项下没有子项；请补充子项，或取消该主项。", "grouping")


def miscounted_group(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A group whose name states another number of sub-items than it has."""
    stated = _STATED_NUMBER.search(subject.after["name"])
    if stated and subject.after["grouping"]:
        number = len(around.children(subject))
        if int(stated[1]) != number:
            yield Remark(f"名称写明 {stated[1]} 项，清单中有子项 {number} 项；请核对数目。", "name")


def department_gone(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A power of a department that the list of its day no longer has."""
    department = subject.after["department_id"]
    if around.listed(department, subject.day) is None:
        organ = around.organs.get(department)
        name = f"“{organ.name}”" if organ else "所属部门"
        yield Remark(f"{name}当日不在机构序列之内；请改为承接其职责的部门。", "department_id")


def duplicate_department(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A department that is on the list twice."""
    if around.namesakes(subject):
        yield Remark(f"机构序列中已有“{subject.after['name']}”；请核对是否同一机关。", "name")
