"""``quanze reform`` and ``quanze holidays`` as people run them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from lists import STATISTICS, power, write_csv

pytestmark = pytest.mark.timeout(300)  # each command is a process of its own

SOON = (datetime.now(UTC).date() + timedelta(days=60)).isoformat()


@pytest.fixture
def loaded(city, tmp_path):
    """A city with one list."""
    path = write_csv(tmp_path / f"{STATISTICS}权责清单.csv", [power("甲项"), power("乙项", "行政检查")])
    city.done("import", path, "--publish", "--effective", "2024-01-01")
    return city


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(
        f'title = "机构改革"\non = {SOON}\ntext = "组建数据局"\n[[merges]]\nfrom = ["{STATISTICS}"]\ninto = "数据局"\n',
        encoding="utf-8",
    )
    return path


def test_a_plan_is_looked_at_first_and_then_a_draft(loaded, plan):
    looked = loaded.done("reform", plan, "--dry-run")
    assert f"{STATISTICS}：2 项 → 0 项" in looked
    assert "数据局：0 项 → 2 项" in looked
    assert "划转 2 项，结束 0 项，新增 0 项，不变 0 项" in looked
    assert "仅预览，未写入" in looked
    made = json.loads(loaded.done("reform", plan, "--json"))
    assert made["proposal"]
    assert [change["op"] for change in made["changes"]] == ["merge", "transfer", "transfer"]
    assert (made["preview"]["moved"], made["preview"]["before"], made["preview"]["after"]) == (2, 2, 2)


def test_what_is_no_plan_is_refused_in_a_line(loaded, plan, tmp_path):
    for text in ("nonsense", f'title = "x"\non = {SOON}\ntext = "x"\n[[renames]]\ndepartment = "没有"\nto = "乙"\n'):
        plan.write_text(text, encoding="utf-8")
        outcome = loaded("reform", plan)
        assert (outcome.code, outcome.out) == (1, "")
        assert len(outcome.err.strip().splitlines()) == 1
    assert loaded("reform", tmp_path / "missing.toml").code == 1


def test_holidays_are_declared_from_a_file(city, tmp_path):
    assert "已知 2004 至 2026 年" in city.done("holidays")
    path = tmp_path / "2027.toml"
    path.write_text('[2027]\noff."国庆节" = ["10-01"]\n', encoding="utf-8")
    assert "已知 2004 至 2027 年" in city.done("holidays", path)
    assert "已知 2004 至 2027 年" in city.done("holidays")
    path.write_text("nonsense", encoding="utf-8")
    outcome = city("holidays", path)
    assert (outcome.code, len(outcome.err.strip().splitlines())) == (1, 1)
