"""The words that a penalty clause is made of, found in one pass over a folded text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction

from quanze.domain.amounts import FEN, WHOLE
from quanze.domain.parts import EXACT
from quanze.domain.penalties import Connector
from quanze.law.amounts.numerals import number


class Sign(Enum):
    """What a token is."""

    MONEY = auto()
    RATIO = auto()
    NUMBER = auto()
    ODD = auto()
    ABOVE = auto()
    BELOW = auto()
    TO = auto()
    LESS = auto()
    MORE = auto()
    AT_MOST = auto()
    INCLUDED = auto()
    EXCLUDED = auto()
    VERB = auto()
    MAY = auto()
    FINE = auto()
    SUM_IS = auto()
    RECKON = auto()
    BY = auto()
    ON = auto()
    EACH = auto()
    OR = auto()
    AND = auto()
    OF = auto()
    LIST = auto()
    COMMA = auto()
    STOP = auto()
    WORD = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One word with its place in the folded text; ``value`` is in fen, in ten-thousandths, or plain.

    ``unit`` is what one of a ratio's unit is worth, ``scaled`` says that a number counts in 万 or 亿.
    """

    sign: Sign
    text: str
    start: int
    end: int
    value: Fraction | None = None
    unit: Fraction | None = None
    scaled: bool = False
    connector: Connector | None = None


_CHINESE = "〇零一二两三四五六七八九十百千万亿"
_NUMBER = (
    rf"(?:(?<![\d.])\d{{1,15}}(?:\.\d{{1,6}})?(?![\d.])[十百千]?[万亿]?(?:\d{{1,4}}[千百])?"
    rf"|(?<![{_CHINESE}])[{_CHINESE}]{{1,24}}(?![{_CHINESE}])(?:点[〇零一二三四五六七八九]{{1,6}}万?)?)"
)
_FOLLOWS = r"(?!时|数额|总额|金额|额|决定|的?收|的?缴|的?代收|的?标准|幅度|票据|收据|以外|之日|的?执行|的?减|的?追)"

_MASTER = re.compile(
    rf"(?P<per>(?:百|千|万|[二三四五六七八九十])分之{_NUMBER}?)"
    rf"|(?P<percent>{_NUMBER}(?P<mark>[%‰‱])(?!\w*[vV]ol))"
    rf"|(?P<times>{_NUMBER}倍(?P<half>半)?)"
    r"|(?P<equal>(?:等值|等额)(?=以上|以下|的?罚款|至|、))"
    rf"|(?P<money>(?:人民币)?{_NUMBER}(?:多|余|几)?元(?:人民币)?)"
    rf"|(?P<number>{_NUMBER})"
    r"|(?P<above>以上|起)"
    r"|(?P<below>以下|以内)"
    r"|(?P<at_most>(?:但|但是)?(?:罚款)?(?:总额|数额|金额|总数额)?(?:最高|最多)?(?:不得|不)(?:超过|超出|高于|多于))"
    r"|(?P<less>不足|不满|低于|不到|少于|未达到|未满)"
    r"|(?P<more>超过|高于|超出)"
    r"|(?P<to>至|到(?=\d|[一二三四五六七八九十])|[-—–~～〜－]+)"
    r"|(?P<excluded>\(不(?:包?含|包括)[^()]{0,10}\))"
    r"|(?P<included>\((?:均?包?含|包括)[^()]{0,10}\))"
    r"|(?P<either>(?:单处、?或者?并处|单处、并处|并处、?或者?单处|处或者?并处)以?)"
    r"|(?P<may_add>(?:并可以?|(?<![许认])可以?并)(?:处以?(?!理|置|分)|罚款|给予))"
    r"|(?P<and_impose>并处以?|并罚(?=\d|款)|并给予|并科)"
    r"|(?P<surcharge>加处)"
    r"|(?P<impose>(?<![判惩查审何到])处(?!理|置|分|所(?![收获交造支抽募骗得需欠涉筹购取销生进])|罚(?!款)|于|境|方|级|长|女|刑|死|室|在|断|暑|事|世)以?"
    r"|给予(?!行政处分|处分|补偿|奖励)|予以(?!处分|没收|补偿)|科以|课以)"
    r"|(?P<may>可以|可(?=处|并|责令|给予|吊销|没收|暂扣|根据|视|由|对|单))"
    rf"|(?P<fine>罚款{_FOLLOWS})"
    r"|(?P<sum_is>(?:罚款的?(?:数额|金额|幅度|额)|(?<=罚款，)(?:数额|金额|幅度))(?:为|按照?))"
    r"|(?P<reckon>计算|计收|核算|确定|计处)"
    r"|(?P<by>按照|按|以(?=每))"
    r"|(?P<on>(?<![面针相绝核校反派])对(?!外|应|照|于|方|比|抗|象|换|其(?![他直主负法所]))|向(?=责任))"
    r"|(?P<each>每)"
    r"|(?P<or>或者|或)"
    r"|(?P<and>并且|并|以及|及|和|同时)"
    r"|(?P<of>的)"
    r"|(?P<list>、)"
    r"|(?P<comma>，)"
    r"|(?P<stop>[。；：\n()\[\]])"
)

