"""Notices texts that nobody meant to publish: template prompts, example rows, private telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from quanze.exchange.cells import fold

_EXAMPLE = re.compile(
    r"[(（【\[]?(?:示例|样例|范例|例如|举例|例)\d{0,2}(?:[)）】\]]|[:：]|$).*|[(（【\[]?(?:请填写|请输入|请在此|此处填写|填写说明).*",
    re.DOTALL,
)
_TEMPLATE = re.compile(
    r"请(?:在此)?(?:填写|输入|选择)(?!表|单|申请|登记)|此处填写|点击此处|[（(【](?:示例|样例|范例)[)）】]"
    r"|(?<![A-Za-z])[xX]{2,}(?=[省市州县区旗乡镇局委厅科处室办条规])|×{2,}|[＊*]{3,}(?=[省市州县区旗局委])|某某+[省市县区局]"
)
_MOBILE = re.compile(r"(?<!\d)[1１][3-9３-９]\d{9}(?!\d)")
_HAS_WORD = re.compile(r"[\u3400-\u9fffA-Za-z\U00020000-\U0003ffff]")
_FORMULA_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|GETTING_DATA|SPILL!)")


def is_example(text: str) -> bool:
    """Whether a name or number cell marks the template's own example row."""
    return _EXAMPLE.fullmatch(text.strip()) is not None


def is_no_name(text: str) -> bool:
    """Whether a name cell holds no words: a bare number, or a formula's error."""
    return bool(text) and (_HAS_WORD.search(text) is None or _FORMULA_ERROR.fullmatch(fold(text).upper()) is not None)


def doubts_about(texts: Mapping[str, object], printed: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """For each kind of doubtful wording the first cell that has it; `printed` is the header a clerk sees."""
    cells = [(name, text) for name, text in texts.items() if isinstance(text, str) and text]
    for name, text in cells:
        if found := _TEMPLATE.search(text):
            yield "template_text", f"“{printed(name)}”一栏有未替换的模板文字“{found[0][:12]}”，请填写真实内容"
            break
    for name, text in cells:
        if _MOBILE.search(text):
            yield "mobile_number", f"“{printed(name)}”一栏有个人手机号码，公开前请改为办公电话"
            break
    for name, text in cells:
        if _FORMULA_ERROR.fullmatch(text.upper()):
            yield "formula_error", f"“{printed(name)}”一栏是公式错误“{text}”，请改正"
            break
