"""Random standards and services: nothing is lost on the way in, out and in again; a second time changes nothing."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import open_register
from lists import ZONE, Bureau
from quanze.exchange.listings import Listing
from quanze.services import exporting
from quanze.services.moments import Asked

BUREAU = "克拉玛依市生态环境局"
HEADER = ["序号", "违法行为", "法律依据", "裁量阶次", "适用情形", "裁量标准", "备注"]
BASES = st.sampled_from(
    [
        "《甲法》第九条：处一万元以上五万元以下罚款；情节严重的，处五万元以上十万元以下罚款。",
        "《乙法》第一条",
        "逾期的，处一万元罚款",
    ]
)
STANDARDS = st.sampled_from(
    ["不予处罚", "警告", "处一万元罚款", "处一万元以上二万元以下罚款", "责令改正，可以处百元以下罚款"]
)
TIERS = st.tuples(
    st.sampled_from(["较轻", "一般", "从重"]),
    st.lists(st.text("首次再犯造成后果的", min_size=2, max_size=6), min_size=1, max_size=3, unique=True),
    STANDARDS,
    st.sampled_from(["", "", "并报上级"]),
)
GROUPS = st.tuples(BASES, st.lists(TIERS, min_size=1, max_size=3))
VIOLATIONS = st.tuples(
    st.text("对甲乙丙丁排放污染物瞒报拒检", min_size=3, max_size=12), st.lists(GROUPS, min_size=1, max_size=2)
)
LISTS = st.lists(VIOLATIONS, min_size=1, max_size=4, unique_by=lambda one: one[0])
FRUGAL = settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """An empty register to copy: migrating anew for each example would be most of the time."""
    path = tmp_path_factory.mktemp("register") / "quanze.sqlite3"
    open_register(f"sqlite:///{path}").close()
    with open_register(f"sqlite:///{path}").engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def fresh(register, folder):
    path = Path(folder) / "quanze.sqlite3"
    shutil.copy(register, path)
    return Bureau(open_register(f"sqlite:///{path}"), Path(folder))


def printed(violations, *, repeated):
    """The rows as a clerk keeps them: a cell that says the same as above is blank, or repeated."""
    rows, above = [], [""] * 7
    for number, (name, groups) in enumerate(violations, start=1):
        for basis, tiers in groups:
            for label, circumstances, standard, note in tiers:
                for circumstance in circumstances:
                    whole = [str(number), name, basis, label, circumstance, standard, note]
                    kept = [cell if place == 4 or cell != above[place] else "" for place, cell in enumerate(whole)]
                    rows.append(whole if repeated else kept)
                    above = whole
    return rows


def write(folder, rows):
    path = Path(folder) / "基准.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([[f"{BUREAU}行政处罚裁量权基准"], HEADER, *rows])
    return path


def circumstances(bureau):
    bodies = [one["body"] for one in bureau.changes() if one["kind"] == "discretion_standard"]
    tiers = [tier for body in bodies for group in body["groups"] for tier in group["tiers"]]
    return sorted(text for tier in tiers for text in tier["circumstances"])


@pytest.mark.slow
@FRUGAL
@given(violations=LISTS, repeated=st.booleans())
def test_no_row_is_lost_in_out_and_in_again(register, violations, repeated):
    with TemporaryDirectory() as folder:
        bureau = fresh(register, folder)
        rows = printed(violations, repeated=repeated)
        path = write(folder, rows)
        told = bureau.load(path, listing=Listing.DISCRETION).report
        assert (told["violations"], told["rows"]) == (len(violations), len(rows))
        assert circumstances(bureau) == sorted(row[4] for row in rows)
        assert bureau.load(path, listing=Listing.DISCRETION).report["changes"] == {}
        for format_ in (exporting.Format.CSV, exporting.Format.XLSX):
            out = Path(folder) / f"导出.{format_}"
            with bureau.database.reading() as connection:
                exporting.export(connection, Asked(), ZONE, format_, out, listing=Listing.DISCRETION)
            again = bureau.load(out, listing=Listing.DISCRETION).report
            assert (again["changes"], again["missing"], again["rows"]) == ({}, [], len(rows)), format_
        assert bureau.differences() == []


SERVICE = ["中介服务事项名称", "审批事项名称", "审批部门", "设定依据", "定价方式", "委托主体", "处理决定", "备注"]
SERVICES = st.lists(
    st.tuples(
        st.text("甲乙丙丁报告编制检测", min_size=3, max_size=8),
        st.lists(
            st.sampled_from(["甲审批", "乙许可（新办）", "新建、扩建项目核准"]), min_size=1, max_size=3, unique=True
        ),
        st.sampled_from(["市水利局", "市生态环境局"]),
        st.sampled_from(["", "《甲法》第一条"]),
        st.sampled_from(["市场调节价", "政府定价", "随缘", ""]),
        st.sampled_from(["申请人", "审批部门", "谁用谁托", ""]),
        st.sampled_from(["保留", "取消", "不再要求申请人提供甲，改由审批部门委托", "再议"]),
        st.sampled_from(["", "注意"]),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda row: row[0],
)


@pytest.mark.slow
@FRUGAL
@given(services=SERVICES)
def test_no_service_is_lost_in_out_and_in_again(register, services):
    with TemporaryDirectory() as folder:
        bureau = fresh(register, folder)
        path = Path(folder) / "清单.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            rows = [[row[0], "\n".join(row[1]), *row[2:]] for row in services]
            csv.writer(file).writerows([SERVICE, *rows])
        told = bureau.load(path, listing=Listing.INTERMEDIARY).report
        assert (told["services"], told["approvals"]) == (len(services), sum(len(row[1]) for row in services))
        assert bureau.load(path, listing=Listing.INTERMEDIARY).report["changes"] == {}
        for format_ in (exporting.Format.CSV, exporting.Format.XLSX):
            out = Path(folder) / f"导出.{format_}"
            with bureau.database.reading() as connection:
                exporting.export(connection, Asked(), ZONE, format_, out, listing=Listing.INTERMEDIARY)
            again = bureau.load(out, listing=Listing.INTERMEDIARY).report
            assert (again["changes"], again["missing"], again["services"]) == ({}, [], len(services)), format_
        assert bureau.differences() == []
