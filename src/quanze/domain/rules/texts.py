"""Rules on what one text says: whether it is whole, names an organ, and cites as a basis should."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from quanze.domain.organs import is_generic
from quanze.domain.rules.basis_levels import unfit_basis
from quanze.domain.rules.instruments import LawLevel, instruments
from quanze.domain.rules.subjects import Remark, Subject, Surroundings
from quanze.domain.vocabulary import Category, Standing

_ARTICLE = re.compile(
    r"第\s*[一二三四五六七八九十百千零〇○\d、－—~-]+\s*[条项款章节目]|附件|附表|序号"
    r"|^\s*[（(]?[一二三四五六七八九十\d]+[）)、.．]",
    re.MULTILINE,
)
_ARTICLED = frozenset(
    {
        LawLevel.LAW,
        LawLevel.ADMINISTRATIVE_REGULATION,
        LawLevel.LOCAL_REGULATION,
        LawLevel.DEPARTMENTAL_RULE,
        LawLevel.LOCAL_GOVERNMENT_RULE,
    }
)
"""Levels whose instruments consist of articles."""

_SUPERIOR_REVIEW = re.compile(
    r"(上一?级[^，。；;、\n]{0,12}(部门|机关|单位|局|厅|委)|[省市州厅]\S{0,16}(厅|局|委员会|委))"
    r"[^。；;\n]{0,12}(申请|提起)[^。；;\n]{0,6}复议"
)
_KEEPS_SUPERIORS = re.compile(r"司法|海关|税务|国家安全|外汇|金融|人民银行|监狱|戒毒")
_ORDER = re.compile(r"责令(限期)?(改正|整改|停止)[^处]{0,20}$")
_PENALTIES = ("处罚", "罚款", "吊销", "没收", "警告", "暂扣", "停产", "停业", "拘留")


def without_basis(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A power that is put on no basis; what only groups has none of its own."""
    if not subject.after.get("grouping") and not subject.after["legal_basis"]:
        yield Remark("没有填写实施依据；请写明设定该事项的法律、法规、规章及条款。", "legal_basis")


