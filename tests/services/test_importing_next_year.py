"""A new year's list is a diff: what is renamed, moved, cleared, missing or told by a person becomes typed changes."""

from __future__ import annotations

import pytest

from factories import ANNOUNCED, Ledger, change, edition, everything_written
from lists import STATISTICS, by_name, matches_of, power, problems_of
from quanze.domain.changes import Op
from quanze.domain.errors import InvalidInput, Refused
from quanze.domain.identities import new_id
from quanze.services.batches import read_batch
from quanze.services.matches_file import read_matches

NEXT = "2025-01-01"
BASIS = "《中华人民共和国统计法》第四十一条 作为统计调查对象的国家机关有下列行为之一的，由人民政府统计机构责令改正。"


def test_a_new_name_under_the_same_code_is_an_amendment(bureau):
    bureau.load([power("旧的名称", 职权编码="650200123456"), power("别的一项", 职权编码="650200123457")])
    [old, _] = bureau.listed()
    imported = bureau.load(
        [power("完全不同的叫法", 职权编码="650200123456"), power("别的一项", 职权编码="650200123457")], effective=NEXT
    )
    assert imported.report["changes"] == {"amend": 1}
    assert matches_of(imported)[2] == ("code", old["id"])
    assert bureau.ops() == [("amend", "完全不同的叫法")]
    assert bureau.ids() == {"完全不同的叫法": old["id"], "别的一项": bureau.ids()["别的一项"]}
    assert bureau.names("2024-12-31")[0] == "旧的名称"


def test_a_similar_name_and_basis_is_the_same_power(bureau):
    bureau.load([power("对拒绝提供统计资料的处罚", 实施依据=BASIS)])
    [old] = bureau.listed()
    imported = bureau.load([power("对拒绝、阻碍提供统计资料的处罚", 实施依据=BASIS)], effective=NEXT)
    assert matches_of(imported)[2] == ("similar", old["id"])
    [match] = imported.report["files"][0]["sheets"][0]["matches"]
    assert 0.86 <= match["score"] < 1
    assert (imported.report["changes"], imported.report["missing"]) == ({"amend": 1}, [])


def test_a_name_too_far_away_is_another_power_and_the_old_one_is_missing(bureau):
    bureau.load([power("对拒绝提供统计资料的处罚", 实施依据=BASIS)])
    [old] = bureau.listed()
    imported = bureau.load([power("对伪造统计证的处罚", 实施依据="《统计法实施条例》第五十条")], effective=NEXT)
    assert matches_of(imported)[2][0] == "new"
    assert imported.report["changes"] == {"add": 1}
    assert imported.report["missing"] == [{"id": old["id"], "name": old["name"]}]
    assert len(bureau.listed(NEXT)) == 2, "absence is not cancellation"


def test_complete_cancels_what_is_missing(bureau):
    bureau.load([power("甲项"), power("乙项"), power("丙项")])
    ids = bureau.ids()
    imported = bureau.load([power("乙项")], effective=NEXT, complete=True)
    assert imported.report["changes"] == {"cancel": 2}
    assert {one["id"] for one in imported.report["missing"]} == {ids["甲项"], ids["丙项"]}
    assert bureau.names(NEXT) == ["乙项"]
    assert bureau.names("2024-12-31") == ["甲项", "乙项", "丙项"]
    again = bureau.load([power("乙项")], effective=NEXT, complete=True)
    assert (again.publication, again.report["missing"]) == (None, [])
    assert bureau.differences() == []


def test_complete_concerns_the_departments_of_the_batch_only(bureau):
    bureau.load([power("甲项")])
    bureau.load(bureau.file([power("对账目的检查", "行政检查")], "市财政局权责清单.csv"))
    imported = bureau.load([power("乙项")], effective=NEXT, complete=True)
    assert imported.report["changes"] == {"add": 1, "cancel": 1}
    assert bureau.names(NEXT) == ["乙项", "对账目的检查"]


