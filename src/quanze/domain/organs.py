"""The names of organs as lists print them: the organ in a title, its core, and names that name no organ at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quanze.domain.text import folded
from quanze.domain.vocabulary import Level

_SUFFIX = (
    r"(?:局|委员会|委|办公室|办|厅|部|人民政府|政府|中心|站|所|队|院|社|管委会|处|署|联合会|总工会|工会|会|馆"
    r"|公司|学校|街道|镇|乡)"
)
_ORGAN = re.compile(rf".{{1,40}}{_SUFFIX}")
_NOISE = (
    (re.compile(r"\.(xlsx?|csv|et)$", re.IGNORECASE), ""),
    (re.compile(r"^附件[0-9一二三四五六七八九十]*([-.][0-9]+)*[:：.、\s_-]*"), ""),
    (re.compile(r"(部门|单位|填报单位|主管部门)(名称)?[:：]"), ""),
    (re.compile(r"[(（]\s*\d+\s*[)）]"), ""),
    (re.compile(r"\d{4}\s*年(度)?版?|\d{4}版?"), ""),
    (re.compile(r"^[(（]?(\d+[)）]?|[一二三四五六七八九十]+[)）.．、])[.．、_\s-]*"), ""),
    (re.compile(r"^关于(公布|印发|调整|发布)"), ""),
)
_LIST_WORD = re.compile(
    r"[《“\"]?(行政)?(权责|权力|责任|职权|行政许可|行政处罚|动态|事项|清单|目录|本级|市级|县级|区级"
    r"|(自由)?裁量|不予|首违|轻微违法|减轻|从轻|审批中介|中介服务|关于"
    rf"|(执法|政务服务|公共服务)(?!((?!行政|权责|权力|事项|清单|目录)[^、，,(（]){{0,12}}?{_SUFFIX})).*"
)
"""Where the organ's name ends; 执法 and 政务服务 may be inside it (综合行政执法局, 政务服务管理局)."""

_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")
_SEPARATORS = re.compile(r"[、,，/;；]")

_CITY = r"市(?!场|容|政(?!府|协|务))"
_GENERIC_LEVELS: tuple[tuple[Level, str], ...] = (
    (
        Level.COUNTY,
        rf"县市区|县区市|市县区|县\(市、?区\)|县\(市\)|区县|县区|县{_CITY}|旗县区?|县级(?!以上)|各[县区]|区\(县",
    ),
    (Level.MUNICIPAL, rf"地州市|州市地|地市州|地\(州、?市\)|地州|设区的?市|地{_CITY}|地级|州{_CITY}|市州|市地|市\(州"),
    (Level.TOWNSHIP, r"乡镇|乡\(镇\)|镇街|街道乡镇|乡级"),
    (Level.PROVINCIAL, r"省级|自治区级|省\(自治区|省、自治区|各省"),
)
_GENERIC_HEAD = re.compile(
    "|".join(pattern for _, pattern in _GENERIC_LEVELS)
    + rf"|各级|本级|同级|所在地|有关|相关|市县|市、县|省{_CITY}|[xX×某○]{{1,3}}[省市州县区乡镇]"
)
_GENERIC_TAIL = re.compile(r"部门$|(?:主管|登记|行政)机关$")
_NOT_A_LEVEL_WORD = re.compile(r"市(场|容|政(?!府|协|务))|区(划|域)|县(域)|州(际)")
_LEVEL_WORD = re.compile(r"(自治)?[省市州盟县区旗镇乡]")
_SUPERIOR = re.compile(r"^.{2,}?(?:省|自治区|自治州|市|盟|地区)(?=.{2,}$)")


@dataclass(frozen=True, slots=True)
class OrganName:
    """An organ as printed: its name, and the names that stood in brackets behind it."""

    name: str
    outward_names: tuple[str, ...] = ()


def organ_in(text: str) -> OrganName | None:
    """The organ that a title or file name speaks of, without year, list words, attachment marks and copies."""
    for line in text.splitlines():
        found = _organ_in_line(line)
        if found:
            return found
    return None


