"""What penalty clauses impose, in the wordings that statutes and workbooks have; and what is not claimed of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanze.domain.amounts import Measure
from quanze.domain.penalties import Connector, SanctionKind, Subject
from quanze.law.amounts import read_brackets, read_penalty

YUAN, TIMES, PERCENT = 100, 10_000, 100


def interval(amount):
    return amount.measure, amount.minimum, amount.maximum


def money(low, high):
    return Measure.MONEY, low if low is None else low * YUAN, high if high is None else high * YUAN


def ratio(low, high, unit=TIMES):
    return Measure.RATIO, low if low is None else int(low * unit), high if high is None else int(high * unit)


INTERVALS = {
    "处二万元以上五万元以下罚款": money(20_000, 50_000),
    "处以二万元以上五万元以下的罚款": money(20_000, 50_000),
    "处20000元以上50000元以下罚款": money(20_000, 50_000),
    "处２万元以上５万元以下罚款": money(20_000, 50_000),
    "处1,000元以上20,000元以下罚款": money(1_000, 20_000),
    "处1.5万元以上二十万元以下罚款": money(15_000, 200_000),
    "处二千元至二万元罚款": money(2_000, 20_000),
    "处10万至20万元罚款": money(100_000, 200_000),
    "处10至20万元罚款": money(100_000, 200_000),
    "处七十万以上一百万元以下罚款": money(700_000, 1_000_000),
    "处二百以上五百元以下的罚款": money(200, 500),
    "处五千元以上、二万元以下的罚款": money(5_000, 20_000),
    "处一万元以上，五万元以下的罚款": money(10_000, 50_000),
    "处五千元以下罚款": money(None, 5_000),
    "处五万元以上罚款": money(50_000, None),
    "处二十万元罚款": money(200_000, 200_000),
    "处人民币二十万元以下罚款": money(None, 200_000),
    "处以罚款五百元以上二千元以下": money(500, 2_000),
    "处二十万元以上三十万元以下元罚款": money(200_000, 300_000),
    "处二万元以上\n五万元以下罚款": money(20_000, 50_000),
    "并处违法所得一倍以上五倍以下罚款": ratio(1, 5),
    "处货值金额1倍以上2倍以下的罚款": ratio(1, 2),
    "处违法所得3-5倍罚款": ratio(3, 5),
    "处违法所得一倍半的罚款": ratio(1.5, 1.5),
    "处总投资额百分之一以上百分之五以下的罚款": ratio(1, 5, PERCENT),
    "处总投资额1%以上5％以下的罚款": ratio(1, 5, PERCENT),
    "处合同价款千分之五以上百分之一以下的罚款": ratio(0.5, 1, PERCENT),
    "处上一年度从本单位取得收入35以上50％以下的罚款": ratio(35, 50, PERCENT),
    "处不缴或者少缴的税款百分之五十以上五倍以下的罚款": ratio(0.5, 5),
    "处违法所得等值以下的罚款": ratio(None, 1),
    "处货值金额等值以上三倍以下的罚款": ratio(1, 3),
    "按照直接损失的百分之三十计算罚款": ratio(30, 30, PERCENT),
    "按违法所得的三倍处以罚款": ratio(3, 3),
    "罚款额为违法所得的10%以上50%以下": ratio(10, 50, PERCENT),
    "罚款幅度为五百元以上、五千元以下": money(500, 5_000),
    "某法第七十一条规定的罚款，数额为10万元以下": money(None, 100_000),
    "处以罚款，罚款数额按照直接损失的20%计算": ratio(20, 20, PERCENT),
}


@pytest.mark.parametrize(("text", "expected"), INTERVALS.items())
def test_intervals(text, expected):
    reading = read_penalty(text)
    assert [interval(amount) for amount in reading.amounts] == [expected]
    assert reading.unread == []


ENDS = {
    "处一万元以上不足五万元的罚款": (True, False),
    "处一万元以上不满五万元的罚款": (True, False),
    "处超过一万元不超过五万元的罚款": (False, True),
    "处一万元（含）以上五万元（不含）以下罚款": (True, False),
    "处一万元以上五万元以下（不含本数）罚款": (True, False),
}


@pytest.mark.parametrize(("text", "inclusive"), ENDS.items())
def test_each_end_says_whether_it_is_included(text, inclusive):
    (amount,) = read_penalty(text).amounts
    assert interval(amount) == money(10_000, 50_000)
    assert (amount.minimum_inclusive, amount.maximum_inclusive) == inclusive


NOT_CLAIMED = {
    "two maxima": "处七万元以下九万元以下罚款",
    "a second end without 以下": "处上一年度从本单位取得收入20%以上30%的罚款",
    "a number that is none": "处一百万一十元以上一百三十万元以下罚款",
    "a letter for a digit": "处l0万元以上20万元以下罚款",
    "a part that is not exact": "处货值金额三分之一以上一倍以下罚款",
    "a unit that may be shared or not": "处五百至一千万元罚款",
    "a ratio of nothing": "处三倍以上五倍以下罚款",
    "words before the sum": "处以该单位负责人一万元罚款",
    "an amount of another rule": "处以本条例第五十条规定的罚款数额的10%",
    "about": "处五万余元罚款",
    "one value and not that one": "处五万元（不含）罚款",
    "nothing between the ends": "处五万元以上不满五万元罚款",
}


@pytest.mark.parametrize("text", NOT_CLAIMED.values(), ids=NOT_CLAIMED)
def test_what_is_not_sure_stays_text_and_is_reported(text):
    reading = read_penalty(text)
    assert reading.amounts == []
    assert reading.unread
    assert all(phrase.text in text for phrase in reading.unread)


SPOKEN_OF = [
    "本章规定的处罚由公安机关决定；其中警告或者五千元以下罚款，可以由出入境管理机构决定。",
    "对公民处以二百元以下、对法人或者其他组织处以三千元以下罚款或者警告的行政处罚的，可以当场作出行政处罚决定。",
    "公安机关作出吊销许可证以及处二千元以上罚款的治安管理处罚决定前，应当告知。",
    "注册资本不足五百万元的，不予登记。",
    "国家设立基金一亿元。",
    "被吊销许可证的，自吊销之日起五年内不受理其申请。",
    "对道路交通违法行为人予以警告、二百元以下罚款，交通警察可以当场作出行政处罚决定。",
    "对违反治安管理行为人处五十元以下罚款，被处罚人没有异议的；",
    "前款所称较大数额罚款，是指对个人处以二千元以上罚款，对单位处以一万元以上罚款。",
    "给予警告、记过或者记大过的行政处分。",
    "对情节严重的违法行为处以罚款时，应当从重。",
]


@pytest.mark.parametrize("text", SPOKEN_OF)
def test_a_rule_that_speaks_of_fines_imposes_none(text):
    assert [one for bracket in read_brackets(text) for one in bracket.amounts] == []
    assert [one for bracket in read_brackets(text) for one in bracket.sanctions] == []


CONNECTORS = {
    "处五千元以下罚款": Connector.ONLY,
    "可以处五千元以下罚款": Connector.MAY,
    "可处五千元以下罚款": Connector.MAY,
    "可以根据情节轻重，处五千元以下罚款": Connector.MAY,
    "给予警告，并处五千元以下罚款": Connector.AND,
    "给予警告，可以并处五千元以下罚款": Connector.MAY_ADD,
    "给予警告，并可处五千元以下罚款": Connector.MAY_ADD,
    "给予警告，并可以对单位处五千元以下罚款": Connector.MAY_ADD,
    "给予警告或者五千元以下罚款": Connector.OR,
    "可以给予警告，并处五千元以下罚款": Connector.MAY_ADD,
    "可以指定他人代为恢复，所需费用由其承担，并处五千元以下罚款": Connector.AND,
    "由甲部门（乙部门）单处或者并处警告、没收违法所得、五千元以下罚款": Connector.EITHER,
    "并处违法产品（包括已售出的，下同）货值金额五倍以下罚款": Connector.AND,
    "单处或者并处五千元以下罚款": Connector.EITHER,
    "可以单处或者并处五千元以下罚款": Connector.MAY_EITHER,
    "由甲部门或者乙部门处五千元以下罚款": Connector.ONLY,
    "对主管人员和其他责任人员处五千元以下罚款": Connector.ONLY,
    "每日按罚款数额的百分之三加处罚款": Connector.SURCHARGE,
    "可以处以警告、五千元以下罚款": Connector.MAY,
    "可以根据情节单处或者并处警告、没收违法所得、处以五千元以下罚款": Connector.MAY_EITHER,
    "没收违法所得、并处五千元以下罚款": Connector.AND,
    "责令改正并对责任人员处五千元以下罚款": Connector.AND,
    "并根据情节轻重，处五千元以下罚款": Connector.AND,
    "并按照取水量计征相关费用，处五千元以下罚款": Connector.ONLY,
    "可以责令停业整顿，对个人处五千元以下罚款": Connector.ONLY,
}


@pytest.mark.parametrize(("text", "connector"), CONNECTORS.items())
def test_connectors(text, connector):
    assert [amount.connector for amount in read_penalty(text).amounts] == [connector]


def test_what_may_be_imposed_is_discretionary():
    assert read_penalty("可以处五千元以下罚款").discretionary
    assert not read_penalty("处五千元以下罚款").discretionary


SUBJECTS = {
    "对单位处五千元罚款": (Subject.UNIT, "单位"),
    "对个人处五千元罚款": (Subject.INDIVIDUAL, "个人"),
    "个人处五千元罚款": (Subject.INDIVIDUAL, "个人"),
    "对主要负责人处五千元罚款": (Subject.PERSON_IN_CHARGE, "主要负责人"),
    "对其直接负责的主管人员和其他直接责任人员处五千元罚款": (
        Subject.RESPONSIBLE_PERSON,
        "其直接负责的主管人员和其他直接责任人员",
    ),
    "对法定代表人、直接负责的主管人员和其他直接责任人员，处五千元罚款": (
        Subject.RESPONSIBLE_PERSON,
        "法定代表人、直接负责的主管人员和其他直接责任人员",
    ),
    "对屠宰厂（场）或者其他单位的直接负责的主管人员处五千元罚款": (
        Subject.RESPONSIBLE_PERSON,
        "屠宰厂或者其他单位的直接负责的主管人员",
    ),
    "对船舶所有人处五千元罚款": (Subject.OTHER, "船舶所有人"),
    "对单位和个人处五千元罚款": (None, "单位和个人"),
    "对经限期治理逾期未完成任务的企业事业单位或者个体工商户处五千元罚款": (
        None,
        "经限期治理逾期未完成任务的企业事业单位或者个体工商户",
    ),
    "对违反本法规定的承运人处五千元罚款": (None, "违反本法规定的承运人"),
    "对违反治安管理行为人处五千元罚款": (None, None),
    "人民法院给予训诫，处五千元罚款": (None, None),
    "对船长处五千元罚款": (Subject.OTHER, "船长"),
    "对首席代表和其他直接责任人员各处五千元罚款": (Subject.RESPONSIBLE_PERSON, "首席代表和其他直接责任人员"),
    "对违法行为处五千元罚款": (None, None),
    "由对外贸易主管部门处五千元罚款": (None, None),
}


@pytest.mark.parametrize(("text", "who"), SUBJECTS.items())
def test_subjects(text, who):
    assert [(amount.subject, amount.subject_text) for amount in read_penalty(text).amounts] == [who]


def test_several_subjects_in_one_cell():
    reading = read_penalty("处二十万元以上四十万元以下罚款，对个人处五千元以上七千元以下罚款")
    assert [(amount.subject, interval(amount)) for amount in reading.amounts] == [
        (None, money(200_000, 400_000)),
        (Subject.INDIVIDUAL, money(5_000, 7_000)),
    ]


def test_what_is_optional_for_one_is_optional_for_the_next():
    first, second = read_penalty("可以对单位处五万元以下罚款，对个人处五千元以下罚款").amounts
    assert (first.connector, second.connector) == (Connector.MAY, Connector.MAY)


def test_what_is_optional_for_one_of_a_list_is_so_for_the_next():
    first, second = read_penalty("可以对个人并处五千元以下罚款、对单位并处五万元以下罚款").amounts
    assert (first.connector, second.connector) == (Connector.MAY_ADD, Connector.MAY_ADD)


def test_whom_a_text_does_not_tell_is_nobody_named_before():
    _, second = read_penalty("对单位处五万元罚款，对违法行为处五千元罚款").amounts
    assert (second.subject, second.subject_text) == (None, None)


def test_a_graver_case_falls_on_the_same_subject():
    (light, grave) = read_brackets("对个人处五百元以下罚款，情节严重的，处五百元以上一万元以下罚款。")
    assert grave.situation == "情节严重的"
    assert light.amounts[0].subject is grave.amounts[0].subject is Subject.INDIVIDUAL


def test_a_condition_on_the_offenders_gains_leaves_the_persons_out():
    article = "没有违法所得的，处一百万元以下罚款，对直接负责的主管人员处十万元以下罚款。"
    first, second = read_brackets(article)[0].amounts
    assert first.condition is not None
    assert second.condition is None


def test_a_condition_is_shared_by_all_that_it_names():
    article = "没有违法所得的，对单位处一百万元以下罚款，对个人处十万元以下罚款。"
    assert all(amount.condition for amount in read_brackets(article)[0].amounts)


def test_a_case_without_a_comma_is_one_all_the_same():
    brackets = read_brackets("没有违法所得的，处十万元罚款，情节较重的处一百万元罚款。")
    assert [one.situation for one in brackets] == [None, "情节较重的"]


def test_alternatives_share_the_word_fine():
    first, second = read_penalty("处一万元以下或者违法所得三倍以下的罚款").amounts
    assert (interval(first), first.connector) == (money(None, 10_000), Connector.ONLY)
    assert (interval(second), second.connector, second.base) == (ratio(None, 3), Connector.OR, "违法所得")


PER = {
    "处每平方米十元以上五十元以下罚款": ("平方米", False),
    "每辆处五百元罚款": ("辆", False),
    "按每株五十元处以罚款": ("株", False),
    "按次处一百元罚款": ("次", False),
    "以每人五百元以上二千元以下的标准处以罚款": ("人", False),
    "按照受侵害的劳动者每人100元以上500元以下的标准计算，处以罚款": ("人", False),
    "每日处五百元罚款": (None, True),
    "自责令改正之日的次日起，按照原处罚数额按日连续处罚": (None, True),
    "处每非法居留一日五百元的罚款": (None, True),
    "可以单处或者并处每逾期1日100元的罚款": (None, True),
    "处每非法介绍一人五千元的罚款": ("人", False),
}


@pytest.mark.parametrize(("text", "per"), PER.items())
def test_what_an_amount_is_counted_by(text, per):
    assert [(amount.per_unit, amount.per_day) for amount in read_penalty(text).amounts] == [per]


CAPS = {
    "处违法所得三倍以下罚款，但最高不超过三万元": 30_000,
    "处违法所得三倍以下、最高不超过三万元的罚款": 30_000,
    "按照直接损失的百分之三十计算罚款，但是最高不超过一百万元": 1_000_000,
    "每人处五千元罚款，总额不超过五万元": 50_000,
    "处每非法居留一日五百元，总额不超过一万元的罚款": 10_000,
}


@pytest.mark.parametrize(("text", "cap"), CAPS.items())
def test_caps(text, cap):
    assert [amount.cap for amount in read_penalty(text).amounts] == [cap * YUAN]


BASES = {
    "处违法生产、销售的药品货值金额三倍罚款": ("货值金额", "违法生产、销售的药品货值金额"),
    "处以非法所得三倍罚款": ("违法所得", "非法所得"),
    "处建设项目总投资额百分之一罚款": ("总投资额", "建设项目总投资额"),
    "处代为处置费用三倍罚款": ("代为处置费用", None),
    "处所收费用三倍罚款": ("所收费用", None),
    "处直接经济损失三倍罚款": ("直接损失", "直接经济损失"),
    "处单位罚款数额百分之五罚款": ("单位罚款数额", None),
    "处相当于实物价值三倍罚款": ("实物价值", None),
    "处虚假出资金额或者抽逃出资金额三倍罚款": ("虚假出资金额或者抽逃出资金额", None),
    "处野生动物价值或者违法所得三倍罚款": ("野生动物价值或者违法所得", None),
}


@pytest.mark.parametrize(("text", "base"), BASES.items())
def test_bases(text, base):
    assert [(amount.base, amount.base_text) for amount in read_penalty(text).amounts] == [base]


CONDITIONS = {
    "货值金额不足一万元的": ("货值金额", False, None, 10_000, True, False),
    "货值金额一万元以上的": ("货值金额", False, 10_000, None, True, True),
    "违法所得在五万元以上的": ("违法所得", False, 50_000, None, True, True),
    "违法所得超过五万元的": ("违法所得", False, 50_000, None, False, True),
    "货值金额一万元以上不足五万元的": ("货值金额", False, 10_000, 50_000, True, False),
    "没有违法所得或者违法所得不足一万元的": ("违法所得", True, None, 10_000, True, False),
    "违法所得不足一万元或者没有违法所得的": ("违法所得", True, None, 10_000, True, False),
    "没有违法所得，或者违法所得不足一万元的": ("违法所得", True, None, 10_000, True, False),
    "没有违法经营额、违法经营额难以计算或者不足一万元的": ("违法经营额", True, None, 10_000, True, False),
    "没有违法所得的": ("违法所得", True, None, None, True, True),
    "没有违法所得或者违法所得无法计算的": ("违法所得", True, None, None, True, True),
    "有违法所得的": ("违法所得", False, None, None, True, True),
}


@pytest.mark.parametrize(("case", "expected"), CONDITIONS.items())
def test_conditions_on_a_base(case, expected):
    (bracket,) = read_brackets(f"{case}，并处五千元以下罚款。")
    (amount,) = bracket.amounts
    said = amount.condition
    base, absent, low, high, least, most = expected
    assert (said.base, said.absent) == (base, absent)
    assert (Measure.MONEY, said.minimum, said.maximum) == money(low, high)
    assert (said.minimum_inclusive, said.maximum_inclusive) == (least, most)
    assert bracket.situation is None


SANCTIONS = {
    "给予警告": [SanctionKind.WARNING],
    "处警告、通报批评": [SanctionKind.WARNING, SanctionKind.PUBLIC_CRITICISM],
    "没收违法所得和违法生产的产品": [SanctionKind.CONFISCATE_GAINS, SanctionKind.CONFISCATE_PROPERTY],
    "没收渔具和违法所得": [SanctionKind.CONFISCATE_PROPERTY, SanctionKind.CONFISCATE_GAINS],
    "没收违法销售或者购买的物质和违法所得": [SanctionKind.CONFISCATE_PROPERTY, SanctionKind.CONFISCATE_GAINS],
    "没收其非法检定印、证和全部违法所得": [SanctionKind.CONFISCATE_PROPERTY, SanctionKind.CONFISCATE_GAINS],
    "没收违法所得或者吊销许可证": [SanctionKind.CONFISCATE_GAINS, SanctionKind.REVOKE_PERMIT],
    "依法予以吊销或者收缴": [SanctionKind.REVOKE_PERMIT],
    "禁止其一年至二年内代理招标项目": [SanctionKind.RESTRICT_PRACTICE],
    "禁止其在一定期限内从事证券业务": [SanctionKind.RESTRICT_PRACTICE],
    "给予停止执业三个月以下的处罚": [SanctionKind.RESTRICT_PRACTICE],
    "责令关闭或者拆除": [],
    "暂扣许可证件": [SanctionKind.SUSPEND_PERMIT],
    "降低资质等级或者吊销资质证书": [SanctionKind.LOWER_GRADE, SanctionKind.REVOKE_PERMIT],
    "责令停产停业": [SanctionKind.SUSPEND_OPERATION],
    "责令停业整顿": [SanctionKind.SUSPEND_OPERATION],
    "责令停业、关闭": [SanctionKind.SUSPEND_OPERATION, SanctionKind.CLOSE],
    "限制开展生产经营活动": [SanctionKind.RESTRICT_OPERATION],
    "终身禁止其从事食品生产经营": [SanctionKind.RESTRICT_PRACTICE],
    "处五日以下拘留": [SanctionKind.DETENTION],
    "设置警告标志": [],
    "依法给予降低岗位等级的处分": [],
}


@pytest.mark.parametrize(("text", "kinds"), SANCTIONS.items())
def test_sanctions(text, kinds):
    assert [sanction.kind for sanction in read_penalty(text).sanctions] == kinds


def test_terms():
    detention, ban = read_penalty("处五日以上十五日以下拘留，十年内不得从事食品经营").sanctions
    assert (detention.term_minimum, detention.term_maximum, detention.term_unit) == (5, 15, "day")
    assert (ban.term_minimum, ban.term_maximum, ban.term_unit) == (10, 10, "year")


TERMS = {
    "暂扣许可证六个月以上二年以下": (6, 24, "month"),
    "责令暂停一年以上十八个月以下执业活动": (12, 18, "month"),
    "处十五日以下拘留": (None, 15, "day"),
    "暂扣许可证十五日以上三个月以下": (None, None, None),
}


@pytest.mark.parametrize(("text", "term"), TERMS.items())
def test_terms_with_two_units_are_in_months(text, term):
    (sanction,) = read_penalty(text).sanctions
    assert (sanction.term_minimum, sanction.term_maximum, sanction.term_unit) == term


def test_orders_are_no_penalties():
    reading = read_penalty("责令停止违法行为，限期改正，处五千元罚款")
    assert [order.text for order in reading.orders] == ["责令停止违法行为", "限期改正"]
    assert reading.sanctions == []


ARTICLE = (
    "第一条 违反本法规定，有下列行为之一的，由主管部门责令改正，没收违法所得；"
    "货值金额不足一万元的，并处五千元以上五万元以下罚款；货值金额一万元以上的，并处货值金额五倍以上十倍以下罚款；"
    "情节严重的，吊销许可证：\n\n（一）甲的；\n\n（二）乙的。\n\n"
    "个人有前款行为的，处五百元罚款；拒不改正的，处二千元罚款。对直接负责的主管人员处一千元罚款。"
)


def test_an_article_is_read_by_its_cases():
    brackets = read_brackets(ARTICLE)
    assert [(one.paragraph, one.situation, len(one.amounts)) for one in brackets] == [
        (1, "第一条 违反本法规定，有下列行为之一的", 2),
        (1, "情节严重的", 0),
        (2, "个人有前款行为的", 1),
        (2, "拒不改正的", 1),
        (2, None, 1),
    ]
    assert [one.kind for one in brackets[1].sanctions] == [SanctionKind.REVOKE_PERMIT]
    assert brackets[2].amounts[0].subject is Subject.INDIVIDUAL


def test_each_item_has_its_own_bracket():
    brackets = read_brackets("依照下列规定处罚：\n（一）甲的，处一万元罚款；\n（二）乙的，处二万元罚款。")
    assert [(one.item, one.situation, one.amounts[0].minimum) for one in brackets] == [
        (1, "甲的", 1_000_000),
        (2, "乙的", 2_000_000),
    ]


def test_the_line_that_cites_is_no_paragraph():
    (bracket,) = read_brackets("《某某法》（2018年修订）第三十一条第一款：\n擅自开工建设的，处五万元以下的罚款。")
    assert (bracket.paragraph, bracket.situation) == (1, "擅自开工建设的")


def test_a_fine_without_an_amount_is_reported():
    (bracket,) = read_brackets("违反本法的，责令改正，处以罚款。")
    assert [phrase.text for phrase in bracket.unread] == ["罚款"]


@pytest.mark.parametrize("text", ["依照下列规定处以罚款：\n（一）甲的，处五万元罚款。", "处以罚款，数额为五万元。"])
def test_a_fine_whose_amount_follows_is_not_reported(text):
    brackets = read_brackets(text)
    assert [interval(amount) for one in brackets for amount in one.amounts] == [money(50_000, 50_000)]
    assert [phrase for one in brackets for phrase in one.unread] == []


def test_a_sum_without_a_verb_is_not_claimed_of_an_article():
    (bracket,) = read_brackets("可以处一万元以下的罚款，超过一万元的罚款，报上级主管部门批准。")
    assert [interval(amount) for amount in bracket.amounts] == [money(None, 10_000)]
    assert [phrase.text for phrase in bracket.unread] == ["超过一万元"]


def test_a_cell_that_is_nothing_but_an_amount():
    assert [interval(amount) for amount in read_penalty("5万元").amounts] == [money(50_000, 50_000)]
    assert [interval(amount) for amount in read_penalty("处20000元以上").amounts] == [money(20_000, None)]
    assert read_brackets("5万元") == []


def test_places_are_those_of_the_raw_text():
    text = "责令改正，处 ２万元\n以上 ５万元以下 的罚款，没收违法所得"
    reading = read_penalty(text)
    for part in (*reading.amounts, *reading.sanctions, *reading.orders):
        assert text[part.start :].startswith(part.text)


WORDS = (
    "处 并处 可以 罚款 的罚款 五万元 以上 以下 不足 一倍 百分之五 5% 违法所得 没有 或者 ， 、 ； 。 ： 的 对单位 对 每 "
    "按 情节严重的 责令 没收 吊销许可证 警告 ( ) （一） 拘留 十日 至 最高不超过 1,000 l 元 万 点 （不含） "
    "（含） 超过 不超过 不满"
)
PIECES = st.sampled_from([*WORDS.split(), "\n", "\x00", "\ud800"])


@given(st.text(max_size=200) | st.lists(PIECES, max_size=60).map("".join))
def test_any_text_is_read(text):
    reading = read_penalty(text)
    read_brackets(text)
    for part in (*reading.amounts, *reading.sanctions, *reading.orders, *reading.unread):
        assert part.start <= len(text)


HOSTILE = [
    "处",
    "五",
    "5",
    "5,555,",
    "五万元以上",
    "一倍",
    "处五万元罚款",
    "对",
    "的",
    "（",
    "没收",
    "责令",
    "可以，",
    "每",
    "五日",
    "（一）",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_long_texts_are_read_in_one_pass(piece):
    text = piece * (20_000 // len(piece))
    reading = read_penalty(text)
    assert len(reading.amounts) + len(reading.unread) <= len(text)
    assert len(read_brackets(text)) <= len(text)


def test_what_is_longer_than_any_body_is_reported():
    reading = read_penalty("处五万元罚款。" + "甲" * 300_000)
    assert len(reading.amounts) == 1
    assert reading.unread[-1].start == 200_000
