"""What surrounds every page of the office: who is signed in, where they may go, and that nothing is kept or forged.

A page is a function of the request and the session, decorated ``@signed_in``; what a form submits goes to one of the
request, the session and the form, decorated ``@submitted(page)``: refused, it shows that page again with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from quanze.domain.audit import Outcome
from quanze.domain.errors import Forbidden, NotFound, NotSignedIn, QuanzeError, Refused
from quanze.domain.permissions import Permission, Subject, may, require
from quanze.domain.roles import BUSINESS, Person, Role
from quanze.services import auditing
from quanze.services.sessions import Session, Step
from quanze_api.callers import SESSION, check_csrf, check_origin, drop_cookie, session_of, set_cookie
from quanze_api.forms import LARGEST, Form, read_form
from quanze_api.middleware import page_policy
from quanze_api.pages.rendering import render
from quanze_api.problems import status_of
from quanze_api.register import Register, path_within, register_of

Page = Callable[..., Awaitable[Response]]
HOME = "/office"
SIGN_IN = "/office/sign-in"
STEPS = {
    Step.ONE_TIME_CODE: "/office/code",
    Step.PASSWORD: "/office/password",
    Step.EXPIRED: "/office/password",
    Step.ENROL: "/office/one-time-code",
}
"""Where a session goes that still lacks something."""

_PROPOSERS = frozenset({Role.CLERK, Role.DEPARTMENT_HEAD, Role.LIST_OFFICE})
NAVIGATION: list[tuple[str, str, Permission | frozenset[Role] | None]] = [
    ("/office/inbox", "待办", BUSINESS),
    ("/office/proposals", "调整申请", BUSINESS),
    ("/office/proposals/new", "起草", _PROPOSERS),
    ("/office/reforms", "机构改革", frozenset({Role.LIST_OFFICE})),
    ("/office/decisions", "登记决定", frozenset({Role.DECISION_RECORDER})),
    ("/office/publish", "公布", frozenset({Role.PUBLISHER})),
    ("/office/feedback", "公众意见", Permission.ANSWER_FEEDBACK),
    ("/office/withheld", "不公示事项", Permission.READ_WITHHELD),
    ("/office/accounts", "账户管理", Permission.MANAGE_ACCOUNTS),
    ("/office/notifications", "通知设置", Permission.MANAGE_NOTIFICATIONS),
    ("/office/roles", "角色授权", Permission.ASSIGN_ROLES),
    ("/office/audit", "审计日志", Permission.READ_AUDIT_LOG),
    ("/office/me", "我的账户", None),
]
"""The sections of the office: address, name, and what one must be allowed, or one of the roles, to see it."""

NEVER_KEPT = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": page_policy(script=True),
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
DONE = {
    "password": "密码已修改，其他设备上的登录已退出。",
    "enrolled": "动态口令已启用；以后登录时须输入手机上显示的口令。",
    "session": "该会话已结束。",
    "revoked": "令牌已吊销。",
    "created": "账户已建立；服务账户没有密码，请授予角色后用命令行 quanze user token 生成令牌。",
    "disabled": "账户已停用，已登录的设备立即退出。",
    "enabled": "账户已恢复。",
    "assigned": "角色已授予。",
    "ended": "角色已撤销。",
    "unlocked": "账户已解锁。",
    "code_reset": "动态口令已解除。",
    "mailbox": "通知邮箱已保存。",
    "no_mailbox": "通知邮箱已删除。",
    "told_again": "接收地址已恢复。",
    "told_no_more": "接收地址已停用。",
    "tested": "测试消息已排入发送队列，结果见下方。",
    "resent": "消息已重新排入发送队列。",
    "linked": "统一身份已关联。",
    "unlinked": "统一身份已解除。",
    "handed_in": "文件已收到，记入办理经过。",
    "signed_out": "您已退出。",
    "saved": "已保存。",
    "unchanged": "内容没有变化，未另存。",
    "removed": "已移出本申请。",
    "restored": "已恢复到所选的一稿。",
    "chosen": "已加入本申请，请核对各项内容。",
    "carried": "已加入本申请；不再对应任何审批事项的中介服务已列为一并取消，请核对。",
    "acted": "已办理，办理经过见下。",
    "reformed": "改革方案已转为调整申请草稿，请核对后提交；提交后由归口审核的另一人办理。",
    "drafted": "草稿已建立，请选择要调整的事项。",
    "rebased": "已按现行清单重新拟定，请核对后提交。",
    "uploaded": "表格已转为调整申请草稿，请核对匹配结果和各项内容。",
    "decided": "决定已登记。",
}
"""What a page says after something was done."""

_LOCAL = re.compile(r"/office(/[A-Za-z0-9/_-]*)?(\?[A-Za-z0-9=&%._-]*)?")


@dataclass(frozen=True, slots=True)
class Desk:
    """One page of the office, as its template sees it; ``session`` is None before anybody is signed in."""

    register: Register
    path: str
    session: Session | None
    said: str | None = None
    problem: str | None = None

    @property
    def prefix(self) -> str:
        """The path under which everything lives."""
        return self.register.prefix

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Where whoever is signed in may go: address and name."""
        if self.session is None or self.session.pending:
            return []
        person = self.session.person
        subject = Subject(person.jurisdiction)
        return [(path, name) for path, name, right in NAVIGATION if _opens(right, person, subject)]


