"""What somebody was told to bring and what the list calls it: the same thing in other words, and never a like one."""

from __future__ import annotations

import pytest

from quanze.services.requirements import means

SAME = [
    ("房屋鉴定", "校舍房屋安全鉴定"),
    ("地质灾害评估", "地质灾害危险性评估"),
    ("水土保持方案报告书", "水土保持方案编制"),
    ("可行性研究报告", "政府投资项目可行性研究报告编制"),
    ("环境影响评估报告", "环境影响评价"),
    ("验资报告", "社会团体验资"),
    ("种子生产经营许可", "农作物种子生产经营许可"),
    ("施工图审查", "施工图设计文件审查"),
]
OTHER = [
    ("环境影响评价报告", "洪水影响评价报告编制"),
    ("消防安全评估报告", "零售场所安全评价"),
    ("体检报告", "体育设施检验"),
    ("公证书", "公共场所卫生检测"),
    ("身份证复印件", "社会团体验资"),
    ("无犯罪记录证明", "医疗机构注册资金验资"),
    ("资产评估", "民办学校资产验资"),
    ("食品经营许可", "药品经营许可"),
    ("地质灾害评估", "地质灾害监测"),
]


@pytest.mark.parametrize(("asked", "name"), SAME)
def test_other_words_for_the_same_thing_are_understood(asked, name):
    assert means(asked, name)


@pytest.mark.parametrize(("asked", "name"), OTHER)
def test_what_only_looks_alike_is_not_taken_for_it(asked, name):
    assert not means(asked, name)