def _organ_in_line(line: str) -> OrganName | None:
    for pattern, replacement in _NOISE:
        line = pattern.sub(replacement, line.strip())
    head = _LIST_WORD.sub("", folded_keeping_brackets(line), count=1)
    organ = parse_organ(head)
    return organ if _ORGAN.fullmatch(organ.name) else None


def folded_keeping_brackets(text: str) -> str:
    """A name without white space, its brackets in full width as names print them."""
    return re.sub(r"\s+", "", text).replace("(", "（").replace(")", "）")


def parse_organ(text: str) -> OrganName:
    """A printed name apart from the names in its brackets."""
    text = folded_keeping_brackets(text)
    inside = [part for found in _BRACKETS.findall(text) for part in _SEPARATORS.split(found)]
    outward = tuple(part for part in inside if _ORGAN.fullmatch(part))
    return OrganName(_BRACKETS.sub("", text).strip("，,、.．-—_ 《》“”"), outward)


def core(name: str, jurisdiction: str) -> str:
    """What is left of an organ's name without its government's: 克拉玛依市统计局 and 市统计局 are both 统计局."""
    name = folded(parse_organ(name).name)
    for place in _own_names(jurisdiction):
        position = name.find(place)
        if position >= 0 and _is_place(name[:position]):
            return name[position + len(place) :] or name
    level = _LEVEL_WORD.match(name)
    if level and folded(jurisdiction).endswith(level[0]) and not _NOT_A_LEVEL_WORD.match(name):
        return name[level.end() :] or name
    return name


def _own_names(jurisdiction: str) -> list[str]:
    """A government's name as it is and without the superior ones before it: 大连市普兰店区, 普兰店区."""
    names = [folded(jurisdiction)]
    while (shorter := _SUPERIOR.sub("", names[-1])) != names[-1]:
        names.append(shorter)
    return names


def _is_place(text: str) -> bool:
    """Whether a prefix is empty, the party's, or names superior governments."""
    return re.fullmatch(r"(中共)?(.*(省|自治区|市|州|盟|地区|县|区))?", text) is not None


def full_name(name: str, jurisdiction: str) -> str:
    """The organ's name with its government's in front: 市统计局 becomes 克拉玛依市统计局; 普兰店区统计局 has it."""
    rest = core(name, jurisdiction)
    if rest == folded(name):
        return name
    place = next((own for own in _own_names(jurisdiction) if folded(name).startswith(own)), jurisdiction)
    return place + rest


def is_generic(body: str) -> bool:
    """Whether a printed body names no organ, only a kind of organ: 地州市农业农村局, 商务主管部门."""
    name = folded(parse_organ(body).name)
    return not name or bool(_GENERIC_HEAD.match(folded(body)) or _GENERIC_TAIL.search(name))


def generic_level(body: str) -> Level | None:
    """The level that a generic body speaks of, where it says one."""
    name = folded(body)
    return next((level for level, pattern in _GENERIC_LEVELS if re.match(pattern, name)), None)


def is_short_for(short: str, name: str) -> bool:
    """Whether one core abbreviates another: 国动办 for 国防动员办公室."""
    if len(short) >= len(name) or short[:1] != name[:1]:
        return False
    rest = iter(name)
    return all(letter in rest for letter in short)


def jurisdiction_level(region_code: str) -> Level | None:
    """The level that a GB/T 2260 code (or a longer statistical code) stands for."""
    code = region_code.strip()
    parts = re.fullmatch(r"\d\d(\d\d)(\d\d)(\d{3})?(?:\d{3})?", code)
    if parts is None:
        return None
    prefecture, county, township = (part not in (None, "00", "000") for part in parts.groups())
    if township:
        return Level.TOWNSHIP
    if county:
        return Level.COUNTY
    return Level.MUNICIPAL if prefecture else Level.PROVINCIAL
