"""Reads one sheet: finds its header, gathers its entries, and accounts for every row and column."""

from __future__ import annotations

from collections import Counter

from quanze.domain.vocabulary import CATEGORY_LABELS, Category, Severity
from quanze.exchange.cells import clean_line, fold, is_blank
from quanze.exchange.drafts import Draft, Gatherer, rows_above
from quanze.exchange.entries import EntryReader
from quanze.exchange.furniture import stated_counts, without_persons
from quanze.exchange.grids import Grid
from quanze.exchange.headers import Header, find_header
from quanze.exchange.items import ItemReader
from quanze.exchange.listings import NAME_LABELS, Listing
from quanze.exchange.readings import ItemRow, Problem, SheetReading
from quanze.exchange.tiers import EntryGatherer
from quanze.exchange.values import categories_named

_PARTS_OF_MIXED = ("levels", "authority")
_EXPLAINS = ("说明", "用语", "定义", "解释", "释义", "备注")
_GATHERERS: dict[Listing, type[Gatherer]] = {
    Listing.POWERS: Gatherer,
    Listing.DISCRETION: EntryGatherer,
    Listing.NO_PENALTY: EntryGatherer,
    Listing.INTERMEDIARY: EntryGatherer,
}


def read_sheet(grid: Grid, file_name: str, listing: Listing = Listing.POWERS) -> SheetReading | None:
    """The sheet's list; None where it holds nothing that looks like one."""
    header = find_header(grid, listing)
    if header is None:
        return None if listing is Listing.POWERS else _explanations(grid)
    if not header.is_list:
        return _not_understood(grid, header)
    if grid.hidden:
        return _hidden(grid, header)
    gathered = _GATHERERS[listing](grid, header)
    gathered.run()
    title = _title(grid, header)
    reader = _reader(grid, listing, _sheet_category(grid.name, title, file_name))
    items = [item for item in map(reader.read, gathered.drafts) if item is not None]
    problems = [*gathered.problems, *reader.problems, *_sheet_problems(grid, gathered, items, title)]
    return SheetReading(
        grid.name, header.first_row + 1, _columns(gathered.headers), _unmapped(gathered), items,
        sorted(problems, key=lambda problem: problem.row), _dropped(gathered.drafts), title,
        tuple(gathered.remarks),
    )  # fmt: skip


def _reader(grid: Grid, listing: Listing, category: Category | None) -> ItemReader | EntryReader:
    return ItemReader(category) if listing is Listing.POWERS else EntryReader(grid, listing, category)


def _explanations(grid: Grid) -> SheetReading | None:
    """A sheet that holds no list and says by its name that it explains one (说明, 用语含义)."""
    if not any(word in grid.name for word in _EXPLAINS) or grid.hidden:
        return None
    rows = (clean_line("".join(row)) for row in grid.rows)
    return SheetReading(grid.name, None, {}, [], [], [], remarks=tuple(row for row in rows if row))


def _not_understood(grid: Grid, header: Header) -> SheetReading:
    name = NAME_LABELS[header.listing]
    message = f"工作表“{clean_line(grid.name)}”有清单的表头但没有“{name}”一栏，没有读取，请核对表头"
    problem = Problem(0, "no_name_column", Severity.ERROR, message)
    return SheetReading(grid.name, None, {}, _texts(header.unmapped), [], [problem], title=_title(grid, header))


def _hidden(grid: Grid, header: Header) -> SheetReading:
    message = f"工作表“{clean_line(grid.name)}”是隐藏的，没有读取；如应公开，请取消隐藏后再试"
    problem = Problem(0, "hidden_sheet", Severity.WARNING, message)
    return SheetReading(grid.name, None, {}, [], [], [problem], title=_title(grid, header))


def _title(grid: Grid, header: Header) -> str | None:
    """What stands above the header, without who filled it in."""
    lines: dict[str, None] = {}
    for texts in rows_above(grid, header):
        lines.update({without_persons(clean_line(text)): None for _, text in sorted(texts.by_column.items())})
    return "\n".join(line for line in lines if line) or None


def _sheet_category(sheet: str, title: str | None, file_name: str) -> Category | None:
    """The one category that the sheet's name states, else its title, else the file's name."""
    for text in (sheet, title or "", file_name):
        named = categories_named(text)
        if named:
            return named[0] if len(named) == 1 else None
    return None


