"""Makes a power of each draft: typed fields, the other columns' texts, and what a clerk should check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from quanze.domain.vocabulary import Category, Severity
from quanze.exchange.cells import clean_line, clean_organs, clean_text, fold, is_blank, without_number
from quanze.exchange.drafts import Draft
from quanze.exchange.readings import ItemRow, Problem
from quanze.exchange.values import (
    CategoryReading,
    is_damaged_code,
    read_bodies,
    read_category,
    read_codes,
    read_disclosure,
    read_levels,
)
from quanze.exchange.wording import doubts_about, is_example, is_no_name

_LONG = (
    "legal_basis",
    "department_duties",
    "duties",
    "duty_basis",
    "accountability_scope",
    "accountability",
    "remedy",
    "note",
    "fee",
    "authority",
    "counterpart",
)
_SHORT = ("statutory_time_limit", "promised_time_limit", "consultation_phone", "supervision_phone", "service_guide_url")
_ORGANS = ("implementing_body", "handling_office")


@dataclass(slots=True)
class ItemReader:
    """Turns drafts into items; `problems` collects what was found, one error at most for each power not read."""

    sheet_category: Category | None
    problems: list[Problem] = field(default_factory=list)

    def read(self, draft: Draft) -> ItemRow | None:
        """The power, or None with an error that says why the row is not one."""
        item = clean_line(draft.item)
        sub_item = _sub_item(draft.sub_item)
        category = self._category(draft)
        error = name_error(draft, item, sub_item) or _category_error(draft, category)
        if error is not None:
            self.problems.append(_problem(draft, error[0], Severity.ERROR, error[1]))
            return None
        fields = self._fields(draft, category, sub_item is not None)
        extra = extra_of(draft)
        self._warn(draft, item, sub_item, fields, extra)
        if is_blank(item):
            item, sub_item = sub_item or "", None
        return ItemRow(draft.row + 1, draft.last_row + 1, item, sub_item, category.category, fields, extra)

    def _category(self, draft: Draft) -> CategoryReading:
        """What the row's own cell says, else the heading above it, else the sheet."""
        text = text_of(draft, "category", clean_line)
        if text is not None:
            return read_category(text.split("\n")[0])
        if draft.section.category is not None:
            return CategoryReading(draft.section.category)
        return CategoryReading(self.sheet_category)

    def _fields(self, draft: Draft, category: CategoryReading, has_sub_item: bool) -> dict[str, object]:
        fields: dict[str, object] = {}
        for names, clean in ((_LONG, clean_text), (_SHORT, clean_line), (_ORGANS, clean_organs)):
            fields.update({name: text_of(draft, name, clean) for name in names if name in draft.header.columns})
        if draft.section.department and not fields.get("implementing_body"):
            fields["implementing_body"] = draft.section.department
        if category.coercion_kind is not None:
            fields["coercion_kind"] = category.coercion_kind.value
        self._read_levels(draft, fields)
        self._read_codes(draft, fields, has_sub_item)
        self._read_lists(draft, fields)
        return fields

    def _read_levels(self, draft: Draft, fields: dict[str, object]) -> None:
        """Level words become levels; all other text of a mixed column is the authority."""
        mixed = "levels_and_authority" in draft.header.columns
        name = "levels_and_authority" if mixed else "levels"
        if name not in draft.header.columns:
            return
        found, rest = [], []
        for text in texts_of_field(draft, name):
            levels, remainder = read_levels(text)
            found += [level for level in levels if level not in found]
            rest += [remainder] if remainder else []
        fields["levels"] = found
        if mixed or "authority" in fields:
            fields["authority"] = _joined([*rest, *_lines(fields.get("authority"))])
        elif rest:
            self._warn_of(draft, "unknown_level", f"实施层级“{rest[0][:20]}”无法识别，请写明省级、市级、县级等")

    def _read_codes(self, draft: Draft, fields: dict[str, object], has_sub_item: bool) -> None:
        """A sub-item has the code of its own column where the sheet has one."""
        columns = draft.header.columns
        name = "sub_code" if "sub_code" in columns and has_sub_item else "code"
        if name not in columns and "sub_code" not in columns:
            return
        text = " ".join(texts_of_field(draft, name))
        codes = read_codes(text)
        damaged = [code["value"] for code in codes if is_damaged_code(code["value"])]
        if damaged:
            self._warn_of(draft, "code_damaged", f"编码“{damaged[0]}”已被表格软件改成科学计数，请把该列设为文本后重填")
        fields["codes"] = [code for code in codes if code["value"] not in damaged]

    def _read_lists(self, draft: Draft, fields: dict[str, object]) -> None:
        if "joint_bodies" in draft.header.columns:
            fields["joint_bodies"] = read_bodies("\n".join(texts_of_field(draft, "joint_bodies")))
        if "disclosure" in draft.header.columns:
            text = text_of(draft, "disclosure", clean_line)
            found = read_disclosure(text) if text else None
            fields["disclosure"] = found.value if found else None
            if text and found is None:
                self._warn_of(draft, "unknown_disclosure", f"是否公示一栏写的是“{text[:20]}”，请写“是”或“否”")

    def _warn(
        self, draft: Draft, item: str, sub_item: str | None, fields: dict[str, object], extra: dict[str, str]
    ) -> None:
        """Warnings and notices about a power that was read."""
        if is_blank(item):
            self._warn_of(draft, "missing_item", "只有子项名称，没有事项名称，已把子项作为事项读取，请补上事项名称")
        texts = {"item": item, "sub_item": sub_item or "", **fields, **extra}
        for code, message in doubts_about(texts, draft.header.printed):
            self._warn_of(draft, code, message)
        self._warn_about_cells(draft)

    def _warn_about_cells(self, draft: Draft) -> None:
        text = text_of(draft, "category", clean_line) or ""
        lines = text.split("\n")
        if read_category(lines[0]).older:
            self._warn_of(
                draft, "older_category", f"权力类型“{lines[0][:20]}”不在现行十类之内，已按现行类别归类，请核对"
            )
        if len({read_category(line).category for line in lines if line}) > 1:
            self._warn_of(draft, "category_differs", "同一事项的几行写了不同的权力类型，以第一行为准，请核对")
        silent = {*draft.header.columns.get("seq", []), *draft.header.unnamed, *draft.header.persons}
        missing = [column for column in draft.uncomputed if column not in silent]
        if missing:
            self._warn_of(
                draft, "formula_without_value", "有公式没有保存计算结果，按空白读取，请在 Excel 中打开并保存后重试"
            )
        if any(column not in silent for column in draft.hidden):
            self.problems.append(
                _problem(draft, "hidden_text", Severity.NOTICE, "合并单元格下藏有看不见的文字，请核对")
            )

    def _warn_of(self, draft: Draft, code: str, message: str) -> None:
        self.problems.append(_problem(draft, code, Severity.WARNING, message))


