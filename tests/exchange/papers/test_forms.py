"""A paper in its three forms: each says everything, shows it as official papers do, and runs nothing."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.shared import Mm, Pt
from hypothesis import given
from hypothesis import strategies as st

from quanze.exchange.papers.documents import document
from quanze.exchange.papers.pages import STYLE, STYLE_SOURCE, page
from quanze.exchange.papers.paper import (
    Annex,
    Form,
    Heading,
    Paper,
    Paragraph,
    Signature,
    Table,
    numeral,
)
from quanze.exchange.papers.workbooks import workbook
from quanze.services.papers import printed

TEXT = "现将权责清单调整情况公告如下：" * 40
PAPER = Paper(
    title="示范区人民政府关于调整部门权责清单的公告",
    number="示政发〔2026〕5号",
    addressee="各街道办事处、区政府各部门",
    blocks=(
        Paragraph(TEXT),
        Heading("一、调整情况"),
        Heading("（一）新增事项", 2),
        Paragraph("新增1项。"),
    ),
    signature=Signature(("示范区人民政府",), date(2026, 3, 1)),
    remarks=("联系人：张某",),
    annexes=(
        Annex(
            "数量变化表", (Table(("部门", "调整后"), [["农业农村局", 12], ["合计", 12]], (3, 1), sums=frozenset({1})),)
        ),
        Annex("调整事项目录", (Table(("序号", "事项名称"), [[1, "对<假>种子&其他\n的处罚"]], (1, 8)),)),
    ),
    notices=("演示数据，非官方清单",),
)
SAID = (
    PAPER.title,
    PAPER.number,
    "各街道办事处、区政府各部门：",
    TEXT,
    "一、调整情况",
    "（一）新增事项",
    "附件：1．数量变化表",
    "2．调整事项目录",
    "示范区人民政府",
    "2026年3月1日",
    "（联系人：张某）",
    "农业农村局",
    "对<假>种子&其他",
    "的处罚",
    "演示数据，非官方清单",
)
WHOLE_TABLE = Paper("调整对照表", (Table(("序号", "理由"), [[1, "长文" * 2000]], (1, 9)),), landscape=True)
NAMESPACE = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


def opened(paper):
    """The document, as another program reads it."""
    return docx.Document(io.BytesIO(document(paper)))


def style_of(found, identity):
    return next(style for style in found.styles if style.style_id == identity)


def fonts_of(style):
    fonts = style.element.rPr.find("w:rFonts", NAMESPACE)
    return fonts.get(f"{{{NAMESPACE['w']}}}eastAsia")


def words_of(found):
    section = found.sections[0]
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return [*(one.text for one in found.paragraphs), *cells, section.header.paragraphs[0].text]


def test_a_document_says_everything():
    told = "\n".join(words_of(opened(PAPER)))
    assert all(words in told for words in SAID)


def test_the_page_is_that_of_official_papers():
    """GB/T 9704-2012: A4, margins of 37, 26, 35 and 28 mm; 22 lines of 28 characters of 16 pt."""
    section = opened(PAPER).sections[0]
    measures = {
        "page_width": 210,
        "page_height": 297,
        "top_margin": 37,
        "right_margin": 26,
        "bottom_margin": 35,
        "left_margin": 28,
    }
    for name, millimetres in measures.items():
        assert abs(getattr(section, name) - Mm(millimetres)) < Mm(0.1), name
    normal = style_of(opened(PAPER), "Normal")
    assert normal.font.size.pt == 16
    height = section.page_height - section.top_margin - section.bottom_margin
    assert height // normal.paragraph_format.line_spacing == 22
    closer = int(normal.element.rPr.find("w:spacing", NAMESPACE).get(f"{{{NAMESPACE['w']}}}val")) / 20
    width = section.page_width - section.left_margin - section.right_margin
    assert width // Pt(16 + closer) == 28


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Normal", "仿宋_GB2312", 16),
        ("Heading1", "黑体", 16),
        ("Heading2", "楷体_GB2312", 16),
        ("PageNumber", "宋体", 14),
    ],
)
def test_each_part_has_its_font_and_every_font_has_substitutes(style, font, points):
    found = opened(PAPER)
    assert fonts_of(style_of(found, style)) == font
    assert style_of(found, style).font.size.pt == points
    with zipfile.ZipFile(io.BytesIO(document(PAPER))) as archive:
        fonts = parse_xml(archive.read("word/fontTable.xml"))
    named = {one.get(f"{{{NAMESPACE['w']}}}name"): one.find("w:altName", NAMESPACE) for one in fonts}
    assert named[font].get(f"{{{NAMESPACE['w']}}}val")


def test_page_numbers_stand_outside():
    found = opened(PAPER)
    assert found.settings.odd_and_even_pages_header_footer
    section = found.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph.text == "— 1 —"
        assert paragraph.paragraph_format.alignment.name.lower() == side
        assert " PAGE " in paragraph._p.xml


def test_there_is_neither_a_red_head_nor_a_seal():
    with zipfile.ZipFile(io.BytesIO(document(PAPER))) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert not [name for name in archive.namelist() if "media" in name]
    assert b"w:color w:val" not in everything
    assert b"w:drawing" not in everything


def test_a_wide_table_turns_the_page_and_repeats_its_head():
    found = opened(WHOLE_TABLE)
    section = found.sections[0]
    assert section.page_width > section.page_height
    assert "w:tblHeader" in found.tables[0].rows[0]._tr.xml
    assert "w:cantSplit" not in found.tables[0].rows[1]._tr.xml, "a row longer than a page must part"
    assert "w:cantSplit" in opened(PAPER).tables[0].rows[1]._tr.xml


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("合法性审查意见书", ["合法性审查意见书"]),
        ("示范区人民政府关于调整示范区部门权责清单的公告", ["示范区人民政府", "关于调整示范区部门权责清单的公告"]),
        ("农业农村局行政处罚类权责清单年度集中调整申请", ["农业农村局行政处罚类", "权责清单年度集中调整申请"]),
    ],
)
def test_a_title_of_two_lines_is_parted_evenly(title, lines):
    assert opened(replace(PAPER, title=title)).paragraphs[0].text.splitlines() == lines


def test_the_seal_has_its_place():
    """The day stands four characters from the margin, the organ is centred on it, whatever its length."""
    for organ in ("区政府", "大连市普兰店区农业农村局行政审批服务办公室"):
        found = opened(replace(PAPER, signature=Signature((organ,), date(2026, 3, 1))))
        signed = [one for one in found.paragraphs if one.style.style_id == "Signed" and one.text]
        middles = [
            one.paragraph_format.right_indent.pt + width / 2 for one, width in zip(signed, widths(signed), strict=True)
        ]
        assert abs(middles[0] - middles[1]) <= 1
        assert all(one.paragraph_format.right_indent.pt >= 0 for one in signed)


def widths(paragraphs):
    return [sum(8 if character.isascii() else 16 for character in one.text) for one in paragraphs]


def test_the_same_paper_is_the_same_bytes():
    assert document(PAPER) == document(PAPER)
    assert workbook(PAPER) == workbook(PAPER)


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_breaks_a_form(one, other):
    paper = Paper("题" + one, (Paragraph(other), Table(("栏",), [[one], [other]], (1,))), notices=(other,))
    with zipfile.ZipFile(io.BytesIO(document(paper))) as archive:
        for name in archive.namelist():
            parse_xml(archive.read(name))
    assert page(paper).decode()
    assert openpyxl.load_workbook(io.BytesIO(workbook(paper)))


def test_a_workbook_has_the_words_and_a_sheet_for_each_table():
    found = openpyxl.load_workbook(io.BytesIO(workbook(PAPER)))
    assert found.sheetnames == ["正文", "数量变化表", "调整事项目录"]
    for sheet in found:
        assert sheet["A1"].value == "演示数据，非官方清单"
        assert sheet.page_setup.paperSize == 9
    counts = [[cell.value for cell in row] for row in found["数量变化表"].iter_rows(min_row=3, max_row=5)]
    assert counts == [["部门", "调整后"], ["农业农村局", 12], ["合计", 12]]
    words = [row[0].value for row in found["正文"].iter_rows()]
    assert f"　　{TEXT}" in words
    assert "示范区人民政府" in words


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "＝1"])
def test_no_cell_of_a_workbook_is_a_formula(text):
    paper = Paper("表", (Table(("栏",), [[text]], (1,)), Paragraph(text)), notices=(text,))
    found = openpyxl.load_workbook(io.BytesIO(workbook(paper)))
    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert text in {cell.value for cell in cells}


def test_a_page_says_everything_and_lets_nothing_in():
    text = page(PAPER).decode()
    assert all(words in text for words in SAID if "<" not in words and "\n" not in words)
    assert "对&lt;假&gt;种子&amp;其他\n的处罚" in text
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")
    assert f"<style>{STYLE}</style>" in text
    assert STYLE_SOURCE.startswith("'sha256-")


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (21, "二十一")])
def test_headings_count_in_words(number, words):
    assert numeral(number) == words


def test_a_file_is_named_for_its_paper():
    assert printed(PAPER, Form.DOCUMENT).name == f"{PAPER.title}.docx"


@pytest.fixture(scope="session")
def soffice():
    found = shutil.which("soffice")
    if not found:
        pytest.skip("LibreOffice (soffice) is not installed: papers are not rendered")
    return found


def converted(soffice, folder, content, to):
    """What LibreOffice makes of a document."""
    source = folder / "paper.docx"
    source.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, profile, "--headless", "--convert-to", to, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=110)
    return (folder / f"paper.{to.partition(':')[0]}").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("paper", [PAPER, WHOLE_TABLE], ids=["letter", "table"])
def test_libreoffice_opens_a_paper_unchanged(soffice, tmp_path, paper):
    """Read in and written out again, it still says the same, on the same page, in the same fonts."""
    before = opened(paper)
    after = docx.Document(io.BytesIO(converted(soffice, tmp_path, document(paper), "docx")))
    assert [word for word in words_of(after) if word] == [word for word in words_of(before) if word]
    one, other = before.sections[0], after.sections[0]
    for name in ("page_width", "page_height", "top_margin", "left_margin", "right_margin"):
        assert abs(getattr(one, name) - getattr(other, name)) < Mm(0.5), name
    used = {style.style_id: fonts_of(style) for style in before.styles}
    assert fonts_of(style_of(after, "Title")) == used["Title"]


@pytest.mark.slow
def test_libreoffice_renders_a_paper(soffice, tmp_path):
    rendered = converted(soffice, tmp_path, document(PAPER), "pdf")
    assert rendered.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", rendered)) == 4, "two pages of text, two annexes"
