"""``quanze user``: accounts as the operator of the installation runs them, who answers for what is done here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeVar

import typer
from sqlalchemy import Connection

from quanze.console import say, say_accounts
from quanze.domain.access import Scope
from quanze.domain.roles import ROLE_LABELS, Role
from quanze.services import mailboxes, staffing, tokens
from quanze.services.moments import find_place
from quanze.settings import Settings
from quanze.storage import people
from quanze.storage.database import Database
from quanze.storage.schema import open_current

app = typer.Typer(no_args_is_help=True, help="工作人员的账户、角色与令牌")

Name = Annotated[str, typer.Argument(help="登录名（姓名）", show_default=False)]
Roles = Annotated[list[Role], typer.Option("--role", help="角色；可重复", show_default=False)]
DepartmentOption = Annotated[str | None, typer.Option("--department", help="所在部门的名称或标识")]
OfficeOption = Annotated[str | None, typer.Option("--office", help="以哪个机关的名义办理，印在文书上，如 某区司法局")]
JurisdictionOption = Annotated[str | None, typer.Option("--jurisdiction", help="地区代码或标识；只有一个地区时可省略")]
Scopes = Annotated[list[Scope] | None, typer.Option("--scope", help="令牌的用途；可重复；默认全部")]


Answer = TypeVar("Answer")


def _database() -> Database:
    return open_current(Settings.from_environment().database_url)


@app.command()
def add(  # noqa: PLR0913, PLR0917 - the options of the command
    name: Name,
    role: Roles,
    department: DepartmentOption = None,
    office: OfficeOption = None,
    token: Annotated[bool, typer.Option("--token", help="不设密码，只生成接口令牌")] = False,
    service: Annotated[bool, typer.Option("--service", help="服务账户：可提出调整申请，不能审核、决定、公布")] = False,
    email: Annotated[str | None, typer.Option("--email", help="接收通知的邮箱")] = None,
    jurisdiction: JurisdictionOption = None,
) -> None:
    """建立账户；末行单独输出初始密码，使用 --token 时为令牌（已有账户的，增加角色并另给一个令牌）。"""
    with _database().writing() as connection:
        place = find_place(connection, jurisdiction)
        given = staffing.assignments_of(connection, place, role, department, office)
        known = staffing.known_account(connection, place, name) if token and not service else None
        made = known or staffing.create_account(
            connection, None, place, name, service=service, with_password=not (token or service)
        )
        person = staffing.assign(connection, None, made.person.id, *given)
        secret = made.password or tokens.make_token(connection, None, person, "quanze user add", datetime.now(UTC))
        if email:
            mailboxes.keep(connection, None, person, email)
    labels = "、".join(ROLE_LABELS[one.role] for one in given)
    say(f"{'已有账户' if known else '已建立账户'}“{made.login}”（{labels}）；下一行只显示这一次。")
    say(secret)


@app.command("list")
def list_(jurisdiction: JurisdictionOption = None) -> None:
    """列出账户、角色与状态。"""
    with _database().reading() as connection:
        place = find_place(connection, jurisdiction)
        say_accounts(staffing.accounts_in(connection, place.id), datetime.now(UTC))


@app.command()
def assign(name: Name, role: Roles, department: DepartmentOption = None, office: OfficeOption = None) -> None:
    """给已有账户增加角色；已有的角色可换一个机关名称。"""

    def change(connection: Connection, person: str) -> None:
        place = find_place(connection, people.persons(connection, [person])[person].jurisdiction)
        given = staffing.assignments_of(connection, place, role, department, office)
        staffing.assign(connection, None, person, *given)

    _on(name, change)
    say(f"已授予“{name}”：{'、'.join(ROLE_LABELS[one] for one in role)}。")


@app.command()
def disable(name: Name) -> None:
    """停用账户：立即退出，令牌失效；历史记录保留。"""
    _on(name, lambda connection, person: staffing.set_disabled(connection, None, person, disabled=True))
    say(f"已停用“{name}”。")


@app.command()
def enable(name: Name) -> None:
    """恢复停用的账户。"""
    _on(name, lambda connection, person: staffing.set_disabled(connection, None, person, disabled=False))
    say(f"已恢复“{name}”。")


@app.command()
def reset(
    name: Name,
    one_time_code: Annotated[bool, typer.Option("--one-time-code", help="同时解除动态口令（手机遗失时）")] = False,
) -> None:
    """解锁并重置密码；末行单独输出新密码。"""

    def change(connection: Connection, person: str) -> str:
        staffing.unlock(connection, None, person)
        if one_time_code:
            staffing.reset_one_time_code(connection, None, person)
        return staffing.reset_password(connection, None, person)

    password = _on(name, change)
    say(f"已重置“{name}”的密码，登录后须修改；下一行只显示这一次。")
    say(password)


@app.command()
def token(
    name: Name,
    label: Annotated[str, typer.Option("--name", help="令牌名称")] = "quanze user token",
    scope: Scopes = None,
    days: Annotated[int | None, typer.Option("--days", help="有效天数；默认不限", min=1, max=3660)] = None,
) -> None:
    """为已有账户再生成一个令牌；末行单独输出令牌。"""

    def change(connection: Connection, person: str) -> str:
        now = datetime.now(UTC)
        found = people.persons(connection, [person])[person]
        ends = now + timedelta(days=days) if days else None
        return tokens.make_token(connection, None, found, label, now, scopes=scope or list(Scope), expires_at=ends)

    made = _on(name, change)
    say(f"已为“{name}”生成令牌；下一行只显示这一次。")
    say(made)


@app.command()
def email(
    name: Name, address: Annotated[str, typer.Argument(help="邮箱；不写则删除", show_default=False)] = ""
) -> None:
    """设置或删除已有账户接收通知的邮箱。"""

    def change(connection: Connection, person: str) -> None:
        mailboxes.keep(connection, None, people.persons(connection, [person])[person], address)

    _on(name, change)
    say(f"已{'设置' if address else '删除'}“{name}”的通知邮箱。")


@app.command()
def link(
    name: Name,
    issuer: Annotated[str, typer.Argument(help="统一身份认证的签发者（iss）", show_default=False)],
    subject: Annotated[str, typer.Argument(help="该处的用户标识（sub）", show_default=False)],
) -> None:
    """把账户与统一身份认证（OpenID Connect）的用户关联。"""
    _on(name, lambda connection, person: staffing.link_identity(connection, None, person, issuer, subject))
    say(f"已关联“{name}”。")


def _on(name: str, change: Callable[[Connection, str], Answer]) -> Answer:
    """Change the account of a name in one transaction."""
    with _database().writing() as connection:
        return change(connection, staffing.find_person(connection, name))