def test_complete_is_refused_while_a_row_that_names_a_power_is_unread(bureau):
    bureau.load([power("甲项"), power("乙项")])
    before = everything_written(bureau.database)
    rows = [power("甲项"), power("乙项", "说不清的类别")]
    with pytest.raises(InvalidInput) as refused:
        bureau.load(rows, effective=NEXT, complete=True)
    assert refused.value.code == "unread_rows"
    assert "1 行" in refused.value.message
    assert everything_written(bureau.database) == before
    imported = bureau.load(rows, effective=NEXT)
    assert (3, "unknown_category") in problems_of(imported)
    assert [one["name"] for one in imported.report["missing"]] == ["乙项"]


def test_a_missing_column_leaves_its_field_and_an_empty_cell_clears_it(bureau):
    bureau.load([power("甲项", 实施依据=BASIS, 备注="旧的备注", 监督电话="12345", 廉政风险点="高", 事项来源="国家")])
    imported = bureau.load([power("甲项", 备注="", 监督电话="12345", 廉政风险点="")], effective=NEXT)
    assert imported.report["changes"] == {"amend": 1}
    [now] = bureau.listed(NEXT)
    assert (now["legal_basis"], now["note"], now["supervision_phone"]) == (BASIS, None, "12345")
    assert now["extra"] == {"事项来源": "国家"}
    assert bureau.load([power("甲项", 备注="", 监督电话="12345", 廉政风险点="")], effective=NEXT).publication is None


def test_a_changed_extra_column_leaves_the_others(bureau):
    bureau.load([power("甲项", 廉政风险点="高", 事项来源="国家")])
    bureau.load([power("甲项", 廉政风险点="低")], effective=NEXT)
    assert bureau.listed(NEXT)[0]["extra"] == {"廉政风险点": "低", "事项来源": "国家"}


def test_white_space_and_width_are_no_change(bureau):
    bureau.load([power("对甲（乙）的处罚", 实施依据="《统计法》第１条：责令改正。", 职权编码="A-1")])
    other = [power("对甲(乙)的 处罚", 实施依据=" 《统计法》第1条:\n责令改正。 ", 职权编码="Ａ-1")]
    imported = bureau.load(other, effective=NEXT)
    assert imported.publication is None
    assert imported.report["changes"] == {}


TWINS = [
    power("对违法行为的处罚", 实施依据="第一条", 责任事项="立案", 承办机构="一科"),
    power("对违法行为的处罚", 实施依据="第一条", 责任事项="立案", 承办机构="二科"),
    power("对违法行为的处罚", 实施依据="第二条", 责任事项="审查"),
    power("别的一项", 实施依据="第三条", 责任事项="归档"),
]


def test_two_powers_of_one_name_stay_apart_in_any_order(bureau):
    bureau.load(TWINS)
    assert len({one["id"] for one in bureau.listed()}) == 4
    for order in ([1, 0, 3, 2], [2, 3, 1, 0], [3, 2, 1, 0]):
        imported = bureau.load([TWINS[n] for n in order], effective=NEXT)
        assert imported.report["changes"] == {}, order
        assert imported.publication is None


def test_a_twin_that_comes_before_takes_nothing_from_the_old_one(bureau):
    bureau.load(TWINS[1:])
    old = {one["handling_office"]: one["id"] for one in bureau.listed()}
    imported = bureau.load(TWINS, effective=NEXT)
    assert imported.report["changes"] == {"add": 1}
    assert matches_of(imported)[3] == ("name", old["二科"])
    assert bureau.load(TWINS[::-1], effective=NEXT).publication is None


def test_two_rows_alike_in_everything_are_two_powers_and_stay_so(bureau):
    rows = [power("对违法行为的处罚", 实施依据="第一条")] * 2
    assert bureau.load(rows).report["changes"] == {"add": 2}
    assert bureau.load(rows, effective=NEXT).publication is None


def test_a_group_ends_with_its_last_item(bureau):
    rows = [power("统计调查", 子项名称="抽样"), power("统计调查", 子项名称="普查"), power("登记", 子项名称="")]
    bureau.load(rows)
    bureau.load(rows[1:], effective=NEXT, complete=True)
    assert (bureau.ops(), bureau.groups()) == ([("cancel", "抽样")], [])
    last = bureau.load(rows[2:], effective="2026-01-01", complete=True)
    assert bureau.ops() == [("cancel", "普查")]
    assert bureau.groups() == [("cancel", "统计调查")]
    assert last.report["changes"] == {"cancel": 1}, "a group is not counted"
    back = bureau.load(rows, effective="2027-01-01")
    assert back.report["changes"] == {"add": 2}
    assert bureau.groups() == [("add", "统计调查")]
    assert len({c["record"] for n in (1, 3, 4) for c in bureau.changes(n) if c["body"].get("grouping")}) == 1
    assert bureau.differences() == []


