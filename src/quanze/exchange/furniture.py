"""Recognises the rows of a list that are not powers: repeated headers, headings, footers, column numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quanze.domain.vocabulary import Category
from quanze.exchange.cells import clean_line, fold, is_blank_raw
from quanze.exchange.grids import Grid
from quanze.exchange.headers import Header
from quanze.exchange.labels import LONGEST_HEADER, header_key
from quanze.exchange.values import categories_named, read_category

_TOTAL = re.compile(r"(?:本页|部门|全部|以上)?(?:合计|总计|小计|共计)[:：]?(?:共?\d+[项条个]?)?")
_PERSON_NOTE = re.compile(
    r"(?:填表|填报|制表|审核|复核|审批|经办|录入|校对|联系|责任|负责|签发)人(?:员)?(?:姓名|签字|及电话)?\s*[:：]\s*\S*"
    r"|(?:单位|部门|科室)?负责人(?:签字)?\s*[:：]\s*\S*|(?:分管|主管)领导\s*[:：]\s*\S*"
    r"|(?:联系)?(?:电话|方式)\s*[:：]\s*[\d\-—转 ]*|(?:制表|审核|复核|填报)\s*[:：]\s*\S*"
)
_NOTE = re.compile(
    r"(?:备注|注|注释|说明|附注|附|填表说明|填报说明|填写说明|编制说明|填报单位|填表单位|填报部门|单位|单位[（(]盖章[)）]|盖章|"
    r"填报日期|填表日期|填报时间|填表时间|日期|制表日期|公布日期)\s*\d{0,2}[.、]?\s*[:：].*|\*?注\s*\d?[.、].*",
    re.DOTALL,
)
_PAGE = re.compile(r"第?\s*\d+\s*页?\s*[,，/、]?\s*(?:共\s*\d+\s*页)?|[-—]\s*\d+\s*[-—]")
_ORGAN = re.compile(
    r"(?:[（(]?[一二三四五六七八九十百\d]+[)）]?[、.．]?)?((?:部门|单位|实施主体|行使主体)(?:名称)?[:：])?"
    r"([\u4e00-\u9fff（）()、]{2,40}?(?:局|委|委员会|办|办公室|厅|部|中心|队|院|站|所|会|处|政府|街道|乡|镇|馆|社|公司)"
    r"(?:[（(][^（()）\d]{2,30}[)）])?)[（(]?(?:共?\d+项)?[)）]?"
)
_FEWEST_REPEATS = 3
_LONGEST_COLUMN_NUMBER = 2
_LONGEST_CATEGORY = 16
_LONGEST_HEADING = 60
_COUNT = re.compile(r"(?:共计?|合计|总计|计)?(\d{1,5})项")


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that speaks for the rows below it: their category, or their department, or neither (then only a break)."""

    text: str
    category: Category | None = None
    department: str | None = None


@dataclass(frozen=True, slots=True)
class Footer:
    """A row of totals, remarks or signatures."""

    text: str
    names_persons: bool


@dataclass(frozen=True, slots=True)
class Texts:
    """The cells that a row shows itself, by column."""

    by_column: dict[int, str]

    @property
    def is_one(self) -> bool:
        """Whether the row says one thing only, however often it repeats it."""
        first, *others = (text.split() for text in self.by_column.values())
        return all(other == first for other in others)

    @property
    def first(self) -> str:
        """The leftmost text, on one line."""
        return clean_line(self.by_column[min(self.by_column)])


def texts_of(grid: Grid, row: int) -> Texts:
    """What a row shows itself, without what is covered by merges and without marks for nothing."""
    cells = ((column, grid.own(row, column)) for column in range(grid.width))
    return Texts({column: text for column, text in cells if text.strip() and not is_blank_raw(text)})


def repeats_header(texts: Texts, header: Header) -> bool:
    """Whether a page break printed the header (or its second row) once more."""
    same = sum(
        1
        for column, text in texts.by_column.items()
        if len(text) <= LONGEST_HEADER and header_key(text) in map(header_key, header.labels[column].parts)
    )
    return same > 1 and same * 2 > len(texts.by_column)


def is_column_numbers(texts: Texts) -> bool:
    """Whether the row numbers the columns (1 2 3 …, 栏次)."""
    numbers = [fold(text).strip("()") for _, text in sorted(texts.by_column.items())]
    if numbers and numbers[0] in ("栏次", "列次", "甲"):
        numbers = numbers[1:]
    values = [int(number) for number in numbers if number.isdecimal() and len(number) <= _LONGEST_COLUMN_NUMBER]
    return len(values) == len(numbers) >= _FEWEST_REPEATS and values == list(range(values[0], values[0] + len(values)))


def footer_in(texts: Texts) -> Footer | None:
    """The row as a footer, if its first text says so."""
    first = texts.first
    if _TOTAL.fullmatch(first) or _NOTE.fullmatch(first):
        return Footer(first, _PERSON_NOTE.search(" ".join(texts.by_column.values())) is not None)
    if _PERSON_NOTE.match(first):
        return Footer(first, names_persons=True)
    return None


def heading_in(texts: Texts, grid: Grid, row: int, header: Header) -> Heading | None:
    """The row as a heading: one text alone, a category's name anywhere, anything else beside or across the name."""
    if not texts.is_one:
        return None
    text = texts.first
    category = _category_heading(text)
    if category is not None:
        return Heading(text, category=category)
    if not stands_apart(texts, grid, row, header):
        return None
    named = categories_named(text)
    if len(named) == 1 and len(text) <= _LONGEST_HEADING:
        return Heading(text, category=named[0])
    organ = _ORGAN.fullmatch(text)
    return Heading(text, department=organ[2] if organ else None)


def _category_heading(text: str) -> Category | None:
    bare = re.sub(r"^(?:权力|职权|事项)?(?:类型|类别)[:：]", "", _COUNT.sub("", text))
    bare = re.sub(r"[（(][)）]$", "", bare)
    return read_category(bare).category if len(bare) <= _LONGEST_CATEGORY else None


def stands_apart(texts: Texts, grid: Grid, row: int, header: Header) -> bool:
    """Whether a lone text is across the table, or in the serial number's column, and not a cell of a power."""
    item, seq = header.column("item"), header.column("seq")
    first = min(texts.by_column)
    names = [column for column in (item, header.column("sub_item")) if column is not None]
    if len(texts.by_column) >= _FEWEST_REPEATS:
        return True
    if grid.right_edge(row, first) > max([first, *names]):
        return True
    return first == seq and not fold(texts.first).isdecimal() and len(texts.by_column) == 1


def is_page_number(text: str) -> bool:
    """Whether a lone text is only a page number."""
    return _PAGE.fullmatch(text) is not None


def without_persons(text: str) -> str:
    """A title line without who filled it in and their telephone."""
    return _PERSON_NOTE.sub("", text).strip()


def stated_counts(text: str) -> list[tuple[Category | None, int]]:
    """The counts that a sheet's name, title or heading states, with the category each follows, if it names one."""
    folded = fold(text)
    found: list[tuple[Category | None, int]] = []
    start = 0
    for match in _COUNT.finditer(folded):
        before = categories_named(folded[start : match.start()])
        found.append((before[-1] if len(before) == 1 else None, int(match[1])))
        start = match.end()
    return found
