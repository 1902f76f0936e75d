"""The parts of a .docx file that are the same in every paper: fonts, styles, page, header and footers."""

from __future__ import annotations

from dataclasses import dataclass

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"

SONG, FANG, KAI, HEI = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体"
_LATIN = "Times New Roman"
_SUBSTITUTES = {
    SONG: ("小标宋,宋体,SimSun,Songti SC,Noto Serif CJK SC", "roman"),
    FANG: ("仿宋,FangSong,STFangsong,FandolFang,宋体,SimSun,Noto Serif CJK SC", "modern"),
    KAI: ("楷体,KaiTi,STKaiti,FandolKai,宋体,SimSun,Noto Serif CJK SC", "modern"),
    HEI: ("SimHei,微软雅黑,Heiti SC,FandolHei,Noto Sans CJK SC", "modern"),
    "宋体": ("SimSun,Songti SC,Noto Serif CJK SC", "roman"),
    _LATIN: ("Liberation Serif,Noto Serif", "roman"),
}
"""Fonts of official papers, and what programs may take instead where they are not installed."""

PORTRAIT_WIDTH, LANDSCAPE_WIDTH = 8844, 12756
"""The width of the text block in twentieths of a point: 156 mm, and 225 mm."""

_LINE = 579
"""22 lines in 225 mm."""

_NARROWED = -5
"""28 characters of 16 pt are 2 mm too wide for a line: each is set so much closer, in twentieths of a point."""


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'


def _relations(*relations: str) -> str:
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(relations)}</Relationships>'


PACKAGE_RELATIONS = _relations(
    _relation(1, f"{_OFFICE}/officeDocument", "word/document.xml"),
    _relation(2, f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
)
_PARTS = ("styles", "fontTable", "settings", "header", "footer-odd", "footer-even")
RELATIONS = _relations(
    *(
        _relation(number, f"{_OFFICE}/{name.partition('-')[0]}", f"{name}.xml")
        for number, name in enumerate(_PARTS, start=1)
    )
)
_HEADER, _ODD, _EVEN = (f"rId{_PARTS.index(name) + 1}" for name in ("header", "footer-odd", "footer-even"))
CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/docProps/core.xml" ContentType="{_CORE}"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    + "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{name.partition("-")[0]}+xml"/>' for name in _PARTS
    )
    + "</Types>"
)


def properties(title: str) -> str:
    """What the file says of itself."""
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:language>zh-CN</dc:language>'
        "</cp:coreProperties>"
    )


def body(content: str) -> str:
    """The document with its content and, last in it, its section."""
    return f"{_XML}<w:document {_W} {_R}><w:body>{content}</w:body></w:document>"


def _font(name: str) -> str:
    substitutes, family = _SUBSTITUTES[name]
    return f'<w:font w:name="{name}"><w:altName w:val="{substitutes}"/><w:family w:val="{family}"/></w:font>'