def test_a_group_ends_when_its_items_move_away(bureau):
    bureau.load([power("统计调查", 子项名称="抽样"), power("登记", 子项名称="")])
    imported = bureau.load([power("统计监测", 子项名称="抽样"), power("登记", 子项名称="")], effective=NEXT)
    assert imported.report["changes"] == {"amend": 1}
    assert bureau.groups() == [("add", "统计监测"), ("cancel", "统计调查")]
    imported = bureau.load([power("抽样", 子项名称=""), power("登记", 子项名称="")], effective="2026-01-01")
    assert by_name(bureau.listed("2026-01-01"))["抽样"]["parent_id"] is None
    assert bureau.groups() == [("cancel", "统计监测")]


def test_without_a_sub_item_column_the_parent_stays(bureau):
    bureau.load([power("统计调查", 子项名称="抽样", 备注="甲")])
    imported = bureau.load([power("抽样", 备注="乙")], effective=NEXT)
    assert imported.report["changes"] == {"amend": 1}
    [now] = bureau.listed(NEXT)
    assert (now["parent_name"], now["note"]) == ("统计调查", "乙")


def test_a_row_under_a_listed_power_needs_no_group(bureau):
    """A main item may be a power itself."""
    bureau.load([power("统计调查"), power("抽样")])
    ids = bureau.ids()

    ledger = Ledger(bureau.database, bureau.place.id)
    ledger.publish(
        change(Op.AMEND, ids["抽样"], "2024-06-01", fields={"parent_id": ids["统计调查"]}),
        metadata=edition("2024-06-01", ANNOUNCED),
    )
    rows = [power("统计调查", 子项名称=""), power("统计调查", 子项名称="抽样")]
    assert bureau.load(rows, effective=NEXT).publication is None
    gone = bureau.load([power("统计调查", 子项名称="")], effective=NEXT, complete=True, authorised_by="编办")
    assert gone.report["changes"] == {"cancel": 1}
    assert bureau.names(NEXT) == ["统计调查"]


def test_a_persons_match_goes_before_what_would_be_found(bureau):
    bureau.load([power("甲项"), power("乙项")])
    ids = bureau.ids()
    imported = bureau.load([power("甲项"), power("丙项")], effective=NEXT, matches={2: "new", 3: ids["甲项"]})
    assert imported.report["changes"] == {"add": 1, "amend": 1}
    assert matches_of(imported)[3] == ("given", ids["甲项"])
    assert matches_of(imported)[2][0] == "new"
    assert bureau.ids(NEXT)["丙项"] == ids["甲项"]
    assert bureau.ids(NEXT)["甲项"] not in ids.values()
    assert imported.report["missing"] == [{"id": ids["乙项"], "name": "乙项"}]


def test_a_moved_category_is_another_power_unless_a_person_says_so(bureau):
    bureau.load([power("统计调查", 子项名称="抽样"), power("登记", 子项名称="")])
    [old, _] = bureau.listed()
    moved = [power("统计调查", "行政检查", 子项名称="抽样"), power("登记", 子项名称="")]
    without = bureau.load(moved, effective=NEXT, dry_run=True)
    assert (without.report["changes"], len(without.report["missing"])) == ({"add": 1}, 1)
    imported = bureau.load(moved, effective=NEXT, matches={2: old["id"]})
    assert imported.report["changes"] == {"reclassify": 1}
    assert imported.report["missing"] == []
    now = by_name(bureau.listed(NEXT))["抽样"]
    assert (now["id"], now["category"], now["status"]) == (old["id"], "administrative_inspection", "active")
    assert bureau.groups() == [("add", "统计调查"), ("cancel", "统计调查")]
    assert bureau.load(moved, effective=NEXT).publication is None
    assert bureau.differences() == []


