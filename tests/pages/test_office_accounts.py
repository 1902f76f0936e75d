"""Accounts, roles, tokens and the audit log on pages: each administrator their own, and a line for everything."""

from __future__ import annotations

import csv
import io
import re

import pytest

from quanze.domain.roles import Assignment, Role
from quanze.storage import audit_log
from staff import PASSWORD, Browser, make_person, words


@pytest.fixture
def database(own_sample):
    return own_sample.database


@pytest.fixture
def staff(own_site, database):
    """Browsers at which people of each role are signed in, made when asked for."""

    def sit(name, *held):
        person = make_person(database, name, *held)
        return Browser(own_site).sign_in_as(database, person)

    return sit


def actions(database):
    with database.reading() as connection:
        assert list(audit_log.differences(connection)) == []
        return [line.action for line in audit_log.lines(connection, [])]


def address(page, name, action):
    """The address of a button in the row of an account."""
    row = next(row for row in page.text.split("<tr") if f'<th scope="row">{name}' in row)
    return re.search(rf'action="(/office/[a-z]+/[0-9a-z]+/{action})"', row)[1]


SECTIONS = {
    "/office/accounts": Role.SYSTEM_ADMINISTRATOR,
    "/office/roles": Role.SECURITY_ADMINISTRATOR,
    "/office/audit": Role.AUDITOR,
    "/office/audit/export.csv": Role.AUDITOR,
}


@pytest.mark.parametrize("role", [*dict.fromkeys(SECTIONS.values()), Role.LIST_OFFICE, Role.PUBLISHER])
def test_each_sees_the_own_section_only_and_reaching_for_another_is_written_down(staff, database, role):
    browser = staff("某人", role)
    for path, whose in SECTIONS.items():
        answer = browser.ask("GET", path)
        assert answer.status_code == (200 if role is whose else 403), path
        if role is not whose:
            assert actions(database)[0] == "overstep"
    menu = browser.go("/office/me").text.split("</nav>")[0]
    shown = [path for path in SECTIONS if f'href="{path}"' in menu]
    assert len(shown) == (role in SECTIONS.values())


def test_a_new_colleague_from_account_to_first_sign_in(staff, own_site, database, own_sample):
    system, security = staff("系统", Role.SYSTEM_ADMINISTRATOR), staff("安全", Role.SECURITY_ADMINISTRATOR)
    system.go("/office/accounts")
    made = system.send("/office/accounts", name="赵六", login="zhaoliu")
    initial = re.search(r'class="secret"><code>([^<]+)<', made.text)[1]
    assert made.headers["cache-control"] == "no-store"
    page = security.go("/office/roles")
    assert "农业农村局" in page.text
    done = security.send(address(page, "zhaoliu", "assign"), role="clerk", department=own_sample["agriculture"])
    assert "角色已授予" in words(done)
    assert "部门经办人 · 农业农村局" in words(done)
    colleague = Browser(own_site)
    assert "请先换成" in words(colleague.sign_in("ZhaoLiu", initial))
    assert {"create_account", "assign_role", "sign_in"} <= set(actions(database))


def test_an_office_is_named_where_its_role_is_given(staff, database):
    security = staff("安全", Role.SECURITY_ADMINISTRATOR)
    make_person(database, "吴审查")
    page = security.go("/office/roles")
    given = {"role": "legal_office", "department": "", "office": " 某区司法局 "}
    assert "合法性审核机构 · 某区司法局" in words(security.send(address(page, "吴审查", "assign"), **given))
    refused = security.send(address(page, "吴审查", "assign"), role="legal_office", department="", office="长" * 65)
    assert "机关名称" in words(refused)


def test_what_one_person_must_not_hold_is_refused_on_the_page(staff, database, own_sample):
    security = staff("安全", Role.SECURITY_ADMINISTRATOR)
    make_person(database, "张三", Assignment(Role.CLERK, own_sample["agriculture"]))
    page = security.go("/office/roles")
    for fields, because in (
        ({"role": "auditor", "department": ""}, "不能由同一人担任"),
        ({"role": "clerk", "department": ""}, "须写明部门"),
        ({"role": "clerk", "department": "x"}, "没有这个部门"),
        ({"role": "king", "department": ""}, "请选择角色"),
    ):
        answer = security.send(address(page, "张三", "assign"), **fields)
        assert answer.status_code in (400, 409)
        assert because in words(answer)
    ended = security.send(address(page, "张三", "end"), role="clerk", department=own_sample["agriculture"])
    assert "角色已撤销" in words(ended)


