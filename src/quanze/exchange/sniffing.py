"""Tells from a file's bytes what it is; its name is never believed."""

from __future__ import annotations

from enum import StrEnum

from quanze.exchange.refusals import refusal


class Format(StrEnum):
    """The kinds of file that can hold a list."""

    OOXML = "xlsx"
    COMPOUND = "xls"
    HTML = "html"
    TEXT = "csv"


_SIGNATURES = (
    (b"PK\x03\x04", Format.OOXML),
    (b"PK\x05\x06", Format.OOXML),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format.COMPOUND),
)
_FOREIGN = (
    (b"%PDF", "是 PDF 文件，不是表格"),
    (b"{\\rtf", "是 RTF 文档，不是表格"),
    (b"\x89PNG", "是图片，不是表格"),
    (b"\xff\xd8\xff", "是图片，不是表格"),
    (b"GIF8", "是图片，不是表格"),
    (b"Rar!", "是压缩包，请解压后再试"),
    (b"7z\xbc\xaf", "是压缩包，请解压后再试"),
    (b"\x1f\x8b", "是压缩包，请解压后再试"),
    (b"SQLite format 3", "是数据库文件，不是表格"),
)
_ADVICE = "，请在 Excel 或 WPS 中另存为 .xlsx 后再试"
_WEB_TAGS = ("<html", "<table", "<!doctype html", "<meta")
_CONTROLS = tuple(map(chr, (*range(1, 9), 11, *range(14, 19), 127)))
_MOST_CONTROLS = 1 / 200
_TEXT_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def sniff(data: bytes, name: str) -> Format:
    """The format that the bytes show; refuses what cannot hold a list."""
    for signature, found in _SIGNATURES:
        if data.startswith(signature):
            return found
    for signature, reason in _FOREIGN:
        if data.startswith(signature):
            raise refusal("not_a_workbook", name, reason + ("" if "压缩包" in reason else _ADVICE))
    return _sniff_text(decode(data, name), name)


def _sniff_text(text: str, name: str) -> Format:
    head = text[:4096].lstrip().lower()
    if head.startswith(("mime-version:", "content-type: multipart")):
        raise refusal("not_a_workbook", name, "是网页归档（MHT），不是真正的表格" + _ADVICE)
    if "urn:schemas-microsoft-com:office:spreadsheet" in head or head.startswith("<?mso-application"):
        raise refusal("not_a_workbook", name, "是 XML 表格（Excel 2003 XML），不是真正的工作簿" + _ADVICE)
    if head.startswith("<") and any(tag in head for tag in _WEB_TAGS):
        return Format.HTML
    if head.startswith(("<?xml", "<!doctype")):
        raise refusal("not_a_workbook", name, "是 XML 文件，不是表格" + _ADVICE)
    return Format.TEXT


def decode(data: bytes, name: str) -> str:
    """Text in the encodings that spreadsheets write: UTF-8, UTF-16 with its mark, GB 18030."""
    encodings = [encoding for bom, encoding in _TEXT_BOMS if data.startswith(bom)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_readable(text):
            return text
    raise refusal("not_a_workbook", name)


def _is_readable(text: str) -> bool:
    """Binary data decodes too; real text has no control characters to speak of."""
    return "\0" not in text and sum(map(text.count, _CONTROLS)) <= len(text) * _MOST_CONTROLS
