"""Papers as .docx, in the manner of GB/T 9704-2012 without its red head and seal.

A4; the text block is 156 mm by 225 mm: 22 lines of 28 characters in 三号仿宋; the title in 二号小标宋, headings in 黑体
and 楷体, page numbers outside: — 1 —. The same paper always makes the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

import rjieba

from quanze.exchange.papers import document_parts as parts
from quanze.exchange.papers.paper import Annex, Block, Cell, Heading, Paper, Signature, Table, day_words, writable

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ALWAYS = (1980, 1, 1, 0, 0, 0)
_CHARACTER = 320
"""The width of a character of the text (三号, 16 pt) in twentieths of a point."""

_TITLE_CHARACTER = 440
"""The width of a character of a title (二号, 22 pt)."""

_SHORT = 16
"""A row of so many lines stays on one page."""

_RIGHT_OF_DATE = 8
"""A date that is to be sealed stands four characters from the right margin; counted in half characters."""


def document(paper: Paper) -> bytes:
    """The paper as the bytes of a .docx file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(paper):
            archive.writestr(zipfile.ZipInfo(name, _ALWAYS), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _files(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "[Content_Types].xml", parts.CONTENT_TYPES
    yield "_rels/.rels", parts.PACKAGE_RELATIONS
    yield "docProps/core.xml", parts.properties(_text(paper.title))
    yield "word/document.xml", parts.body("".join(_body(paper)))
    yield "word/_rels/document.xml.rels", parts.RELATIONS
    yield "word/styles.xml", parts.STYLES
    yield "word/fontTable.xml", parts.FONTS
    yield "word/settings.xml", parts.SETTINGS
    yield "word/header.xml", parts.header(_text("　".join(paper.notices)))
    yield "word/footer-odd.xml", parts.footer("right")
    yield "word/footer-even.xml", parts.footer("left")


def _body(paper: Paper) -> Iterator[str]:
    width = parts.LANDSCAPE_WIDTH if paper.landscape else parts.PORTRAIT_WIDTH
    yield _title(paper.title, width)
    if paper.number:
        yield _paragraph(paper.number, "Number")
    if paper.addressee:
        yield _paragraph(f"{paper.addressee}：", "Flush")
    for block in paper.blocks[:-1]:
        yield _block(block, width)
    for block in paper.blocks[-1:]:
        yield _block(block, width, last=paper.signature is not None)
    yield from _list_of(paper.annexes)
    if paper.signature:
        yield from _signature(paper.signature)
    for remark in paper.remarks:
        yield _paragraph(f"（{remark}）", "Remark")
    for number, annex in enumerate(paper.annexes, start=1):
        yield from _annex(annex, str(number) if len(paper.annexes) > 1 else "", width)
    yield parts.section(landscape=paper.landscape)


def _list_of(annexes: tuple[Annex, ...]) -> Iterator[str]:
    """The list of annexes below the text, numbered where there are several."""
    if annexes:
        yield _paragraph("", "Kept")
    for number, annex in enumerate(annexes, start=1):
        counted = f"{number}．" if len(annexes) > 1 else ""
        lead = "附件：" if number == 1 else "　　　"
        yield _paragraph(f"{lead}{counted}{annex.title}", "Kept")


def _signature(signature: Signature) -> Iterator[str]:
    """The organs above the day, centred on it: where the seal goes."""
    day = day_words(signature.day)
    widest = max(map(_halves, signature.organs), default=0)
    middle = max(_RIGHT_OF_DATE + _halves(day) / 2, widest / 2)
    yield _paragraph("", "Signed")
    yield _paragraph("", "Signed")
    for text in (*signature.organs, day):
        right = round((middle - _halves(text) / 2) * _CHARACTER / 2)
        yield _paragraph(text, "Signed", f'<w:ind w:right="{right}"/>')


def _halves(text: str) -> int:
    """The width of a text in half characters."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def _annex(annex: Annex, number: str, width: int) -> Iterator[str]:
    yield _paragraph(f"附件{number}", "Annex", "<w:pageBreakBefore/>")
    yield _title(annex.title, width)
    for block in annex.blocks:
        yield _block(block, width)


def _block(block: Block, width: int, *, last: bool = False) -> str:
    """A part of the text; the ``last`` one stays with the signature, which never stands on a page alone."""
    if isinstance(block, Table):
        caption = _paragraph(block.caption, "Caption") if block.caption else ""
        return caption + _table(block, width) + _paragraph("", "Cell")
    if isinstance(block, Heading):
        return _paragraph(block.text, f"Heading{block.level}")
    if last:
        return _paragraph(block.text, "Kept")
    return _paragraph(block.text, "" if block.indented else "Flush")


def _title(text: str, width: int) -> str:
    """A title; one that needs several lines is parted before 关于 where both parts fit, else between words, evenly."""
    room = width // _TITLE_CHARACTER
    lines, about = -(-len(text) // room), text.find("关于")
    if lines > 1 and 0 < about <= room and len(text) - about <= room:
        cuts = [about]
    else:
        ends = list(accumulate(len(word) for word in rjieba.cut(text, False)))
        cuts = [_nearest(ends, line * len(text) / lines) for line in range(1, lines)]
    pieces = (text[start:end] for start, end in pairwise([0, *cuts, len(text)]))
    return _paragraph("\n".join(pieces), "Title")


def _nearest(ends: Sequence[int], wanted: float) -> int:
    return min(ends, key=lambda end: abs(end - wanted))


def _paragraph(text: str, style: str = "", properties: str = "") -> str:
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    said = f"<w:pPr>{styled}{properties}</w:pPr>" if styled or properties else ""
    return f"<w:p>{said}{_run(text)}</w:p>"


def _run(text: str) -> str:
    lines = (f'<w:t xml:space="preserve">{_text(line)}</w:t>' for line in text.splitlines())
    return f"<w:r>{'<w:br/>'.join(lines)}</w:r>" if text else ""


def _text(text: str) -> str:
    """What may stand in XML."""
    return escape(writable(text))


@dataclass(frozen=True, slots=True)
class _Column:
    width: int

    def lines(self, value: Cell) -> int:
        """About how many lines a text takes here."""
        room = max(1, (self.width - 120) // 105)
        return sum(max(1, -(-_halves(line) // room)) for line in str(value).splitlines())

    def cell(self, value: Cell, style: str) -> str:
        """A cell; each line of its text is a paragraph, and numbers stand to the right."""
        style = "CellNumber" if isinstance(value, int) and style == "Cell" else style
        lines = str(value).splitlines() or [""]
        text = "".join(_paragraph(line, style) for line in lines)
        return f'<w:tc><w:tcPr><w:tcW w:w="{self.width}" w:type="dxa"/></w:tcPr>{text}</w:tc>'


def _table(table: Table, width: int) -> str:
    """A table as wide as the text, its header repeated on every page."""
    shares = sum(table.widths)
    columns = [_Column(width * share // shares) for share in table.widths]
    grid = "".join(f'<w:gridCol w:w="{column.width}"/>' for column in columns)
    rows = (_row(columns, row, "CellSum" if number in table.sums else "Cell") for number, row in enumerate(table.rows))
    head = _row(columns, table.headers, "CellHead", "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>")
    total = sum(column.width for column in columns)
    return f"<w:tbl>{parts.table_properties(total)}<w:tblGrid>{grid}</w:tblGrid>{head}{''.join(rows)}</w:tbl>"


def _row(columns: list[_Column], cells: Sequence[Cell], style: str, properties: str = "") -> str:
    made = "".join(column.cell(cell, style) for column, cell in zip(columns, cells, strict=True))
    longest = max(column.lines(cell) for column, cell in zip(columns, cells, strict=True))
    whole = "<w:trPr><w:cantSplit/></w:trPr>" if longest <= _SHORT else ""
    return f"<w:tr>{properties or whole}{made}</w:tr>"