_BY_NAME = {
    "above": Sign.ABOVE,
    "below": Sign.BELOW,
    "at_most": Sign.AT_MOST,
    "less": Sign.LESS,
    "more": Sign.MORE,
    "to": Sign.TO,
    "excluded": Sign.EXCLUDED,
    "included": Sign.INCLUDED,
    "may": Sign.MAY,
    "fine": Sign.FINE,
    "sum_is": Sign.SUM_IS,
    "reckon": Sign.RECKON,
    "by": Sign.BY,
    "on": Sign.ON,
    "each": Sign.EACH,
    "or": Sign.OR,
    "and": Sign.AND,
    "of": Sign.OF,
    "list": Sign.LIST,
    "comma": Sign.COMMA,
    "stop": Sign.STOP,
}
_VERBS = {
    "either": Connector.EITHER,
    "may_add": Connector.MAY_ADD,
    "and_impose": Connector.AND,
    "surcharge": Connector.SURCHARGE,
    "impose": Connector.ONLY,
}
_PARTS = {"百": 100, "千": 1_000, "万": 10_000, "%": 100, "‰": 1_000, "‱": 10_000}


def tokens(text: str) -> list[Token]:
    """The tokens of a folded text, gapless and in order; what no rule names is a WORD."""
    found: list[Token] = []
    at = 0
    for match in _MASTER.finditer(text):
        if match.start() > at:
            found.append(Token(Sign.WORD, text[at : match.start()], at, match.start()))
        found.append(_token(match))
        at = match.end()
    if at < len(text):
        found.append(Token(Sign.WORD, text[at:], at, len(text)))
    return found


def _token(match: re.Match[str]) -> Token:
    name = next(group for group in _names(match))
    text, (start, end) = match[0], match.span()
    if name in _BY_NAME:
        return Token(_BY_NAME[name], text, start, end)
    if name in _VERBS:
        return Token(Sign.VERB, text, start, end, connector=_VERBS[name])
    return _value(name, match, text, start, end)


def _names(match: re.Match[str]) -> list[str]:
    groups = match.groupdict()
    return [name for name, text in groups.items() if text is not None and name not in {"mark", "half"}]


def _value(name: str, match: re.Match[str], text: str, start: int, end: int) -> Token:
    """A number with its unit; one that cannot be stated exactly is ODD, and nothing is read around it."""
    if re.search(r"[A-Za-z.]$", match.string[max(0, start - 1) : start]):
        return Token(Sign.ODD, text, start, end)
    sign, value, unit = _measured(name, match, text)
    if value is None or value > EXACT or (sign is not Sign.NUMBER and value.denominator != 1):
        return Token(Sign.WORD if sign is Sign.NUMBER else Sign.ODD, text, start, end)
    return Token(sign, text, start, end, value, unit, scaled="万" in text or "亿" in text)


def _measured(name: str, match: re.Match[str], text: str) -> tuple[Sign, Fraction | None, Fraction | None]:
    match name:
        case "per":
            part, _, share = text.partition("分之")
            return _ratio(Fraction(100) if share == "百" else number(share), _PARTS.get(part))
        case "percent":
            return _ratio(number(text[:-1]), _PARTS[match["mark"]])
        case "times":
            many = number(text.removesuffix("半").removesuffix("倍"))
            half = Fraction(1, 2) if match["half"] else Fraction(0)
            return _ratio(None if many is None else many + half, 1)
        case "equal":
            return _ratio(Fraction(1), 1)
        case "money":
            yuan = number(text.replace("人民币", "").removesuffix("元"))
            return Sign.MONEY, yuan and yuan * FEN, None
        case _:
            return Sign.NUMBER, number(text), None


def _ratio(many: Fraction | None, of: int | None) -> tuple[Sign, Fraction | None, Fraction | None]:
    unit = Fraction(WHOLE, of) if of else None
    return Sign.RATIO, None if many is None or unit is None else many * unit, unit
