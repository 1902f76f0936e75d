"""One table that holds the lists of several departments: each row goes to its own."""

from __future__ import annotations

from lists import power

HEALTH, EDUCATION, STATISTICS = "克拉玛依市卫生健康委员会", "克拉玛依市教育局", "克拉玛依市统计局"
TITLE = "克拉玛依市政府部门权责清单.csv"


def owners(bureau):
    """The department's name of every listed power, by its name."""
    with bureau.database.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT p.name, d.name FROM projection p JOIN projection d ON d.record = p.department "
            "WHERE p.kind = 'power'"
        ).all()
    return dict(rows)


def rows_of(*bodies):
    return [power(f"事项{number}", 行使主体=body) for number, body in enumerate(bodies, start=1)]


def test_rows_of_a_table_without_an_organ_in_its_title_go_to_the_bodies_they_name(bureau):
    imported = bureau.load(bureau.file(rows_of(HEALTH, "市教育局", HEALTH, EDUCATION, STATISTICS), TITLE))
    assert owners(bureau) == {
        "事项1": HEALTH,
        "事项2": EDUCATION,
        "事项3": HEALTH,
        "事项4": EDUCATION,
        "事项5": STATISTICS,
    }
    (sheet,) = imported.report["files"][0]["sheets"]
    assert [department["name"] for department in sheet["departments"]] == [HEALTH, EDUCATION, STATISTICS]
    again = bureau.load(bureau.file(rows_of(HEALTH, "市教育局", HEALTH, EDUCATION, STATISTICS), TITLE))
    assert again.publication is None


def test_a_row_that_names_no_organ_goes_with_the_row_above_it(bureau):
    bureau.load(bureau.file(rows_of(HEALTH, "", EDUCATION, "有关主管部门", HEALTH), TITLE))
    assert owners(bureau) == {
        "事项1": HEALTH,
        "事项2": HEALTH,
        "事项3": EDUCATION,
        "事项4": EDUCATION,
        "事项5": HEALTH,
    }


def test_a_column_of_departments_goes_before_the_bodies(bureau):
    rows = [
        power("事项1", 部门名称="教育局", 行使主体="克拉玛依市人民政府"),
        power("事项2", 部门名称="卫生健康委员会", 行使主体="克拉玛依市人民政府"),
    ]
    bureau.load(bureau.file(rows, TITLE))
    assert {name: owner.removeprefix("克拉玛依市") for name, owner in owners(bureau).items()} == {
        "事项1": "教育局",
        "事项2": "卫生健康委员会",
    }


def test_one_organ_with_nearly_all_rows_has_the_whole_sheet(bureau):
    bureau.load(bureau.file(rows_of(*[HEALTH] * 9, EDUCATION), TITLE))
    assert set(owners(bureau).values()) == {HEALTH}


def test_a_department_given_by_hand_has_the_whole_table(bureau):
    bureau.load(bureau.file(rows_of(HEALTH, EDUCATION, STATISTICS), TITLE), department=STATISTICS)
    assert set(owners(bureau).values()) == {STATISTICS}