def without_body(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A power of which the list does not say who exercises it."""
    if not subject.after["grouping"] and not subject.after["implementing_body"]:
        yield Remark("没有填写行使主体；请写明以谁的名义行使。", "implementing_body")


def without_duties(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A power without its duty half."""
    if not subject.after["grouping"] and not subject.after["duties"]:
        yield Remark("只有权力、没有责任：请填写责任事项。", "duties")


def without_duty_basis(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """Duties that are put on no basis."""
    if subject.after["duties"] and not subject.after["duty_basis"]:
        yield Remark("填写了责任事项，没有填写责任事项依据；请补充。", "duty_basis")


def without_accountability(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A duty half that does not say when somebody answers for it."""
    if subject.after["duties"] and not subject.after["accountability"]:
        yield Remark("没有填写追责情形；请写明哪些情形下追究责任。", "accountability")


def unfit_level(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A basis none of which stands at a level that may set such a power."""
    yield from (Remark(message, "legal_basis") for message in unfit_basis(subject.after, binding=True))


def weak_level(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A basis below the level that policy asks for."""
    yield from (Remark(message, "legal_basis") for message in unfit_basis(subject.after, binding=False))


def temporary_license(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A license that only a provincial rule sets: it may last one year (行政许可法 art. 15)."""
    if subject.after["category"] != Category.LICENSE:
        return
    named = instruments(subject.after["legal_basis"] or "")
    if named and all(instrument.levels == {LawLevel.LOCAL_GOVERNMENT_RULE} for instrument in named):
        yield Remark(
            "只有政府规章为依据：省级政府规章只能设定临时性行政许可，实施满一年须制定地方性法规"
            "（《行政许可法》第十五条）；请核对。",
            "legal_basis",
        )


def mistagged_basis(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """An instrument whose tag contradicts what is written behind its title."""
    for instrument in instruments(subject.after["legal_basis"] or ""):
        if instrument.mistagged:
            yield Remark(
                f"《{instrument.title}》标注为【{instrument.tag}】，从名称和文号看应为{instrument.label}；请核对标注。",
                "legal_basis",
            )


def untitled_basis(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A basis that names no instrument."""
    basis = subject.after["legal_basis"]
    if basis and "《" not in basis and not instruments(basis):
        yield Remark("实施依据中没有法律文件的名称；请以《》写明名称，并写明条款。", "legal_basis")


def without_article(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A basis that names laws, and no article of any."""
    basis = subject.after["legal_basis"] or ""
    named = instruments(basis)
    if named and all(instrument.levels <= _ARTICLED for instrument in named) and not _ARTICLE.search(basis):
        yield Remark("实施依据只有名称，没有条款；请写明依据第几条。", "legal_basis")


def broken_marks(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """Title marks that do not pair: what follows cannot be read as a citation."""
    basis = subject.after["legal_basis"] or ""
    for opens, closes in ("《》", "【】"):
        if basis.count(opens) != basis.count(closes):
            yield Remark(f"实施依据中的“{opens}”与“{closes}”不成对；请补全，以便识别所引条款。", "legal_basis")


def coercion_kind_unsaid(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """Coercion that does not say whether it restrains or executes, which different levels may set; 征用 is neither."""
    body = subject.after
    requisition = "征用" in body["name"]
    if body["category"] == Category.COERCION and not (body["coercion_kind"] or body["grouping"] or requisition):
        yield Remark(
            "没有写明是行政强制措施还是行政强制执行；二者的设定权不同（《行政强制法》第十条、第十三条），请选择。",
            "coercion_kind",
        )


def order_as_penalty(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """责令改正 listed as a penalty: ordering correction is none (行政处罚法 art. 28)."""
    body = subject.after
    other = any(word in body["name"] for word in _PENALTIES)
    if body["category"] == Category.PENALTY and _ORDER.search(body["name"]) and not other:
        yield Remark("责令改正不是行政处罚（《行政处罚法》第九条、第二十八条）；请核对权力类型或名称。", "name")


def generic_body(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """An implementing body that is a kind of organ and no organ."""
    body = subject.after["implementing_body"]
    if body and is_generic(body):
        yield Remark(f"行使主体“{body}”不是具体机关；请写机关全称。", "implementing_body")


def generic_department(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """A department that is called by a kind of organ."""
    name = subject.after["name"]
    if is_generic(name):
        yield Remark(f"“{name}”不是具体机关的名称；请写机关全称。", "name")


def superior_review(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """A remedy that still sends people to the superior department (行政复议法 art. 24, since 2024-01-01)."""
    organ = around.organs.get(subject.after["department_id"])
    remedy = subject.after["remedy"] or ""
    if organ is None or organ.standing is not Standing.WORKING_DEPARTMENT or _KEEPS_SUPERIORS.search(organ.name):
        return
    if subject.day >= _REVIEW_BY_GOVERNMENT and _SUPERIOR_REVIEW.search(remedy):
        yield Remark(
            "自 2024 年 1 月 1 日起，对政府工作部门的行政复议向本级人民政府申请（《行政复议法》第二十四条）；"
            "请改正救济渠道。",
            "remedy",
        )


_REVIEW_BY_GOVERNMENT = date(2024, 1, 1)


def mandate_without_terms(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """An entrustment that does not state document, matters and term (行政处罚法 art. 20)."""
    for mandate in subject.after["mandates"]:
        parts = {"document": "委托书", "matters": "委托事项", "from": "起始日", "to": "期限"}
        missing = [label for part, label in parts.items() if not mandate[part]]
        if missing:
            yield Remark(
                f"对“{mandate['trustee']}”的委托没有写明{'、'.join(missing)}；委托须采用书面形式并载明事项、权限和期限。",
                "mandates",
            )


def mandate_backwards(subject: Subject, _: Surroundings) -> Iterator[Remark]:
    """An entrustment that ends before it begins."""
    for mandate in subject.after["mandates"]:
        if mandate["from"] and mandate["to"] and mandate["from"] >= mandate["to"]:
            yield Remark(
                f"对“{mandate['trustee']}”的委托起始日 {mandate['from']} 不早于截止日 {mandate['to']}；请改正。",
                "mandates",
            )


def mandate_expired(subject: Subject, around: Surroundings) -> Iterator[Remark]:
    """An entrustment whose term is over."""
    day = max(subject.day, around.today).isoformat()
    for mandate in subject.after["mandates"]:
        if mandate["to"] and mandate["to"] <= day:
            yield Remark(f"对“{mandate['trustee']}”的委托已于 {mandate['to']} 到期；请续签或删去。", "mandates")