FONTS = f"{_XML}<w:fonts {_W}>{''.join(map(_font, _SUBSTITUTES))}</w:fonts>"
SETTINGS = (
    f'{_XML}<w:settings {_W}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
    'w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style: sizes in half points, lines and room in twentieths of a point, indent in characters;
    ``broken``: long words of digits and letters run on over the end of a line.
    """

    name: str
    font: str = FANG
    size: int = 32
    line: int = _LINE
    align: str = "both"
    indent: int = 0
    room: tuple[int, int] = (0, 0)
    with_next: bool = False
    outline: int | None = None
    bold: bool = False
    broken: bool = False

    def xml(self, identity: str) -> str:
        """The style as it is written down."""
        kept = ("<w:keepNext/>" if self.with_next else "") + ('<w:wordWrap w:val="0"/>' if self.broken else "")
        rule = "exact" if self.line else "auto"
        spacing = f'w:before="{self.room[0]}" w:after="{self.room[1]}" w:line="{self.line or 240}" w:lineRule="{rule}"'
        first = f'w:firstLineChars="{self.indent * 100}" w:firstLine="{self.indent * self.size * 10}"'
        level = f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else ""
        latin = "宋体" if self.font == "宋体" else _LATIN
        fonts = f'w:ascii="{latin}" w:eastAsia="{self.font}" w:hAnsi="{latin}" w:cs="{_LATIN}"'
        weight = "<w:b/>" if self.bold else ""
        default = ' w:default="1"' if identity == "Normal" else ""
        own = "" if self.name.isascii() else ' w:customStyle="1"'
        closer = f'<w:spacing w:val="{_NARROWED}"/>' if self.line == _LINE else '<w:spacing w:val="0"/>'
        sizes = f'<w:sz w:val="{self.size}"/><w:szCs w:val="{self.size}"/>'
        based = "" if default else _BASED
        return (
            f'<w:style w:type="paragraph"{default}{own} w:styleId="{identity}"><w:name w:val="{self.name}"/>'
            f'{based}<w:qFormat/><w:pPr>{kept}<w:snapToGrid w:val="{int(bool(self.line))}"/>'
            f'<w:spacing {spacing}/><w:ind {first}/><w:jc w:val="{self.align}"/>{level}</w:pPr>'
            f"<w:rPr><w:rFonts {fonts}/>{weight}{closer}{sizes}</w:rPr></w:style>"
        )


_BASED = '<w:basedOn w:val="Normal"/>'
_CELL = 21
_STYLES = {
    "Normal": _Style("Normal", indent=2),
    "Flush": _Style("顶格"),
    "Title": _Style("Title", SONG, 44, 700, "center", room=(0, _LINE), with_next=True, outline=0),
    "Number": _Style("发文字号", align="center", room=(0, _LINE), with_next=True),
    "Heading1": _Style("heading 1", HEI, indent=2, with_next=True, outline=1),
    "Heading2": _Style("heading 2", KAI, indent=2, with_next=True, outline=2),
    "Signed": _Style("署名", align="right", with_next=True),
    "Remark": _Style("附注", size=24, line=440, align="left", indent=2, room=(200, 0), broken=True),
    "Kept": _Style("与下段同页", indent=2, with_next=True),
    "Annex": _Style("附件", HEI, with_next=True),
    "Caption": _Style("caption", HEI, 28, align="center", room=(120, 60), with_next=True),
    "Cell": _Style("表文", size=_CELL, line=0, align="left"),
    "CellNumber": _Style("表中数字", size=_CELL, line=0, align="center"),
    "CellHead": _Style("表头", HEI, _CELL, 0, "center"),
    "CellSum": _Style("合计", size=_CELL, line=0, align="center", bold=True),
    "PageNumber": _Style("页码", "宋体", 28, 0, "left"),
    "Notice": _Style("提示", HEI, 24, 0, "center"),
}
STYLES = (
    f'{_XML}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{_LATIN}" w:eastAsia="{FANG}" '
    f'w:hAnsi="{_LATIN}" w:cs="{_LATIN}"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    + "".join(style.xml(identity) for identity, style in _STYLES.items())
    + "</w:styles>"
)


def header(notice: str) -> str:
    """What stands above every page; nothing, for a paper without notices."""
    said = f"<w:r><w:t>{notice}</w:t></w:r>" if notice else ""
    return f'{_XML}<w:hdr {_W}><w:p><w:pPr><w:pStyle w:val="Notice"/></w:pPr>{said}</w:p></w:hdr>'


def footer(side: str) -> str:
    """The page number, one character from the outer margin."""
    room = f'<w:ind w:{side}="280" w:{side}Chars="100"/><w:jc w:val="{side}"/>'
    number = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    before, after = ('<w:r><w:t xml:space="preserve">— </w:t></w:r>', '<w:r><w:t xml:space="preserve"> —</w:t></w:r>')
    paragraph = f'<w:pPr><w:pStyle w:val="PageNumber"/>{room}</w:pPr>{before}{number}{after}'
    return f"{_XML}<w:ftr {_W}><w:p>{paragraph}</w:p></w:ftr>"


def section(*, landscape: bool) -> str:
    """The page: margins of 37, 26, 35 and 28 mm, turned with the page; the grid of 22 lines."""
    size = 'w:w="16838" w:h="11906" w:orient="landscape"' if landscape else 'w:w="11906" w:h="16838"'
    top, right, bottom, left = (1588, 2098, 1474, 1985) if landscape else (2098, 1474, 1985, 1588)
    distance = (
        'w:header="850" w:footer="794" w:gutter="0"' if landscape else 'w:header="1134" w:footer="1304" w:gutter="0"'
    )
    grid = "" if landscape else f'<w:docGrid w:type="lines" w:linePitch="{_LINE}"/>'
    references = (
        f'<w:headerReference w:type="default" r:id="{_HEADER}"/><w:headerReference w:type="even" r:id="{_HEADER}"/>'
        f'<w:footerReference w:type="default" r:id="{_ODD}"/><w:footerReference w:type="even" r:id="{_EVEN}"/>'
    )
    margins = f'w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" {distance}'
    return f"<w:sectPr>{references}<w:pgSz {size}/><w:pgMar {margins}/><w:cols/>{grid}</w:sectPr>"


def table_properties(width: int) -> str:
    """Thin lines around every cell, fixed widths."""
    line = 'w:val="single" w:sz="4" w:space="0" w:color="auto"'
    borders = "".join(f"<w:{side} {line}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    room = '<w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{room}</w:tblCellMar></w:tblPr>'
    )
