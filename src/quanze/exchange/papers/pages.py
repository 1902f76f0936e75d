"""Papers as a page that stands on its own: to read, and to print from the browser."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape

from quanze.exchange.papers.paper import Annex, Block, Heading, Paper, Paragraph, Table, day_words

MEDIA_TYPE = "text/html; charset=utf-8"
STYLE = """
@page { size: A4 portrait; margin: 37mm 26mm 35mm 28mm }
@page wide { size: A4 landscape; margin: 28mm 20mm 26mm }
body { margin: 0; background: #eee; color: #000; font: 16pt/29pt FangSong_GB2312, 仿宋, FangSong, STFangsong, serif }
main { box-sizing: border-box; max-width: 210mm; margin: 1rem auto; padding: 20mm 26mm 20mm 28mm; background: #fff }
main.wide { page: wide; max-width: 297mm; padding: 15mm }
h1, .annex h2 { font: 22pt/35pt FZXiaoBiaoSong-B05S, 方正小标宋简体, 宋体, SimSun, serif; text-align: center }
h1, .annex h2 { margin: 0 0 29pt; text-wrap: balance }
h2, .label, caption { font: 16pt/29pt 黑体, SimHei, sans-serif; margin: 0 }
h3 { font: 16pt/29pt 楷体, KaiTi, STKaiti, serif; margin: 0 }
h2, h3, p { text-indent: 2em }
p { margin: 0; text-align: justify; overflow-wrap: anywhere }
p.flush, .annex > h2, .label { text-indent: 0 }
p.number { text-align: center; text-indent: 0; margin-bottom: 29pt }
.notice { margin: 0 0 1rem; border: 1px solid; padding: .2rem; font: bold 14pt/1.6 sans-serif; text-align: center }
.notice, .signed p { text-indent: 0 }
.signed { margin: 58pt 4em 0 auto; width: fit-content; text-align: center }
.signed p { text-align: center }
.remark { font-size: 12pt; line-height: 20pt; margin-top: 14pt; text-align: left; word-break: break-all }
.annex { break-before: page; margin-top: 3rem }
table { width: 100%; border-collapse: collapse; font-size: 10.5pt; line-height: 1.4; margin: 0 0 1rem }
caption { font-size: 14pt }
th, td { border: 1px solid; padding: 2pt 4pt; text-align: left; vertical-align: top; white-space: pre-line }
th { white-space: nowrap } td { overflow-wrap: anywhere }
th, td.n, .sum td { text-align: center }
.sum td { font-weight: bold }
@media print { body { background: none } main, main.wide { max-width: none; margin: 0; padding: 0 } }
@media (max-width: 40rem) { main, main.wide { padding: 1rem } h1 { font-size: 17pt } .scroll { overflow-x: auto } }
"""
STYLE_SOURCE = f"'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
"""What a page's policy names to let this style in and no other."""


def page(paper: Paper) -> bytes:
    """The paper as the bytes of a page."""
    return "".join(_page(paper)).encode()


def _page(paper: Paper) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
    yield '<meta name="format-detection" content="telephone=no"><link rel="icon" href="data:,">'
    yield f"<title>{escape(paper.title)}</title><style>{STYLE}</style></head><body>"
    yield '<main class="wide">' if paper.landscape else "<main>"
    if paper.notices:
        notices = escape("　".join(paper.notices))
        yield f'<p class="notice" role="note">{notices}</p>'
    yield f"<h1>{escape(paper.title)}</h1>"
    if paper.number:
        yield f'<p class="number">{escape(paper.number)}</p>'
    if paper.addressee:
        yield f'<p class="flush">{escape(paper.addressee)}：</p>'
    yield from map(_block, paper.blocks)
    yield from _list_of(paper.annexes)
    yield from _end(paper)
    for number, annex in enumerate(paper.annexes, start=1):
        yield from _annex(annex, str(number) if len(paper.annexes) > 1 else "")
    yield "</main></body></html>\n"


def _list_of(annexes: tuple[Annex, ...]) -> Iterator[str]:
    for number, annex in enumerate(annexes, start=1):
        counted = f"{number}．" if len(annexes) > 1 else ""
        yield f"<p>{'附件：' if number == 1 else '　　　'}{counted}{escape(annex.title)}</p>"


def _end(paper: Paper) -> Iterator[str]:
    if paper.signature:
        lines = (*paper.signature.organs, day_words(paper.signature.day))
        signed = "".join(f"<p>{escape(line)}</p>" for line in lines)
        yield f'<div class="signed">{signed}</div>'
    for remark in paper.remarks:
        yield f'<p class="remark">（{escape(remark)}）</p>'


def _annex(annex: Annex, number: str) -> Iterator[str]:
    yield f'<section class="annex"><p class="label">附件{number}</p><h2>{escape(annex.title)}</h2>'
    yield from map(_block, annex.blocks)
    yield "</section>"


def _block(block: Block) -> str:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Heading):
        return f"<h{block.level + 1}>{escape(block.text)}</h{block.level + 1}>"
    return _paragraph(block)


def _paragraph(block: Paragraph) -> str:
    start = "<p>" if block.indented else '<p class="flush">'
    return f"{start}{escape(block.text)}</p>"


def _table(table: Table) -> str:
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    shares = sum(table.widths)
    heads = "".join(
        f'<th scope="col" width="{100 * share // shares}%">{escape(header)}</th>'
        for header, share in zip(table.headers, table.widths, strict=True)
    )
    rows = "".join(_row(row, summing=number in table.sums) for number, row in enumerate(table.rows))
    return f'<div class="scroll"><table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'


def _row(cells: Iterable[str | int], *, summing: bool) -> str:
    made = "".join(
        f'<td class="n">{cell}</td>' if isinstance(cell, int) else f"<td>{escape(cell)}</td>" for cell in cells
    )
    start = '<tr class="sum">' if summing else "<tr>"
    return f"{start}{made}</tr>"
