"""What ratios are taken of: the usual term for the many wordings of one base."""

from __future__ import annotations

import re

_SUFFIXES: tuple[tuple[str, str], ...] = (
    (r"(?:违法|非法)所得(?:的?(?:金额|数额))?", "违法所得"),
    (r"(?:违法|非法)(?:收入|获利)(?:金额)?", "违法收入"),
    (r"货值(?:金额|总额)?", "货值金额"),
    (r"(?:违法|非法)经营(?:数)?额", "违法经营额"),
    (r"合同(?:价款|价金|价|金额)", "合同价款"),
    (r"(?:建设)?(?:项目|工程)?(?:总投资(?:额)?|投资总额)", "总投资额"),
    (r"直接(?:经济)?损失(?:额|数额)?", "直接损失"),
    (r"所收(?:取的?)?(?:的)?费用", "所收费用"),
    (
        r"(?:上一?年度|上年)(?:从本(?:单位|企业事业单位|企业)(?:所?取得的?|获得的?)?)(?:年)?收入",
        "上一年度从本单位取得的收入",
    ),
    (r"上一?年(?:度)?年?收入", "上一年年收入"),
    (r"上一?年度(?:的)?销售额", "上一年度销售额"),
    (r"上一?年度(?:的)?营业额", "上一年度营业额"),
    (r"广告费用", "广告费用"),
    (r"代为处置费用", "代为处置费用"),
    (r"原(?:处罚|罚款)数额", "原处罚数额"),
)
_WIDEST = 60
_CHOICE = re.compile(r"(?:金额|价值|所得|收入|数额|费用|价款|额)(?:或者|和|及)")


def base_term(words: str) -> str:
    """The usual term for a base in a text's words; words that have none are their own term."""
    plain = words[-_WIDEST:]
    if not _CHOICE.search(plain):
        for pattern, term in _SUFFIXES:
            if re.search(rf"(?:{pattern})$", plain):
                return term
    return words.removeprefix("其")


def is_known(words: str) -> bool:
    """Whether the words end in a base with a usual term."""
    return any(re.search(rf"(?:{pattern})$", words[-_WIDEST:]) for pattern, _ in _SUFFIXES)