@pytest.mark.parametrize("record", ["unknown", "department", "group", "other"])
def test_a_person_can_name_only_powers_of_this_list(bureau, record):
    bureau.load([power("统计调查", 子项名称="抽样")])
    bureau.load(bureau.file([power("对账目的检查", "行政检查")], "市财政局权责清单.csv"))
    [mine, other] = bureau.listed()
    ids = {"unknown": new_id(), "department": mine["department_id"], "group": mine["parent_id"], "other": other["id"]}
    before = everything_written(bureau.database)
    with pytest.raises(InvalidInput) as refused:
        bureau.load([power("新项")], effective=NEXT, matches={2: ids[record]})
    assert refused.value.code == "unknown_match"
    assert everything_written(bureau.database) == before


def test_a_person_can_name_a_power_once(bureau):
    bureau.load([power("甲项")])
    with pytest.raises(InvalidInput) as refused:
        bureau.load([power("乙项"), power("丙项")], effective=NEXT, matches=dict.fromkeys((2, 3), bureau.ids()["甲项"]))
    assert refused.value.code == "repeated_match"


def match_file(path, *lines):
    path.write_text("\n".join(["file,sheet,row,id", *lines]) + "\n", encoding="utf-8-sig")
    return path


def test_a_match_file_names_rows_by_file_sheet_and_number(bureau, tmp_path):
    batch = read_batch([bureau.file([power("甲项"), power("乙项")]), bureau.file([power("丙项")], "市财政局.csv")])
    sheet, record = f"{STATISTICS}权责清单", new_id()
    path = match_file(
        tmp_path / "m.csv", f"{STATISTICS}权责清单.csv,{sheet},3,{record}", "市财政局.csv,市财政局,2, new "
    )
    assert read_matches(path, batch) == {(0, 0, 3): record, (1, 0, 2): "new"}
    assert read_matches(match_file(tmp_path / "none.csv"), batch) == {}


def test_a_match_on_a_copy_is_one_on_its_original(bureau, tmp_path):
    first = bureau.file([power("甲项")])
    copy = tmp_path / "副本.csv"
    copy.write_bytes(first.read_bytes())
    path = match_file(tmp_path / "m.csv", "副本.csv,副本,2,new")
    assert read_matches(path, read_batch([first, copy])) == {(0, 0, 2): "new"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"file,sheet,row\na,b,1\n",
        "file,sheet,row,id\n市财政局.csv,市财政局,9,new\n".encode(),
        "file,sheet,row,id\n市财政局.csv,市财政局,2,一号\n".encode(),
        "file,sheet,row,id\n市财政局.csv,市财政局,²,new\n".encode(),
        "file,sheet,row,id\n市财政局.csv\n".encode(),
        "file,sheet,row,id\n别的.csv,市财政局,2,new\n".encode(),
        "file,sheet,row,id\n市财政局.csv,市财政局,2,new\n".encode("gb18030"),
        b'file,sheet,row,id\n"\n',
    ],
)
def test_a_match_file_that_does_not_fit_is_refused(bureau, tmp_path, content):
    batch = read_batch([bureau.file([power("丙项")], "市财政局.csv")])
    path = tmp_path / "m.csv"
    path.write_bytes(content)
    with pytest.raises(InvalidInput) as refused:
        read_matches(path, batch)
    assert refused.value.code == "bad_match_file"


def test_a_match_file_must_be_there(bureau, tmp_path):
    with pytest.raises(InvalidInput):
        read_matches(tmp_path / "none.csv", read_batch([bureau.file([power("丙项")])]))
    with pytest.raises(InvalidInput):
        read_matches(tmp_path, read_batch([bureau.file([power("丙项")])]))


def test_new_rows_stand_between_their_neighbours_and_nothing_is_renumbered(bureau):
    bureau.load([power("甲项"), power("乙项"), power("丙项")])
    ranks = {one["name"]: one["display_order"] for one in bureau.listed()}
    bureau.load([power(n) for n in ("零项", "甲项", "甲乙", "甲乙之二", "乙项", "丙项", "丁项")], effective=NEXT)
    now = bureau.listed(NEXT)
    assert [one["name"] for one in now] == ["零项", "甲项", "甲乙", "甲乙之二", "乙项", "丙项", "丁项"]
    assert {one["name"]: one["display_order"] for one in now if one["name"] in ranks} == ranks
    assert {op for op, _ in bureau.ops()} == {"add"}