def _problem(draft: Draft, code: str, severity: Severity, message: str) -> Problem:
    return Problem(draft.row + 1, code, severity, f"第{draft.row + 1}行{message}")


def name_error(draft: Draft, item: str, sub_item: str | None) -> tuple[str, str] | None:
    """Why the row's name is none."""
    names = {draft.header.column("item"), draft.header.column("sub_item")}
    if names.intersection(draft.uncomputed):
        return "formula_without_value", "的名称是公式，但文件里没有保存计算结果，请在 Excel 中打开并保存后重试"
    shown = (sub_item or item)[:30]
    seq = clean_line(next(iter(texts_of_field(draft, "seq")), ""))
    if is_example(seq) or is_example(item) or is_example(sub_item or ""):
        return "template_text", f"“{shown}”是模板的示例或提示文字，没有作为事项读取，请删去该行或填写真实事项"
    if is_no_name(sub_item or item):
        return "bad_name", f"的名称“{shown}”不是事项名称，没有读取，请改正"
    return None


def _category_error(draft: Draft, category: CategoryReading) -> tuple[str, str] | None:
    """Why the row's category is none of the ten."""
    if category.category is not None:
        return None
    written = (text_of(draft, "category", clean_line) or "").split("\n")[0][:20]
    if category.not_a_power:
        return "not_a_power", f"的类型是“{written}”，不属于行政权力，没有作为事项读取"
    if written:
        return "unknown_category", f"的权力类型“{written}”无法识别，没有读取，请改为十类行政权力之一"
    return "missing_category", "没有写权力类型，也无法从标题或工作表名推断，没有读取，请补上"


def _sub_item(raw: str) -> str | None:
    text = clean_line(raw)
    return None if is_blank(text) else without_number(text)


def texts_of_field(draft: Draft, name: str) -> list[str]:
    """The field's texts in reading order."""
    return [text for column in draft.header.columns.get(name, []) for text in draft.texts(column)]


def text_of(draft: Draft, name: str, clean: Callable[[str], str]) -> str | None:
    return _joined([clean(text) for text in texts_of_field(draft, name)])


def _joined(lines: Iterable[str]) -> str | None:
    """Lines that say something new, one below the other; None where nothing is said."""
    said = [line for line in lines if line]
    if not said[1:]:
        return next(iter(said), None)
    kept: dict[str, str] = {}
    for line in said:
        kept.setdefault(fold(line), line)
    return "\n".join(kept.values())


def _lines(value: object) -> list[str]:
    return [value] if isinstance(value, str) else []


def extra_of(draft: Draft) -> dict[str, str]:
    """The texts of columns that are no field, and of repeated headers where they are at odds with the first."""
    header = draft.header
    found = {name: _joined(map(clean_text, draft.texts(column))) for column, name in header.unmapped.items()}
    for column in filter(draft.is_at_odds, sorted(header.duplicates)):
        found[header.duplicate_name(column)] = _joined(map(clean_text, draft.cells[column]))
    return {name: text for name, text in found.items() if text}
