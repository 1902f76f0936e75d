"""Takes the workbook out of an old .xls, looks through it, and wraps it anew: nothing else of the file is opened.

The reader of old workbooks follows chains, positions and sizes as the file states them, and a stated size can end the
whole process. So the container is rebuilt here, and the records whose numbers it would trust are checked first.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

from quanze.exchange import limits
from quanze.exchange.refusals import refusal

_FAILURES = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error)
_EOF, _FILEPASS, _BOUND_SHEET, _SUPBOOK, _SST, _MULRK = 0x000A, 0x002F, 0x0085, 0x01AE, 0x00FC, 0x00BD
_DIMENSIONS = 0x0200
_CELL_RECORDS = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6, _MULRK})
_OWN_BOOK, _ADD_IN = 0x0401, 0x3A01
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256

_SECTOR = 4096
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_FAT_SLOTS = 109


def rewrap_compound(data: bytes, name: str) -> bytes:
    """A container that holds only the workbook; refuses a file that has none, is locked, or could harm."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            title, stream = _workbook_stream(ole, name)
        _inspect(stream, name)
    except (*_FAILURES, RecursionError, MemoryError) as error:
        raise refusal("corrupt", name) from error
    return _wrap(title, stream)


def _workbook_stream(ole: olefile.OleFileIO, name: str) -> tuple[str, bytes]:
    if ole.exists("EncryptedPackage"):
        raise refusal("encrypted", name)
    for title in ("Workbook", "Book"):
        if ole.exists(title):
            return title, bytes(ole.openstream(title).read())
    reason = "是 Word 文档，不是表格" if ole.exists("WordDocument") else "不是 Excel 工作簿"
    raise refusal("not_a_workbook", name, f"{reason}，请在 Excel 或 WPS 中另存为 .xlsx 后再试")


def _inspect(stream: bytes, name: str) -> None:
    """The workbook's own records, then those of each sheet from where the workbook says it begins."""
    sheets = []
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            raise refusal("encrypted", name)
        if kind == _SUPBOOK and _is_program_link(body):
            raise refusal("hostile", name, "含有调用外部程序的链接（DDE），已拒绝读取，请断开外部链接后再试")
        if kind == _SST and struct.unpack_from("<I", body, 4)[0] > len(stream):
            raise refusal("corrupt", name)
        if kind == _BOUND_SHEET:
            sheets.append(struct.unpack_from("<I", body)[0])
    if len(sheets) > limits.SHEETS:
        raise refusal("too_large", name, f"工作表过多（{len(sheets)} 个），请拆分后再试")
    for position in sheets:
        _inspect_sheet(stream, position, name)


def _inspect_sheet(stream: bytes, position: int, name: str) -> None:
    last_row = last_column = 0
    for kind, body in _records(stream, position):
        if kind == _DIMENSIONS and not _is_sane(body):
            raise refusal("corrupt", name)
        if kind in _CELL_RECORDS:
            row, column = struct.unpack_from("<HH", body)
            last_row, last_column = max(last_row, row), max(last_column, column)
        if kind == _MULRK:
            last_column = max(last_column, struct.unpack_from("<H", body, len(body) - 2)[0])
        if last_column >= _MOST_COLUMNS:
            raise refusal("corrupt", name)
        if (last_row + 1) * (last_column + 1) > limits.CELLS:
            raise refusal("too_large", name, "工作表的范围过大，请删除清单以外的多余单元格后再试")


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """The records up to the next end mark."""
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        yield kind, stream[position + 4 : position + 4 + length]
        if kind == _EOF:
            return
        position += 4 + length


def _is_sane(dimensions: bytes) -> bool:
    """Whether the stated first and last row and column are in order and within what the format can hold."""
    wide = len(dimensions) == 14  # noqa: PLR2004  (older forms write rows in two bytes, not four)
    top, bottom, left, right = struct.unpack_from("<IIHH" if wide else "<HHHH", dimensions)
    if not bottom or not right:
        return True
    return bool(top < bottom <= _MOST_ROWS and left < right <= _MOST_COLUMNS)


def _is_program_link(body: bytes) -> bool:
    """A link to another workbook is a path; one to a program is `server` 0x03 `topic`."""
    length = struct.unpack_from("<H", body, 2)[0]
    if length in (_OWN_BOOK, _ADD_IN):
        return False
    text = body[5:] if body[4] & 1 == 0 else body[5::2]
    return b"\x03" in text[:length] and text[:1] not in (b"\x00", b"\x01", b"\x20")


def _wrap(title: str, stream: bytes) -> bytes:
    """A compound file of four parts: allocation table, directory, an empty small-stream area, the stream."""
    pages = -(-max(len(stream), _SECTOR) // _SECTOR)
    tables = next(count for count in range(1, _FAT_SLOTS + 1) if count * (_SECTOR // 4) >= count + 2 + pages)
    first = tables + 2
    chain = [*range(first + 1, first + pages), _END]
    table = [_FAT] * tables + [_END, _END] + chain
    table += [_FREE] * (tables * _SECTOR // 4 - len(table))
    directory = _entry("Root Entry", 5, 1, tables + 1, 64) + _entry(title, 2, _NONE, first, pages * _SECTOR)
    return b"".join(
        (
            _header(tables).ljust(_SECTOR, b"\0"),
            struct.pack(f"<{len(table)}I", *table),
            directory.ljust(_SECTOR, b"\0"),
            bytes(_SECTOR),
            stream.ljust(pages * _SECTOR, b"\0"),
        )
    )


def _header(tables: int) -> bytes:
    slots = [*range(tables), *[_FREE] * (_FAT_SLOTS - tables)]
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 4, 0xFFFE, 12, 6)
    return start + struct.pack(f"<9I{_FAT_SLOTS}I", 1, tables, tables, 0, _SECTOR, _END, 0, _END, 0, *slots)


def _entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
    name = (title + "\0").encode("utf-16-le")
    links = struct.pack("<HBBIII", len(name), kind, 1, _NONE, _NONE, child)
    return name.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)
