"""Looks through an .xlsx before anything opens it: bombs, entities, links to programs, formulas never computed."""

from __future__ import annotations

import copy
import html
import io
import posixpath
import re
import zipfile
import zlib

from quanze.exchange import limits
from quanze.exchange.formulas import starts_a_program
from quanze.exchange.refusals import refusal

_CHUNK = 1 << 20
_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"'][^<>]*(?<!/)>")
_BARE_CELL = re.compile(rb"<(?:\w+:)?c(?:\s(?![^<>]*\br\s*=)[^<>]*)?>")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]*?\br\s*=\s*[\"'](\d+)[\"']")
_FORMULA_CELL = re.compile(
    rb'<(?:\w+:)?c\s(?![^<>]*t="str")[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"[^<>]*(?<!/)>\s*'
    rb"<(?:\w+:)?f\b[^<>]*(?:(?<=/)>|>[^<]*</(?:\w+:)?f>)\s*(<(?:\w+:)?v\s*>[^<]+<)?"
)
_FORMULA = re.compile(rb"<(?:\w+:)?(?:f|definedName)(?:\s[^<>]*)?>([^<]*)<")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^<>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_COUNT = re.compile(rb"\suniqueCount\s*=\s*[\"'](\d+)")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_MARKUP = re.compile(rb"[\xef\xbb\xbf\xff\xfe\s\0]*<")
_OTHER_KINDS = (
    ("xl/workbook.bin", "是二进制工作簿（.xlsb）"),
    ("word/document.xml", "是 Word 文档"),
    ("ppt/presentation.xml", "是演示文稿"),
    ("content.xml", "是 ODF 文档（.ods/.odt）"),
)
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384

Cells = frozenset[tuple[int, int]]


def inspect_archive(data: bytes, name: str) -> dict[str, Cells]:
    """Refuses an archive that is no workbook, or could harm.

    Answers, by sheet name, the cells (zero-based) whose formula has no stored value.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _require_workbook(archive, name)
            return _inspect_parts(archive, len(data), name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, LookupError) as error:
        raise refusal("corrupt", name) from error


def _require_workbook(archive: zipfile.ZipFile, name: str) -> None:
    parts = {info.filename.lower() for info in archive.infolist()}
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise refusal("encrypted", name)
    if "xl/workbook.xml" in parts:
        return
    reason = next((kind for part, kind in _OTHER_KINDS if part in parts), "是压缩包，不是工作簿，请解压")
    raise refusal("not_a_workbook", name, f"{reason}，请在 Excel 或 WPS 中另存为 .xlsx 后再试")


def _inspect_parts(archive: zipfile.ZipFile, packed: int, name: str) -> dict[str, Cells]:
    if len(archive.infolist()) > limits.ARCHIVE_PARTS:
        raise refusal("too_large", name)
    unpacked, sheets, index = 0, {}, {}
    for info in archive.infolist():
        part = _read_bounded(archive, info, limits.UNPACKED_BYTES - unpacked, name)
        unpacked += len(part)
        if unpacked > max(limits.UNPACKED_RATIO_FLOOR, packed * limits.UNPACKED_RATIO):
            raise refusal("too_large", name, "解压后的大小异常（疑似压缩炸弹），已拒绝读取")
        if not _MARKUP.match(part):
            continue
        _refuse_hostile(info.filename, part, name)
        _refuse_false_counts(part, name)
        if info.filename in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            index[info.filename] = part
        elif b"sheetData" in part:
            _refuse_wide_sheet(part, name)
            sheets[info.filename] = _uncomputed_cells(part)
    return _by_sheet_name(index, sheets)


def _read_bounded(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int, name: str) -> bytes:
    """The part's real content, whatever size its header claims."""
    honest = copy.copy(info)
    honest.file_size = room + 1
    part = bytearray()
    with archive.open(honest) as stream:
        while chunk := stream.read(_CHUNK):
            part += chunk
            if len(part) > room:
                raise refusal("too_large", name, "解压后超过 300 MB，已拒绝读取")
    return bytes(part)


def _refuse_hostile(path: str, part: bytes, name: str) -> None:
    text = part.replace(b"\0", b"") if b"\0" in part else part
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise refusal("hostile", name, "含有 XML 实体声明（DOCTYPE），已拒绝读取")
    if "externallinks/" in path.lower() and b"ddeLink" in text:
        raise refusal("hostile", name, "含有调用外部程序的链接（DDE），已拒绝读取，请断开外部链接后再试")
    if path.startswith("xl/") and b"|" in text and any(map(_is_hostile_formula, _FORMULA.findall(text))):
        raise refusal("hostile", name, "含有调用外部程序的公式（DDE），已拒绝读取，请删除该公式后再试")


def _refuse_false_counts(part: bytes, name: str) -> None:
    """Readers set memory aside for as many things as a part says it holds: never more than it has bytes."""
    if any(len(digits) > len(str(len(part))) or int(digits) > len(part) for digits in _COUNT.findall(part)):
        raise refusal("corrupt", name)


def _is_hostile_formula(formula: bytes) -> bool:
    return b"|" in formula and starts_a_program(html.unescape(formula.decode("utf-8", "replace")))


def _refuse_wide_sheet(part: bytes, name: str) -> None:
    """A stray cell far away makes readers fill the whole rectangle between."""
    columns, rows = set(), {0}
    for letters, digits in _CELL.findall(part):
        columns.add(letters.upper())
        rows.add(_number(digits))
    if _BARE_CELL.search(part):
        rows.update(map(_number, _ROW.findall(part)))
    height, width = max(rows), max(map(_column_number, columns), default=0) + 1
    if height > _LAST_ROW or width > _LAST_COLUMN:
        raise refusal("corrupt", name)
    if height * width > limits.CELLS:
        raise refusal("too_large", name, _too_wide(height, width))


def _number(digits: bytes) -> int:
    return int(digits) if len(digits) <= len(str(_LAST_ROW)) else _LAST_ROW + 1


def _too_wide(rows: int, columns: int) -> str:
    return f"工作表的范围过大（{rows} 行 × {columns} 列），请删除清单以外的多余单元格后再试"


def _uncomputed_cells(part: bytes) -> Cells:
    if b"<f" not in part and b":f" not in part:
        return frozenset()
    found = _FORMULA_CELL.findall(part)
    return frozenset((int(row) - 1, _column_number(letters)) for letters, row, value in found if not value)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number - 1


def _by_sheet_name(index: dict[str, bytes], parts: dict[str, Cells]) -> dict[str, Cells]:
    """Sheet names for parts, through the workbook's own index."""
    relations = [_attributes(tag) for tag in _RELATION.findall(index.get("xl/_rels/workbook.xml.rels", b""))]
    targets = {
        one.get("Id", ""): posixpath.normpath(posixpath.join("/xl", one.get("Target", "")))[1:] for one in relations
    }
    sheets = [_attributes(tag) for tag in _SHEET.findall(index.get("xl/workbook.xml", b""))]
    named = {one.get("name", ""): targets.get(one.get("r:id", one.get("id", "")), "") for one in sheets}
    return {sheet: parts[target] for sheet, target in named.items() if parts.get(target)}


def _attributes(tag: bytes) -> dict[str, str]:
    found = _ATTRIBUTE.findall(tag)
    return {key.decode(): html.unescape((double or single).decode("utf-8", "replace")) for key, double, single in found}
