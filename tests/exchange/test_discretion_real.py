"""A city's real standard: 12 sheets, 165 violations, 872 rows, each in one tier; and its no-penalty list as a table."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
import python_calamine

from markdown_lists import table_of
from quanze.exchange.files import read_bytes, read_file
from quanze.exchange.listings import Listing

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "discretion"
CIRCUMSTANCES, FIRST_ROW = 4, 3


@pytest.fixture(scope="module")
def workbook():
    path = SHARED / "jmzyclb.xls"
    if not path.exists():
        pytest.skip(f"the real discretion standard is not here: {path}")
    return path


@pytest.fixture(scope="module")
def reading(workbook):
    return read_file(workbook, None, Listing.DISCRETION)


@pytest.fixture(scope="module")
def printed(workbook):
    """What stands in the column of circumstances, as the file has it: sheet, row, text."""
    book = python_calamine.CalamineWorkbook.from_path(str(workbook))
    rows = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return {
        (name, number): str(row[CIRCUMSTANCES]).strip()
        for name, sheet in rows.items()
        for number, row in enumerate(sheet, start=1)
        if number >= FIRST_ROW and str(row[CIRCUMSTANCES]).strip()
    }


def in_tiers(reading):
    return [
        (sheet.sheet, tier, row)
        for sheet in reading.sheets
        for item in sheet.items
        for group in item.groups
        for tier in group.tiers
        for row in tier.rows
    ]


def test_every_circumstance_row_is_in_one_tier(reading, printed):
    assert len(printed) == 872
    assert Counter((sheet, row) for sheet, _, row in in_tiers(reading)) == Counter(printed.keys())
    for sheet in reading.sheets:
        for tier in (tier for item in sheet.items for group in item.groups for tier in group.tiers):
            said = [printed[sheet.sheet, row] for row in tier.rows]
            assert ["".join(text.split()) for text in said] == ["".join(text.split()) for text in tier.circumstances]


def test_every_violation_is_read_once(reading):
    assert len(reading.sheets) == 12
    assert sum(len(sheet.items) for sheet in reading.sheets) == 165
    assert sum(len(item.groups) for sheet in reading.sheets for item in sheet.items) == 172
    assert sum(len(g.tiers) for s in reading.sheets for i in s.items for g in i.groups) == 677


def test_only_hidden_text_is_to_be_told(reading):
    assert {problem.code for sheet in reading.sheets for problem in sheet.problems} == {"hidden_text"}


def test_a_second_basis_begins_a_second_group(reading):
    [noise] = [sheet for sheet in reading.sheets if sheet.sheet == "噪声污染防治法"]
    first = noise.items[0]
    assert [(group.row, len(group.tiers)) for group in first.groups] == [(3, 5), (10, 5), (17, 5)]
    assert first.groups[1].basis == "逾期不改正的，处100万元以上200万元以下罚款；"
    assert first.groups[2].tiers[0].standard == "对责任人处五万元以上七万元以下罚款"


def test_one_basis_over_two_violations_is_the_basis_of_both(reading):
    [livestock] = [sheet for sheet in reading.sheets if sheet.sheet == "畜禽条例"]
    one, other = livestock.items[:2]
    assert one.groups[0].basis == other.groups[0].basis


def test_blank_cells_that_nothing_covers_go_on_with_the_tier_above(reading):
    [waste] = [sheet for sheet in reading.sheets if sheet.sheet == "固废污染防治法"]
    [transfer] = [item for item in waste.items if item.row == 75]
    assert [(tier.label, tier.rows) for tier in transfer.groups[0].tiers] == [
        ("1", (75, 76)), ("2", (77, 78)), ("3", (79, 80)), ("4", (81, 82, 83)), ("5", (84, 85))
    ]  # fmt: skip


def test_the_real_no_penalty_list_as_a_table():
    page = SHARED / "jmssthjyfbyxzcfdqwhjwfxwqd.md"
    if not page.exists():
        pytest.skip(f"the real no-penalty list is not here: {page}")
    stream = io.StringIO()
    csv.writer(stream).writerows(table_of(page))
    [sheet] = read_bytes(stream.getvalue().encode(), "清单.csv", "清单.csv", None, Listing.NO_PENALTY).sheets
    assert len(sheet.items) == 40
    assert sheet.items[0].item == "建设单位未依法备案建设项目环境影响登记表"
    assert "首次违法" in sheet.items[0].fields["conditions"]
    assert all(item.fields["violated_provisions"].startswith("《") for item in sheet.items)
    assert {problem.code for problem in sheet.problems} == {"footer"}
