"""The papers of a proposal, over HTTP: what each says, for those who may read it and no others."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import openpyxl
import pytest

from offices import CAUSE, SOON, amend, open_offices
from printing import NEW, approved, draft, print_, reviewed, said
from quanze.domain.roles import Assignment, Role
from quanze.services import staffing
from staff import words

NOTICE = "演示数据，非官方清单"
PAPERS = ("application", "comparison", "opinions", "legality", "notice")


@pytest.fixture
def offices(own_sample, own_site):
    return open_offices(own_sample, own_site)


@pytest.fixture
def proposal(offices, own_sample):
    return draft(offices, own_sample)


@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_is_a_document_a_workbook_and_a_page(offices, proposal, paper):
    document = docx.Document(io.BytesIO(print_(offices, "clerk", proposal, paper, "docx").content))
    assert NOTICE in document.sections[0].header.paragraphs[0].text
    workbook = openpyxl.load_workbook(io.BytesIO(print_(offices, "clerk", proposal, paper, "xlsx").content))
    assert all(NOTICE in {sheet["A1"].value, sheet["A2"].value} for sheet in workbook)
    page = print_(offices, "clerk", proposal, paper)
    assert NOTICE in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "'sha256-" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"


def test_a_file_is_saved_under_the_papers_name(offices, proposal):
    told = print_(offices, "clerk", proposal, "application", "docx").headers["content-disposition"]
    assert told.startswith('attachment; filename="paper.docx"')
    assert "%E7%94%B3%E8%AF%B7.docx" in told


def test_the_application_says_what_why_and_how_many(offices, proposal):
    text = said(offices, proposal, "application")
    assert "关于调整农业农村领域权责清单的申请" in text
    assert "本次申请新增1项、变更要素1项、取消1项。" in text
    assert f"3．新增：{NEW['name']}（行政处罚）。" in text
    assert "《种子法》修改（主席令第一〇五号）（涉及第3项）" in text
    assert "调整前，农业农村局权责清单共3项；本次增加1项、减少1项；调整后共3项（3＋1－1＝3）" in text
    assert "拟稿，尚未提交" in text
    offices.submit("clerk", proposal)
    text = said(offices, proposal, "application")
    assert "拟稿" not in text
    assert "联系人：clerk" in text
    assert offices.open("clerk", proposal)["digest"] in text, "what ties the sealed paper to its text"


def test_the_comparison_puts_before_beside_after(offices, proposal):
    sheet = openpyxl.load_workbook(
        io.BytesIO(print_(offices, "clerk", proposal, "comparison", "xlsx").content)
    ).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    head = [cell.value for cell in sheet[3]] if sheet["A3"].value == "序号" else [cell.value for cell in sheet[4]]
    assert head == ["序号", "事项名称", "调整类型", "调整前", "调整后", "依据原文", "理由"]
    told = {row[2]: row for row in rows if isinstance(row[0], int)}
    assert told["变更要素"][3] == "实施依据：《种子法》第七十五条"
    assert told["变更要素"][4] == "实施依据：【法律】《中华人民共和国种子法》第七十四条"
    assert told["取消"][4] == "取消，不再列入清单"
    assert told["新增"][3] == "（无）"
    assert "责任事项：1.立案责任" in told["新增"][4]
    assert told["新增"][5] == NEW["legal_basis"]
    assert told["新增"][6] == "法律法规规章修改：《种子法》修改（主席令第一〇五号）"


def test_opinions_stand_beside_what_became_of_them(offices, own_sample, proposal):
    assert "未征求其他单位意见" in said(offices, proposal, "opinions")
    reviewed(offices, own_sample, proposal)
    text = said(offices, proposal, "opinions")
    assert re.search("有修改意见：建议明确交接时间。 市场监督管理局 部分采纳 以施行日期为准。", text)
    assert "分歧的处理：会后另行发文。" in text
    assert text.count("以施行日期为准") == 1


def test_who_kept_silent_is_told_too(offices, own_sample, proposal):
    offices.submit("clerk", proposal)
    offices.act("list", proposal, "accept", consulted=[own_sample["market"]])
    assert "（未反馈） 市场监督管理局 —" in said(offices, proposal, "opinions")


def test_the_legal_opinion_keeps_authority_procedure_and_content_apart(offices, own_sample, proposal):
    offices.submit("clerk", proposal)
    assert "待审查，尚未出具" in said(offices, proposal, "legality", "legal")
    offices.act("list", proposal, "return", opinion="补充材料")
    reviewed(offices, own_sample, proposal)
    text = said(offices, proposal, "legality", "legal")
    order = [
        "权限方面",
        "未超越职权。",
        "程序方面",
        "已征求意见。",
        "内容方面",
        "引用准确。",
        "审查结论",
        "合法。",
        "建议提请区政府决定。",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "征求市场监督管理局意见" in text


def test_the_notice_is_the_same_before_and_after_publication(offices, own_site, own_sample, proposal):
    approved(offices, own_sample, proposal)
    words_of_its_own = "title=关于调整的公告&document_number=示政发〔2026〕5号&issuing_organ=示范区人民政府"
    wanted = f"proposal={proposal}&effective_from={SOON}&{words_of_its_own}"
    draft = words(offices.send("publisher", "GET", f"notice.html?{wanted}"))
    assert "拟稿，尚未公布" in draft
    assert "经区人民政府2026年11月20日第12次常务会议审议通过，" in draft
    assert "调整前，示范区权责清单共8项；本次增加1项、减少1项；调整后共8项（8＋1－1＝8）" in draft
    parts = {"title": "关于调整的公告", "document_number": "示政发〔2026〕5号", "issuing_organs": ["示范区人民政府"]}
    issued = offices.issue("publisher", proposal, **parts).json()
    public = words(own_site.get(f"/api/v1/editions/{issued['number']}/notice.html"))
    assert issued["root"] in public, "the outside witness"
    assert "拟稿" not in public
    for sentence in re.findall("[^ ]+[。：]", draft.partition("附件1 ")[0]):
        assert sentence in public
    assert draft.partition("附件1 ")[2] == public.partition("附件1 ")[2], "the tables"
    assert said(offices, proposal, "notice") == public


def test_the_table_of_a_notice_adds_up(offices, own_site):
    """Every published edition of the sample: each row, each department, the whole list."""
    for number in range(1, 6):
        content = own_site.get(f"/api/v1/editions/{number}/notice.xlsx").content
        sheet = openpyxl.load_workbook(io.BytesIO(content))["权责事项数量变化表"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows() if isinstance(row[2].value, int)]
        assert all(before + added - removed == after for *_, before, added, removed, after in rows)
        total = rows.pop()
        assert total[0] == "合计"
        leaves = [row for row in rows if row[1] != "小计"]
        assert [sum(row[column] for row in leaves) for column in range(2, 6)] == total[2:]
        stated = own_site.json(f"/api/v1/editions/{number}")["counts"]
        day = own_site.json(f"/api/v1/editions/{number}")["effective_from"]
        assert sum(stated.values()) == total[5], (number, day)


def test_a_public_notice_can_be_kept_by_caches_and_a_load_says_so(own_site, own_sample):
    answer = own_site.get("/api/v1/editions/2/notice.docx")
    assert answer.status_code == 200
    again = own_site.get("/api/v1/editions/2/notice.docx", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert "清单载入" in own_site.get("/api/v1/editions/1/notice.html").text
    assert "已依法移除" in own_site.get("/api/v1/editions/1/notice.html").text, "a removed text stays removed"


def test_the_page_of_an_edition_leads_to_its_notice(own_site):
    links = re.findall(r'href="(/api/v1/editions/2/notice[^"]*)"', own_site.get("/editions/2").text)
    assert [own_site.get(link).status_code for link in links] == [200, 200, 200]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("editions/99/notice.docx", 404),
        ("editions/2/notice.pdf", 404),
        ("editions/x/notice.docx", 404),
        ("editions/5/notice.html?known_at=edition:2", 404),
        ("editions/2/notice.html?nonsense=1", 400),
    ],
)
def test_what_is_no_notice_is_refused(own_site, path, status):
    assert own_site.get(f"/api/v1/{path}").status_code == status


@pytest.mark.parametrize("paper", PAPERS)
def test_a_draft_is_printed_for_its_writers_only(offices, proposal, paper):
    for name in ("other", "list", "legal", "recorder", "publisher"):
        assert offices.send(name, "GET", f"proposals/{proposal}/papers/{paper}.docx").status_code == 404
        assert offices.send(name, "GET", f"notice.docx?proposal={proposal}").status_code == 404
    assert offices.site.get(f"/api/v1/proposals/{proposal}/papers/{paper}.docx").status_code == 401
    assert offices.site.get(f"/api/v1/notice.docx?proposal={proposal}").status_code == 401


def test_what_is_no_paper_is_not_found(offices, proposal):
    for name in ("letter.docx", "application.pdf", "application"):
        assert offices.send("clerk", "GET", f"proposals/{proposal}/papers/{name}").status_code == 404
    assert offices.send("clerk", "GET", "notice.docx").status_code == 400
    assert offices.send("clerk", "GET", "proposals/x/papers/application.docx").status_code == 404


def test_a_notice_says_nothing_of_what_is_withheld(offices):
    secret = {**NEW, "name": "不宜公开的处罚", "disclosure": "withheld"}
    add = [{"op": "add", "fields": fields, "cause": CAUSE} for fields in (NEW, secret)]
    proposal = offices.propose("clerk", *add, title="新增事项", effective_from=SOON)["id"]
    assert "不宜公开的处罚" in said(offices, proposal, "comparison"), "whoever may read the proposal sees it"
    for form in ("docx", "xlsx", "html"):
        content = print_(offices, "clerk", proposal, "notice", form).content
        told = everything_in(content) if form != "html" else content.decode()
        assert NEW["name"] in told
        assert "不宜公开" not in told
    assert "本次新增1项。" in said(offices, proposal, "notice")


def everything_in(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def test_papers_carry_the_name_that_the_office_had_when_it_spoke(offices, own_sample, proposal):
    def renamed(name):
        with own_sample.database.writing() as connection:
            person = staffing.find_person(connection, "legal")
            staffing.assign(connection, None, person, Assignment(Role.LEGAL_OFFICE, office=name))

    renamed("普兰店区司法局")
    offices.submit("clerk", proposal)
    offices.act("list", proposal, "accept")
    if offices.open("list", proposal)["state"] == "consulting":
        offices.act("list", proposal, "close_consultation", settlement="已协商一致")
    offices.act("legal", proposal, "review", conclusion="lawful")
    renamed("普兰店区法治局")
    text = said(offices, proposal, "legality")
    assert "普兰店区司法局" in text
    assert "合法性审核机构" not in text
    assert "普兰店区法治局" not in text
    assert offices.open("clerk", proposal)["steps"][-1]["office"] == "普兰店区司法局"


def test_an_opinion_on_an_earlier_text_is_not_printed_for_a_later_one(offices, own_sample, proposal):
    offices.submit("clerk", proposal)
    offices.act("list", proposal, "accept")
    points = ["内容：第3项依据条款有误。"]
    before = offices.open("clerk", proposal)["digest"]
    offices.act("legal", proposal, "review", conclusion="lawful_if_amended", points=points)
    text = said(offices, proposal, "legality")
    assert text.index("内容方面") < text.index("第3项依据条款有误。") < text.index("修改后合法。")
    changes = [amend(own_sample["penalty"], legal_basis="【法律】《中华人民共和国种子法》第七十五条")]
    sent = {"title": "调整农业农村领域权责清单", "changes": changes, "effective_from": SOON}
    assert offices.edit("clerk", proposal, sent).status_code == 200
    assert before in said(offices, proposal, "legality"), "it names the text that it judged"
    letter = said(offices, proposal, "application")
    assert "联系人" not in letter
    assert offices.open("clerk", proposal)["digest"] in letter, "and the letter the one that it is"
    offices.submit("clerk", proposal)
    text = said(offices, proposal, "legality")
    assert "待审查，尚未出具" in text
    assert "依据条款有误" not in text


def test_a_late_departments_reply_is_an_opinion(offices, own_sample):
    change = amend(own_sample["penalty"], handling_office="种业管理科")
    proposal = offices.propose("list", change, department=own_sample["agriculture"], effective_from=SOON)["id"]
    offices.submit("list", proposal)
    offices.act("clerk", proposal, "reply", opinion="同意调整，请尽快公布。")
    assert "同意调整，请尽快公布。 农业农村局" in said(offices, proposal, "opinions", "list")