def test_moving_rows_about_is_no_change(bureau):
    rows = [power(name) for name in ("甲项", "乙项", "丙项", "丁项")]
    bureau.load(rows)
    assert bureau.load(rows[::-1], effective=NEXT).publication is None
    assert bureau.names(NEXT) == ["甲项", "乙项", "丙项", "丁项"]


def test_a_power_that_had_ended_comes_back_under_its_id(bureau):
    bureau.load([power("甲项", 备注="旧"), power("乙项")])
    old = bureau.ids()["甲项"]
    bureau.load([power("乙项")], effective=NEXT, complete=True)
    imported = bureau.load([power("甲项", 备注="新"), power("乙项")], effective="2026-01-01")
    assert imported.report["changes"] == {"add": 1}
    assert matches_of(imported)[2] == ("name", old)
    assert bureau.ids("2026-01-01")["甲项"] == old
    assert [on for on in ("2024-06-01", "2025-06-01", "2026-06-01") if "甲项" in bureau.names(on)] == [
        "2024-06-01",
        "2026-06-01",
    ]
    assert bureau.load([power("甲项", 备注="新"), power("乙项")], effective="2026-01-01").publication is None
    assert bureau.differences() == []


def test_a_merged_power_of_the_same_name_does_not_come_back(bureau):
    """After a merger that kept the name, next year's list means the new power, not the ended ones."""
    bureau.load([power("对违法行为的处罚", 实施依据="第一条"), power("对违法行为的处罚", 实施依据="第二条")])
    first, second = bureau.listed()
    merged = new_id()
    fields = {"name": first["name"], "category": first["category"], "department_id": first["department_id"]}
    Ledger(bureau.database, bureau.place.id).publish(
        change(Op.MERGE, merged, "2024-06-01", from_=[first["id"], second["id"]], fields=fields),
        metadata=edition("2024-06-01"),
    )
    imported = bureau.load([power("对违法行为的处罚", 实施依据="第一条")], effective=NEXT, authorised_by="编办")
    assert imported.report["changes"] == {"amend": 1}
    assert matches_of(imported)[2] == ("name", merged)
    assert imported.report["missing"] == []


def test_an_amendment_of_a_suspended_power_leaves_it_suspended(bureau):

    bureau.load([power("甲项"), power("乙项")])
    record = bureau.ids()["甲项"]
    Ledger(bureau.database, bureau.place.id).publish(
        change(Op.SUSPEND, record, "2024-06-01"), metadata=edition("2024-06-01")
    )
    rows = [power("甲项", 备注="改过"), power("乙项", 备注="")]
    imported = bureau.load(rows, effective=NEXT, complete=True, authorised_by="编办")
    assert imported.report["changes"] == {"amend": 1}
    [entry] = bureau.changes()
    assert (entry["body"]["status"], entry["body"]["note"]) == ("suspended", "改过")


def test_a_load_past_the_workflow_needs_somebodys_word(bureau):

    bureau.load([power("甲项")])
    assert bureau.load([power("甲项", 备注="一")]).publication, "loads follow loads"
    Ledger(bureau.database, bureau.place.id).publish(
        change(Op.AMEND, bureau.ids()["甲项"], "2024-06-01", fields={"note": "二"}), metadata=edition("2024-06-01")
    )
    before = everything_written(bureau.database)
    with pytest.raises(Refused) as refused:
        bureau.load([power("甲项", 备注="三")], effective=NEXT)
    assert refused.value.code == "authority_needed"
    assert everything_written(bureau.database) == before
    bureau.load([power("甲项", 备注="三")], effective=NEXT, authorised_by="区编办〔2025〕1号")
    with bureau.database.reading() as connection:
        [*_, (by,)] = connection.exec_driver_sql("SELECT authorised_by FROM editions ORDER BY number").all()
    assert by == "区编办〔2025〕1号"
    assert bureau.load([power("甲项", 备注="三")], effective=NEXT).publication is None, "nothing to authorise"
    assert bureau.differences() == []