def test_accounts_are_disabled_reset_and_restored(staff, own_site, database):
    system = staff("系统", Role.SYSTEM_ADMINISTRATOR)
    make_person(database, "张三")
    theirs = Browser(own_site)
    theirs.sign_in("张三")
    page = system.go("/office/accounts")
    assert "已停用" in words(system.send(address(page, "张三", "disable")))
    assert theirs.ask("GET", "/office/me").status_code == 303
    assert theirs.sign_in("张三").status_code == 401
    page = system.go("/office/accounts")
    system.send(address(page, "张三", "enable"))
    page = system.go("/office/accounts")
    reset = system.send(address(page, "张三", "reset"))
    initial = re.search(r'class="secret"><code>([^<]+)<', reset.text)[1]
    assert theirs.sign_in("张三").status_code == 401
    assert "请先换成" in words(theirs.sign_in("张三", initial))


def test_a_taken_name_is_refused_on_the_page(staff, database):
    system = staff("系统", Role.SYSTEM_ADMINISTRATOR)
    system.go("/office/accounts")
    answer = system.send("/office/accounts", name="又一位", login="系统")
    assert answer.status_code == 409
    assert "已有账户" in words(answer)


def test_names_are_text_and_nothing_else(staff, database):
    system = staff("系统", Role.SYSTEM_ADMINISTRATOR)
    system.go("/office/accounts")
    system.send("/office/accounts", name="<b onmouseover=x>甲</b>", login="jia")
    page = system.go("/office/accounts")
    assert "<b onmouseover" not in page.text
    assert "&lt;b onmouseover" in page.text


def test_nobody_may_run_the_own_account_by_hand(staff, database):
    system = staff("系统", Role.SYSTEM_ADMINISTRATOR)
    page = system.go("/office/accounts")
    row = next(row for row in page.text.split("<tr") if '<th scope="row">系统' in row)
    assert "<form" not in row
    with database.reading() as connection:
        from quanze.services import staffing

        person = staffing.find_person(connection, "系统")
    assert system.send(f"/office/accounts/{person}/reset").status_code == 403


# Tokens


def test_a_token_is_made_with_the_password_shown_once_and_revoked(staff, database):
    browser = staff("清单办", Role.LIST_OFFICE)
    browser.go("/office/me")
    wrong = browser.send("/office/me/tokens", name="程序", scope="read", days="30", password="no")
    assert wrong.status_code == 409
    made = browser.send("/office/me/tokens", name="程序", scope="read", days="30", password=PASSWORD)
    token = re.search(r'class="secret"><code>(qz_[^<]+)<', made.text)[1]
    page = browser.go("/office/me")
    assert token not in page.text
    assert token[:9] in page.text
    revoke = re.search(r'action="(/office/me/tokens/[0-9a-z]+/revoke)"', page.text)[1]
    assert "令牌已吊销" in words(browser.send(revoke))
    assert browser.send(revoke).status_code == 404
    for bad in ({"days": "9999"}, {"days": "30"}):
        assert browser.send("/office/me/tokens", name="x", password=PASSWORD, **bad).status_code == 400


def test_one_ends_the_own_other_sessions_only(staff, own_site, database):
    browser = staff("清单办", Role.LIST_OFFICE)
    other = Browser(own_site)
    other.sign_in("清单办")
    page = browser.go("/office/me")
    [end] = re.findall(r'action="(/office/me/sessions/[0-9a-f]+/end)"', page.text)
    browser.send(end)
    assert other.ask("GET", "/office/me").status_code == 303
    assert browser.ask("GET", "/office/me").status_code == 200


# The audit log


def test_the_auditor_filters_pages_and_takes_along(staff, database, own_site):
    auditor = staff("审计", Role.AUDITOR)
    for number in range(60):
        with database.writing() as connection:
            from quanze.services import auditing

            auditing.record(connection, None, "sign_in", f"=1+{number}", "refused", reason="unknown")
    page = auditor.go("/office/audit?action=sign_in&outcome=refused&person=&since=&until=")
    assert page.text.count("<tr>") == 51
    older = re.search(r'rel="next" href="([^"]+)"', page.text)[1].replace("&amp;", "&")
    assert auditor.go(older).text.count("<tr>") == 11
    table = auditor.ask("GET", "/office/audit/export.csv?action=sign_in&outcome=refused")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in table.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert len(rows) == 61
    assert all(row[5].startswith("'=1+") for row in rows[1:])
    assert actions(database)[0] == "export_audit_log"
    assert "没有符合条件" in words(auditor.go("/office/audit?person=nobody"))
    assert auditor.ask("GET", "/office/audit?since=2020-13-01").status_code == 400
    assert auditor.ask("GET", "/office/audit?nonsense=1").status_code == 400
