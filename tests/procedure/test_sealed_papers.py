"""What comes back sealed: files told by their bytes, tied to the text they are about, for those who may read it."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest

from offices import open_offices
from printing import PDF, approved, draft, hand_in
from quanze.domain.roles import Assignment, Role
from quanze.exchange.scans import LARGEST
from staff import Browser, make_person, words


@pytest.fixture
def offices(own_sample, own_site):
    return open_offices(own_sample, own_site)


@pytest.fixture
def proposal(offices, own_sample):
    return draft(offices, own_sample)


def test_the_sealed_paper_comes_back_as_a_step(offices, proposal):
    offices.submit("clerk", proposal)
    answer = hand_in(offices, "head", f"proposals/{proposal}/papers/application/scan?name=盖章/的..申请.exe")
    assert answer.status_code == 201, answer.text
    digest = hashlib.sha256(PDF).hexdigest()
    assert answer.json() == {"digest": digest, "media_type": "application/pdf", "size": len(PDF)}
    told = offices.open("clerk", proposal)
    assert told["state"] == "submitted"
    step = told["steps"][-1]
    assert (step["action"], step["action_label"], step["details"]) == (
        "hand_in",
        "交回盖章件",
        {"paper": "application"},
    )
    assert step["digest"] == told["digest"], "it is about the text as it stood"
    assert step["attachments"] == [{"digest": digest, "name": "盖章 的..申请.pdf"}]


def test_handing_in_moves_nothing_and_stops_nothing(offices, own_sample, proposal):
    approved(offices, own_sample, proposal)
    assert hand_in(offices, "recorder", f"proposals/{proposal}/papers/notice/scan").status_code == 201
    assert offices.issue("publisher", proposal).status_code == 201
    assert hand_in(offices, "publisher", f"proposals/{proposal}/papers/notice/scan").status_code == 201


def test_nobody_else_hands_in_a_paper(offices, proposal):
    path = f"proposals/{proposal}/papers/application/scan"
    assert hand_in(offices, "list", path).status_code == 404, "a draft is its writers' own"
    offices.submit("clerk", proposal)
    assert hand_in(offices, "list", path).status_code == 403
    assert hand_in(offices, "other", path).status_code == 404
    assert hand_in(offices, "clerk", f"proposals/{proposal}/papers/letter/scan").status_code == 404
    assert offices.site.request("POST", f"/api/v1/{path}", content=PDF).status_code == 401


def test_an_action_names_a_file_that_was_handed_in(offices, proposal):
    digest = hand_in(offices, "clerk", "attachments").json()["digest"]
    attachment = {"digest": digest, "name": "申请.pdf"}
    unknown = {"digest": "0" * 64, "name": "没有.pdf"}
    offices_says = offices.try_to(
        "clerk", proposal, "submit", attachments=[unknown], answers=answers(offices, proposal)
    )
    assert offices_says.json()["code"] == "unknown_attachment"
    done = offices.act("clerk", proposal, "submit", attachments=[attachment], answers=answers(offices, proposal))
    assert done["steps"][-1]["attachments"] == [attachment]


def answers(offices, proposal):
    found = offices.open("clerk", proposal)["findings"]
    return [
        {"code": one["code"], "change": one["change"], "text": "属实"} for one in found if one["severity"] == "warning"
    ]


def test_a_file_is_downloaded_by_those_who_may_read_the_proposal(offices, proposal):
    offices.submit("clerk", proposal)
    digest = hand_in(offices, "clerk", f"proposals/{proposal}/papers/application/scan?name=申请.pdf").json()["digest"]
    path = f"proposals/{proposal}/attachments/{digest}"
    answer = offices.send("legal", "GET", path)
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert offices.send("other", "GET", path).status_code == 404
    assert offices.site.get(f"/api/v1/{path}").status_code == 401


def test_a_file_of_another_proposal_stays_there(offices, own_sample, proposal):
    digest = hand_in(offices, "other", "attachments", PDF + b"secret").json()["digest"]
    assert offices.send("clerk", "GET", f"proposals/{proposal}/attachments/{digest}").status_code == 404
    assert offices.send("other", "GET", f"proposals/{proposal}/attachments/{digest}").status_code == 404


def packed(*names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (b"\xff\xd8\xff\xe0" + b"0" * 20, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 20, "image/png"),
        (packed("[Content_Types].xml", "word/document.xml"), "wordprocessingml.document"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "spreadsheetml.sheet"),
        (packed("OFD.xml", "Doc_0/Document.xml"), "application/ofd"),
    ],
)
def test_files_of_these_kinds_are_taken(offices, content, kind):
    answer = hand_in(offices, "clerk", "attachments", content)
    assert answer.status_code == 201, answer.text
    assert answer.json()["media_type"].endswith(kind)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"<html><script>alert(1)</script></html>", "unknown_file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown_file"),
        (b"MZ\x90\x00", "unknown_file"),
        (b"GIF89a", "unknown_file"),
        (b"PK\x03\x04 broken", "unknown_file"),
        (packed("a.txt"), "unknown_file"),
        (packed("word/document.xml", "word/vbaProject.bin"), "unknown_file"),
        (packed("xl/workbook.xml", "xl/activeX/activeX1.bin"), "unknown_file"),
        (b"%PDF-" + b"0" * LARGEST, "too_large"),
    ],
    ids=["empty", "page", "drawing", "program", "gif", "broken", "archive", "macro", "control", "large"],
)
def test_files_of_other_kinds_are_refused_whatever_they_are_called(offices, content, code):
    answer = hand_in(offices, "clerk", "attachments", content)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_administrators_hand_in_nothing(offices):
    offices.hire("auditor", Role.AUDITOR)
    assert hand_in(offices, "auditor", "attachments").status_code == 403


@pytest.fixture
def clerk(own_site, own_sample):
    person = make_person(own_sample.database, "经办人", Assignment(Role.CLERK, own_sample["agriculture"]))
    return Browser(own_site).sign_in_as(own_sample.database, person)


def form(browser, parts, name="file", file=("扫描件.pdf", PDF)):
    """A form as browsers send it with a file."""
    fields = {"csrf": browser.hidden("csrf"), **parts}
    return browser.ask("POST", browser.address, data=fields, files={name: (*file, "application/octet-stream")})


def test_a_clerk_prints_and_hands_in_with_a_browser(offices, clerk, proposal):
    clerk.address = f"/office/proposals/{proposal}/papers"
    page = clerk.go(clerk.address)
    assert page.status_code == 200, page.text
    assert f"/api/v1/proposals/{proposal}/papers/application.docx" in page.text
    printed = clerk.ask("GET", f"/api/v1/proposals/{proposal}/papers/application.docx")
    assert printed.status_code == 200, "the page's session prints"
    clerk.go(clerk.address)
    answer = form(clerk, {"paper": "application"})
    assert answer.status_code == 303, words(answer)
    after = words(clerk.go(answer.headers["location"]))
    assert "文件已收到" in after
    assert "扫描件.pdf" in after


def test_a_form_without_a_file_or_with_a_bad_one_says_so(offices, clerk, proposal):
    clerk.address = f"/office/proposals/{proposal}/papers"
    clerk.go(clerk.address)
    answer = form(clerk, {"paper": "application"}, file=("a.pdf", b"MZ"))
    assert answer.status_code == 400
    assert "只接收" in words(answer)
    answer = form(clerk, {"paper": "application"}, name="other")
    assert "请选择扫描件" in words(answer)
    answer = clerk.ask("POST", clerk.address, data={"csrf": "x"}, files={"file": ("a.pdf", PDF)})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--b",
        b"--b\r\n\r\nx\r\n--b--",
        b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
        b"x--b--",
        b"\xff" * 50,
    ],
)
def test_what_is_no_form_is_refused(clerk, proposal, body):
    path = f"/office/proposals/{proposal}/papers"
    headers = {"content-type": "multipart/form-data; boundary=b"}
    assert clerk.ask("POST", path, content=body, headers=headers).status_code == 400