def _columns(headers: list[Header]) -> dict[str, str]:
    """Field to printed header; where the sheet changes its columns, the first header's word stands."""
    columns: dict[str, str] = {}
    for header in headers:
        for name, found in sorted(header.columns.items(), key=lambda pair: pair[1]):
            for part in _PARTS_OF_MIXED if name == "levels_and_authority" else (name,):
                columns.setdefault(part, header.labels[found[0]].text)
    return columns


def _unmapped(gathered: Gatherer) -> list[str]:
    """Headers of no field, with repeated ones only where they say something else than the first."""
    names = {text: None for header in gathered.headers for text in _texts(header.unmapped)}
    for draft in gathered.drafts:
        for column in filter(draft.is_at_odds, sorted(draft.header.duplicates)):
            names[draft.header.duplicate_name(column)] = None
    return list(names)


def _texts(labels: dict[int, str]) -> list[str]:
    return [labels[column] for column in sorted(labels)]


def _dropped(drafts: list[Draft]) -> dict[str, int]:
    """Columns that name persons, with how many filled cells were left out."""
    counts: Counter[str] = Counter()
    for draft in drafts:
        for column, text in draft.header.persons.items():
            counts[text] += sum(1 for cell in draft.cells[column] if not is_blank(clean_line(cell)))
    return dict(counts)


def _sheet_problems(grid: Grid, gathered: Gatherer, items: list[ItemRow], title: str | None) -> list[Problem]:
    problems = _column_problems(gathered)
    if not gathered.drafts:
        message = f"工作表“{clean_line(grid.name)}”只有表头，没有任何事项"
        problems.append(Problem(0, "empty_list", Severity.WARNING, message))
        return problems
    stated = dict.fromkeys(stated_counts(clean_line(grid.name)) + stated_counts(title or ""))
    problems += [
        _differing_count(0, "工作表名称或标题", category, count, items)
        for category, count in stated
        if count != _count(items, category)
    ]
    return problems + _section_problems(gathered, items)


def _column_problems(gathered: Gatherer) -> list[Problem]:
    """Repeated headers that add nothing, and columns that have texts but no header."""
    problems = []
    for header in gathered.headers:
        drafts = [draft for draft in gathered.drafts if draft.header is header]
        for column in sorted(header.duplicates):
            at_odds = any(draft.is_at_odds(column) for draft in drafts)
            act = "与前一列不同的内容已另存为附加信息，请核对" if at_odds else "内容没有不同，已忽略"
            problems.append(
                _about_column(column, "duplicate_header", f"表头“{header.labels[column].text}”重复出现，{act}")
            )
        for column in header.unnamed:
            filled = sum(1 for draft in drafts if any(map(str.strip, draft.cells[column])))
            if filled:
                problems.append(
                    _about_column(column, "unnamed_column", f"没有表头，有 {filled} 个单元格没有读取，请补上表头")
                )
    return problems


def _about_column(column: int, code: str, message: str) -> Problem:
    return Problem(0, code, Severity.NOTICE, f"第{column + 1}列{message}")


def _section_problems(gathered: Gatherer, items: list[ItemRow]) -> list[Problem]:
    """Headings whose count (行政许可（12项）) is not what stands below them."""
    problems = []
    for section in gathered.sections:
        stated = stated_counts(section.heading or "")[:1]
        read = sum(1 for item in items if section.row + 1 < item.row <= gathered.end_of(section))
        if stated and stated[0][1] != read:
            message = f"第{section.row + 1}行的小标题写明 {stated[0][1]} 项，实际读到 {read} 项，请核对"
            problems.append(Problem(section.row + 1, "stated_count_differs", Severity.NOTICE, message))
    return problems


def _count(items: list[ItemRow], category: Category | None) -> int:
    return sum(1 for item in items if category in (None, item.category))


def _differing_count(row: int, where: str, category: Category | None, count: int, items: list[ItemRow]) -> Problem:
    chosen = [item for item in items if category in (None, item.category)]
    label = CATEGORY_LABELS[category] if category else "共"
    mains = len({fold(item.item) for item in chosen})
    remark = f"（不计子项为 {mains} 项）" if mains != len(chosen) else ""
    message = f"{where}写明{label} {count} 项，实际读到 {len(chosen)} 项{remark}，请核对"
    return Problem(row, "stated_count_differs", Severity.NOTICE, message)
