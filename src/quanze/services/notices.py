"""The public notice (公告) of an edition, published or to be: a sentence of numbers, and the tables to check it by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from quanze.domain.changes import Op
from quanze.domain.rules.counts import Count
from quanze.domain.vocabulary import CATEGORY_LABELS, Category
from quanze.domain.words import day_words
from quanze.exchange.papers.paper import Annex, Block, Cell, Heading, Paper, Paragraph, Signature, Table
from quanze.services.dossiers import Move
from quanze.services.reconciling import Figures, sum_of
from quanze.services.sentences import counts_sentence, ops_sentence

MOST_LISTED = 3_000
"""Items in the table of a notice; a longer one points to the register, where all of them are."""

COUNTS, ITEMS = "权责事项数量变化表", "权责清单调整事项目录"
_COUNTS = ("部门", "权力类型", "调整前", "增加", "减少", "调整后")
_ITEMS = ("序号", "部门", "事项名称", "权力类型", "调整类型", "施行日期")


@dataclass(frozen=True, slots=True)
class Item:
    """One adjusted item, as the notice lists it."""

    department: str
    name: str
    category: str | None
    op: str
    day: date


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a notice tells: the edition's own words, its numbers, its items. ``number`` and ``root``: once published."""

    title: str
    jurisdiction: str
    effective_from: date
    form: str
    figures: Figures
    moves: Counter[Move]
    items: Sequence[Item]
    names: Mapping[str, str]
    document_number: str | None = None
    organs: tuple[str, ...] = ()
    decided: str = ""
    signed_on: date | None = None
    number: int | None = None
    root: str | None = None
    notices: tuple[str, ...] = field(default=())


def notice(said: Announcement) -> Paper:
    """The paper of an announcement."""
    annexes = [Annex(COUNTS, tuple(_counts(said))), Annex(ITEMS, tuple(_items(said)))]
    return Paper(
        title=said.title,
        number=said.document_number,
        blocks=tuple(_tells(said)),
        signature=Signature(said.organs or (f"{said.jurisdiction}人民政府",), said.signed_on),
        remarks=_identity(said),
        annexes=tuple(annexes if said.items else annexes[:1]),
        notices=said.notices,
    )


def _tells(said: Announcement) -> Iterator[Block]:
    yield Paragraph(f"按照权责清单动态管理有关规定，{said.decided}现将{said.jurisdiction}权责清单{said.form}如下：")
    yield Heading("一、调整情况")
    ops, total = ops_sentence(said.moves), said.figures.total
    yield Paragraph(f"本次{ops}。" if ops else "本次调整不涉及权责事项。")
    yield Paragraph(counts_sentence(said.jurisdiction, total, said.figures.by_category, said.figures.moved))
    yield Heading("二、施行日期")
    others = any(item.day != said.effective_from for item in said.items)
    apart = "附件所列事项另有施行日期的，从其日期。" if others else ""
    yield Paragraph(f"本次调整自{day_words(said.effective_from)}起施行。{apart}")
    yield Heading("三、其他事项")
    yield Paragraph(
        "权责清单全文和修改对照可以在权责清单登记簿查阅。清单与法律法规规章不一致的，以法律法规规章为准；"
        "清单未载明不等于没有法律授权。"
    )


_MOVING = frozenset({Op.TRANSFER, Op.RECLASSIFY})


def _counts(said: Announcement) -> Iterator[Block]:
    yield _counts_table(said)
    if any(op in _MOVING for op, _ in said.moves):
        yield Paragraph("划转、转变类型的事项，在原部门、原类型计为减少，在新部门、新类型计为增加。")


def _counts_table(said: Announcement) -> Table:
    """Each department that changes, category by category; the others in one line; the whole list."""
    rows: list[list[Cell]] = []
    sums = set()
    for department in _in_order(said):
        parts = said.figures.of(department)
        rows += [_numbers(said.names.get(department, department), _category(one), one) for one in parts]
        sums.add(len(rows))
        rows.append(_numbers(said.names.get(department, department), "小计", sum_of(department, parts)))
    rest = sum(said.figures.others.values())
    if rest:
        rows.append(["其他部门", "（未调整）", rest, 0, 0, rest])
    sums.add(len(rows))
    rows.append(_numbers("合计", "", said.figures.total))
    return Table(_COUNTS, rows, (10, 5, 3, 3, 3, 3), sums=frozenset(sums))


def _in_order(said: Announcement) -> list[str]:
    """The departments that change, in the order of organs as far as the names tell it."""
    order = {department: number for number, department in enumerate(said.names)}
    departments = dict.fromkeys(one.department for one in said.figures.counts)
    return sorted(departments, key=lambda department: order.get(department, len(order)))


def _category(one: Count) -> str:
    return CATEGORY_LABELS[Category(one.category)] if one.category else ""


def _numbers(department: str, category: str, one: Count) -> list[Cell]:
    return [department, category, one.before, one.added, one.removed, one.after]


def _items(said: Announcement) -> Iterable[Block]:
    listed = said.items[:MOST_LISTED]
    rows: list[list[Cell]] = [[number, *_item(item)] for number, item in enumerate(listed, start=1)]
    yield Table(_ITEMS, rows, (2, 5, 8, 4, 4, 7))
    if len(said.items) > len(listed):
        yield Paragraph(f"本表列前{len(listed)}项，其余见权责清单登记簿。")


def _item(item: Item) -> list[Cell]:
    category = CATEGORY_LABELS[Category(item.category)] if item.category else ""
    return [item.department, item.name, category, item.op, day_words(item.day)]


def _identity(said: Announcement) -> tuple[str, ...]:
    """The outside witness of the register: the root as it was when the edition went out."""
    return (f"第{said.number}次公布；公布后登记簿校验码{said.root}",) if said.root else ()
