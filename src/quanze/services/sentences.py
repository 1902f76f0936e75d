"""The sentences of papers that hold numbers: what was adjusted, and what it makes of the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from quanze.domain.changes import OP_LABELS, Op
from quanze.domain.rules.counts import Count
from quanze.domain.vocabulary import CATEGORY_LABELS, Category
from quanze.services.dossiers import Move
from quanze.services.reconciling import Figures, sum_of

_PAIRED = {Op.MERGE: "合并", Op.SPLIT: "拆分"}
_VERBS = OP_LABELS | {Op.AMEND: "变更要素", Op.RECLASSIFY: "转变类型"}


def ops_sentence(moves: Iterable[Move]) -> str:
    """How many powers each operation concerns, in the order of the operations: 新增1项、取消2项、合并2项为1项."""
    counted = Counter(moves)
    ops = {op for op, _ in counted}
    return "、".join(_op(op, counted) for op in Op if op in ops)


def _op(op: Op, counted: Counter[Move]) -> str:
    ended, begun = counted[op, True], counted[op, False]
    return f"{_PAIRED[op]}{ended}项为{begun}项" if op in _PAIRED else f"{_VERBS[op]}{begun}项"


def counts_sentence(whose: str, total: Count, parts: Sequence[Count], moved: int = 0) -> str:
    """Before, added, removed and after in one sentence, with the sum that anyone can check; then by category. ``moved``
    are those that were added in one place and removed in another.
    """
    if not total.added and not total.removed:
        return f"本次调整不改变事项数量，{whose}权责清单仍为{total.after}项。"
    among = f"（均含部门之间划转、类型之间转变的{moved}项）" if moved else ""
    said = (
        f"调整前，{whose}权责清单共{total.before}项；本次增加{total.added}项、减少{total.removed}项{among}；"
        f"调整后共{total.after}项（{total.before}＋{total.added}－{total.removed}＝{total.after}）"
    )
    return said + (f"，其中{_by_category(parts)}。" if parts else "。")


def _by_category(parts: Sequence[Count]) -> str:
    return "、".join(f"{CATEGORY_LABELS[Category(one.category)]}{one.after}项" for one in parts if one.after)


def department_sentence(whose: str, figures: Figures, department: str) -> str:
    """The same of one department."""
    parts = figures.of(department)
    return counts_sentence(whose, sum_of(department, parts), parts)