def _opens(right: Permission | frozenset[Role] | None, person: Person, subject: Subject) -> bool:
    if isinstance(right, frozenset):
        return bool(person.roles & right)
    return right is None or may(person, right, subject)


def signed_in(page: Page) -> Page:
    """A page that only staff see: others are sent to sign in, and come back; what is pending is asked for first."""

    @wraps(page)
    async def shown(request: Request) -> Response:
        session = await session_of(request)
        elsewhere = _elsewhere(request, session)
        if elsewhere is not None or session is None:
            return elsewhere or go(request, SIGN_IN)
        with_rights = await _audited(request, session, lambda: page(request, session))
        with_rights.headers.update(NEVER_KEPT)
        return with_rights

    return _plain(shown)


def submitted(again: Page | None = None, *, largest: int = LARGEST) -> Callable[[Page], Page]:
    """A form's destination; ``again`` is the page that is shown with the reason where it is refused."""

    def decorate(action: Page) -> Page:
        @wraps(action)
        async def taken(request: Request) -> Response:
            check_origin(request)
            session = await session_of(request)
            elsewhere = _elsewhere(request, session)
            if elsewhere is not None or session is None:
                return elsewhere or go(request, SIGN_IN)
            form = request.state.form = await read_form(request, largest)
            check_csrf(session.csrf, form.text("csrf"))
            answer = await _audited(request, session, lambda: _tried(request, session, form, action, again))
            answer.headers.update(NEVER_KEPT)
            return answer

        return _plain(taken)

    return decorate


async def _tried(request: Request, session: Session, form: Form, action: Page, again: Page | None) -> Response:
    try:
        return await action(request, session, form)
    except (Refused, NotFound, NotSignedIn) as error:
        if again is None:
            raise
        answer = await again(request, session, problem=error.message)
        answer.status_code = status_of(error)
        return answer


async def _audited(request: Request, session: Session, act: Callable[[], Awaitable[Response]]) -> Response:
    """Whoever reaches for what is not theirs is written down."""
    try:
        return await act()
    except Forbidden as error:
        reached, code = f"{request.method} {path_within(request.scope)}", error.code
        await register_of(request).write(
            lambda connection: auditing.record(
                connection, session.person, "overstep", reached, Outcome.REFUSED, reason=code
            )
        )
        raise


def _plain(function: Page) -> Page:
    """Hide what was decorated: the framework reads a route's parameters from it, and there is the request only."""
    del function.__wrapped__  # type: ignore[attr-defined]
    return function


def _elsewhere(request: Request, session: Session | None) -> Response | None:
    """Where to go first: to sign in, or to what the session still lacks."""
    path = path_within(request.scope)
    if session is None:
        back = quote(path, safe="/") if request.method == "GET" and path != HOME else ""
        return go(request, f"{SIGN_IN}?next={back}" if back else SIGN_IN)
    if session.pending and path not in {STEPS[session.pending], "/office/sign-out"}:
        return go(request, STEPS[session.pending])
    return None


def allow(session: Session, permission: Permission) -> None:
    """Raise Forbidden unless this section is the person's to see."""
    require(session.person, permission, Subject(session.person.jurisdiction))


def show(
    request: Request,
    session: Session | None,
    template: str,
    *,
    problem: str | None = None,
    status: int = 200,
    **context: Any,
) -> Response:
    """A page of the office."""
    said = DONE.get(request.query_params.get("done", ""))
    desk = Desk(register_of(request), path_within(request.scope), session, said, problem)
    name = template if "/" in template else f"staff/{template}"
    return HTMLResponse(render(name, desk=desk, **context), status, NEVER_KEPT)


def go(request: Request, path: str, *, done: str | None = None) -> Response:
    """Go on to another page, which may say what was done."""
    address = f"{register_of(request).prefix}{path}" + (f"?done={done}" if done else "")
    return RedirectResponse(address, 303, NEVER_KEPT)


def go_with(request: Request, cookie: str, path: str, *, done: str | None = None) -> Response:
    """The same with a new session cookie."""
    answer = go(request, path, done=done)
    set_cookie(request, answer, SESSION, cookie)
    return answer


def leave(request: Request) -> Response:
    """Out, without a session."""
    answer = go(request, SIGN_IN, done="signed_out")
    drop_cookie(request, answer, SESSION)
    return answer


def local(path: str) -> str:
    """An address within the office to come back to; whatever else was asked for is the office's own page."""
    return path if _LOCAL.fullmatch(path) else HOME


def problem_of(error: QuanzeError) -> dict[str, Any]:
    """How a page shows a refusal."""
    return {"problem": error.message, "status": status_of(error)}
