"""Files that are refused whole: one clear line, a stable code, and nothing in them is ever run."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from quanze.exchange import limits
from quanze.exchange.files import read_bytes, read_file
from quanze.exchange.formulas import is_hostile_cell, starts_a_program
from quanze.exchange.readings import UnreadableFile

ROWS = [["序号", "事项名称", "权力类型", "实施依据"], [1, "甲", "行政许可", "《甲法》"]]


def code(data: bytes, name: str = "清单.xlsx") -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_bytes(data, name, name)
    message = refused.value.message
    assert name in message
    assert message.endswith("。")
    assert "\n" not in message
    return refused.value.code


def rezip(data: bytes, **parts: bytes) -> bytes:
    """The archive with parts replaced or added; `xl__workbook_xml` names xl/workbook.xml."""
    changed = {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in parts.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *changed}:
            new.writestr(name, changed.get(name) if name in changed else old.read(name))
    return stream.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UnreadableFile) as refused:
        read_file(tmp_path / "没有.xlsx")
    assert refused.value.code == "not_found"
    assert "没有.xlsx" in refused.value.message


def test_a_folder_is_no_workbook(tmp_path):
    with pytest.raises(UnreadableFile) as refused:
        read_file(tmp_path)
    assert refused.value.code == "not_a_workbook"


def test_a_path_that_cannot_exist():
    with pytest.raises(UnreadableFile) as refused:
        read_file(Path("a\0b.xlsx"))
    assert refused.value.code == "not_found"


def test_an_empty_file():
    assert code(b"") == "empty"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n...",
        b"\x89PNG\r\n\x1a\n" + bytes(50),
        b"{\\rtf1 hello}",
        b"Rar!\x1a\x07\x01\x00",
        bytes(range(256)) * 20,
        b"\0" * 5000,
        b'<?xml version="1.0"?><a/>',
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n',
    ],
)
def test_other_kinds_of_file_are_no_workbooks(data):
    assert code(data) == "not_a_workbook"


@pytest.mark.parametrize("inside", ["word/document.xml", "xl/workbook.bin", "content.xml", "readme.txt"])
def test_other_kinds_of_archive_are_no_workbooks(inside):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(inside, "x")
    assert code(stream.getvalue()) == "not_a_workbook"


def test_half_a_workbook_is_corrupt(make):
    data = make(ROWS)
    assert code(data[: len(data) // 2]) == "corrupt"
    assert code(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == "corrupt"


def test_broken_xml_inside_a_workbook_is_corrupt(make):
    assert code(rezip(make(ROWS), xl__workbook_xml=b"<workbook")) == "corrupt"


def test_a_workbook_with_a_password_is_encrypted(power_lists):
    """Excel wraps a locked .xlsx in a compound file whose one stream is called EncryptedPackage."""
    data = (power_lists / "克拉玛依市科学技术局2024年权责清单.xls").read_bytes()
    entry = data.index("Workbook\0".encode("utf-16-le"))
    name = "EncryptedPackage\0".encode("utf-16-le")
    locked = data[:entry] + name.ljust(64, b"\0") + struct.pack("<H", len(name)) + data[entry + 66 :]
    assert code(locked) == "encrypted"


def test_an_old_workbook_with_a_password_is_encrypted(power_lists):
    data = bytearray((power_lists / "克拉玛依市科学技术局2024年权责清单.xls").read_bytes())
    first = data.index(struct.pack("<HH", 0x0809, 16))  # the workbook's first record; the second becomes FILEPASS
    second = first + 4 + 16
    struct.pack_into("<H", data, second, 0x002F)
    assert code(bytes(data), "旧.xls") == "encrypted"


def test_a_big_file_is_too_large(monkeypatch, make):
    monkeypatch.setattr(limits, "FILE_BYTES", 1000)
    assert code(make(ROWS)) == "too_large"


def test_a_zip_bomb_is_too_large(make):
    assert code(rezip(make(ROWS), xl__media__zeros=bytes(limits.UNPACKED_RATIO_FLOOR + 1))) == "too_large"


def test_a_zip_bomb_that_lies_about_its_size_is_still_found(make):
    data = rezip(make(ROWS), xl__media__zeros=bytes(limits.UNPACKED_RATIO_FLOOR + 1))
    size = struct.pack("<I", limits.UNPACKED_RATIO_FLOOR + 1)
    assert size in data
    assert code(data.replace(size, struct.pack("<I", 10))) == "too_large"


def test_a_stray_cell_far_away_is_too_large(make):
    sheet = part(make(ROWS), "xl/worksheets/sheet1.xml")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    assert code(rezip(make(ROWS), xl__worksheets__sheet1_xml=sheet.replace(b"</sheetData>", far))) == "too_large"


def test_merges_over_everything_again_and_again_are_too_large(make):
    rows = [[str(number)] * 50 for number in range(200)]
    sheet = part(make(ROWS + rows), "xl/worksheets/sheet1.xml")
    merges = b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 300 + b"</mergeCells>"
    data = rezip(make(ROWS + rows), xl__worksheets__sheet1_xml=sheet.replace(b"</sheetData>", b"</sheetData>" + merges))
    assert code(data) == "too_large"


@pytest.mark.parametrize("reference", ["A99999999", "ZZZZ1", "zzzz1", "A4294967295"])
def test_a_cell_beyond_any_sheet_is_corrupt(make, reference):
    sheet = part(make(ROWS), "xl/worksheets/sheet1.xml")
    cell = f"<row r='9'><c r='{reference}'><v>1</v></c></row></sheetData>".encode()
    assert code(rezip(make(ROWS), xl__worksheets__sheet1_xml=sheet.replace(b"</sheetData>", cell))) == "corrupt"


def test_a_row_beyond_any_sheet_is_corrupt(make):
    sheet = part(make(ROWS), "xl/worksheets/sheet1.xml")
    cell = b'<row r="99999999"><c><v>1</v></c></row></sheetData>'
    assert code(rezip(make(ROWS), xl__worksheets__sheet1_xml=sheet.replace(b"</sheetData>", cell))) == "corrupt"


def test_a_part_that_claims_billions_of_texts_is_corrupt(make):
    texts = part(make(ROWS), "xl/sharedStrings.xml").replace(b'uniqueCount="', b'uniqueCount="42949672')
    assert code(rezip(make(ROWS), xl__sharedStrings_xml=texts)) == "corrupt"


def test_an_old_workbook_that_claims_impossible_dimensions_is_corrupt(power_lists):
    data = bytearray((power_lists / "克拉玛依市科学技术局2024年权责清单.xls").read_bytes())
    place = data.index(struct.pack("<HH", 0x0200, 14)) + 4
    struct.pack_into("<I", data, place, 0x00CF0000)
    assert code(bytes(data), "旧.xls") == "corrupt"


def test_an_old_workbook_whose_chains_run_in_circles_does_not_run_forever(power_lists):
    data = bytearray((power_lists / "克拉玛依市科学技术局2024年权责清单.xls").read_bytes())
    table = 512 * (struct.unpack_from("<I", data, 76)[0] + 1)
    for number in range(100):
        struct.pack_into("<I", data, table + 4 * number, number)
    with pytest.raises(UnreadableFile):
        read_bytes(bytes(data), "旧.xls", "旧.xls")


@pytest.mark.parametrize("inside", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_entities_are_hostile(make, inside):
    content = part(make(ROWS), inside)
    evil = content.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1)
    assert code(rezip(make(ROWS), **{inside.replace("/", "__").replace(".xml", "_xml"): evil})) == "hostile"


def test_a_part_is_looked_through_whatever_it_is_called(make):
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'
    assert code(rezip(make(ROWS), xl__worksheets__sheet9=evil)) == "hostile"


def test_a_link_to_a_program_is_hostile(make):
    link = b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    assert code(rezip(make(ROWS), xl__externalLinks__externalLink1_xml=link)) == "hostile"


def test_a_formula_that_starts_a_program_is_hostile(make):
    sheet = part(make(ROWS), "xl/worksheets/sheet1.xml")
    cell = b'<row r="9"><c r="A9"><f>cmd|\'/c calc\'!A0</f><v>0</v></c></row></sheetData>'
    assert code(rezip(make(ROWS), xl__worksheets__sheet1_xml=sheet.replace(b"</sheetData>", cell))) == "hostile"


def test_an_old_workbook_that_links_to_a_program_is_hostile(power_lists):
    data = bytearray((power_lists / "克拉玛依市科学技术局2024年权责清单.xls").read_bytes())
    second = data.index(struct.pack("<HH", 0x0809, 16)) + 4 + 16
    text = b"cmd\x03/c calc"
    record = struct.pack("<HHHHB", 0x01AE, 5 + len(text), 1, len(text), 0) + text
    data[second : second + len(record)] = record
    assert code(bytes(data), "旧.xls") == "hostile"


@pytest.mark.parametrize(
    "cell", ["=cmd|'/c calc'!A0", "+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", '=WEBSERVICE("http://x")']
)
def test_csv_cells_that_would_run_are_hostile(cell):
    text = f'事项名称,权力类型,实施依据\r\n甲,行政许可,"{cell.replace(chr(34), chr(34) * 2)}"\r\n'
    assert code(text.encode(), "清单.csv") == "hostile"


@pytest.mark.parametrize(
    "text", ["=1+1", "-", "+86 990 6222222", "=A1&B1", '=IF(A1="a|b",Sheet2!A1,"")', "'=cmd|'/c calc'!A0", "一|二!"]
)
def test_harmless_text_is_not_hostile(text):
    assert not is_hostile_cell(text)


def test_a_bar_inside_quoted_text_is_no_program():
    assert not starts_a_program('IF(A1="cmd|x!y",1,2)')


def test_quotes_that_do_not_pair_are_corrupt():
    assert code('事项名称,权力类型,实施依据\n甲,行政许可,"没有结束\n乙,行政许可,二\n'.encode(), "清单.csv") == "corrupt"


def test_a_workbook_without_a_list_says_so(make):
    assert code(make([["姓名", "电话"], ["张三", "1"]])) == "no_list"
    assert code(make([])) == "no_list"


def test_a_workbook_whose_only_list_has_no_names_says_why(make):
    with pytest.raises(UnreadableFile, match="没有“事项名称”一栏") as refused:
        read_bytes(make([["权力类型", "实施依据", "责任事项"], ["行政许可", "一", "二"]]), "x", "x.xlsx")
    assert refused.value.code == "no_list"


def test_a_discretion_standard_is_no_list_of_powers(power_lists):
    path = power_lists.parent / "discretion" / "jmzyclb.xls"
    if not path.exists():
        pytest.skip(f"the real discretion standard is not here: {path}")
    with pytest.raises(UnreadableFile) as refused:
        read_file(path)
    assert refused.value.code == "no_list"
