"""Looks through an old .xls before anything opens it: passwords, links to programs, sizes that cannot be."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

from quanze.exchange import limits
from quanze.exchange.refusals import refusal

_BOF, _FILEPASS, _SUPBOOK, _SST, _MULRK = 0x0809, 0x002F, 0x01AE, 0x00FC, 0x00BD
_CELL_RECORDS = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6, _MULRK})
_CELL_HEAD, _SST_HEAD = 4, 8
_OWN_BOOK, _ADD_IN = 0x0401, 0x3A01


def inspect_compound(data: bytes, name: str) -> None:
    """Refuses a compound file that holds no workbook, is locked, or could harm."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            stream = _workbook_stream(ole, name)
    except (
        OSError,
        ValueError,
        IndexError,
        struct.error,
        TypeError,
        AttributeError,
        MemoryError,
        RecursionError,
    ) as error:
        raise refusal("corrupt", name) from error
    _inspect_records(stream, name)


def _workbook_stream(ole: olefile.OleFileIO, name: str) -> bytes:
    if ole.exists("EncryptedPackage"):
        raise refusal("encrypted", name)
    for stream in ("Workbook", "Book"):
        if ole.exists(stream):
            return bytes(ole.openstream(stream).read())
    reason = "是 Word 文档，不是表格" if ole.exists("WordDocument") else "不是 Excel 工作簿"
    raise refusal("not_a_workbook", name, f"{reason}，请在 Excel 或 WPS 中另存为 .xlsx 后再试")


def _inspect_records(stream: bytes, name: str) -> None:
    last_row = last_column = 0
    for kind, body in _records(stream):
        if kind == _FILEPASS:
            raise refusal("encrypted", name)
        if kind == _SUPBOOK and _is_program_link(body):
            raise refusal("hostile", name, "含有调用外部程序的链接（DDE），已拒绝读取，请断开外部链接后再试")
        if kind == _SST and len(body) >= _SST_HEAD and struct.unpack_from("<I", body, 4)[0] > len(stream):
            raise refusal("corrupt", name)
        if kind == _BOF:
            last_row = last_column = 0
        elif kind in _CELL_RECORDS and len(body) >= _CELL_HEAD:
            last_row, last_column = _farthest(kind, body, last_row, last_column)
            if (last_row + 1) * (last_column + 1) > limits.CELLS:
                raise refusal("too_large", name, "工作表的范围过大，请删除清单以外的多余单元格后再试")


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        yield kind, stream[position + 4 : position + 4 + length]
        position += 4 + length


def _farthest(kind: int, body: bytes, last_row: int, last_column: int) -> tuple[int, int]:
    row, column = struct.unpack_from("<HH", body)
    if kind == _MULRK and len(body) > _CELL_HEAD + 1:
        column = max(column, struct.unpack_from("<H", body, len(body) - 2)[0])
    return max(last_row, row), max(last_column, column)


def _is_program_link(body: bytes) -> bool:
    """A link to another workbook is a path; one to a program is `server` 0x03 `topic`."""
    if len(body) <= _CELL_HEAD + 1:
        return False
    length = struct.unpack_from("<H", body, 2)[0]
    if length in (_OWN_BOOK, _ADD_IN):
        return False
    text = body[5:] if body[4] & 1 == 0 else body[5::2]
    return b"\x03" in text[:length] and text[:1] not in (b"\x00", b"\x01", b"\x20")
