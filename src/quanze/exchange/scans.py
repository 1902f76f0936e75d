"""What may be handed in beside a proposal: told by its bytes, never by its name or by what the sender calls it."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from quanze.domain.errors import InvalidInput
from quanze.exchange import limits

LARGEST = 20 * 1024 * 1024
"""Bytes: a scanned letter of many pages."""

KINDS = "PDF、JPG、PNG、DOCX、XLSX、OFD"
_OOXML = "application/vnd.openxmlformats-officedocument"
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
_PACKED = {
    "word/document.xml": f"{_OOXML}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OOXML}.spreadsheetml.sheet",
    "OFD.xml": "application/ofd",
}
EXTENSIONS: Mapping[str, str] = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    _PACKED["word/document.xml"]: "docx",
    _PACKED["xl/workbook.xml"]: "xlsx",
    _PACKED["OFD.xml"]: "ofd",
}
"""How the name of a file of each kind ends."""

_PROGRAMS = ("vbaproject.bin", "/activex/", "/embeddings/")


def media_type_of(content: bytes) -> str:
    """What the bytes are. Raises InvalidInput for what is empty, too large, or none of the kinds that are taken."""
    if not content:
        raise InvalidInput("文件是空的，请重新选择。", code="empty_file", field="file")
    if len(content) > LARGEST:
        raise InvalidInput("文件超过 20 MB，请降低扫描分辨率或分为几份。", code="too_large", field="file")
    plain = next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), None)
    return plain or _packed(content)


def _packed(content: bytes) -> str:
    """What a package is, by the part that makes it so. One that holds a program is refused."""
    names = _names(content)
    kind = next((kind for part, kind in _PACKED.items() if part in names), None)
    if kind is None:
        raise InvalidInput(f"只接收 {KINDS} 文件；请扫描为 PDF 后再交。", code="unknown_file", field="file")
    if any(program in f"/{name.lower()}" for name in names for program in _PROGRAMS):
        raise InvalidInput("文件中含有宏或嵌入的程序，不予接收；请另存为 PDF。", code="unknown_file", field="file")
    return kind


def _names(content: bytes) -> set[str]:
    """The parts of a package; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = archive.namelist()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        return set()
    return set(found) if len(found) <= limits.ARCHIVE_PARTS else set()
