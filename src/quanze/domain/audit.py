"""What the audit log calls the things that staff do."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Outcome(StrEnum):
    """How it ended."""

    DONE = "done"
    REFUSED = "refused"


OUTCOME_LABELS: Mapping[str, str] = {Outcome.DONE: "成功", Outcome.REFUSED: "未准"}

ACTION_LABELS: Mapping[str, str] = {
    "sign_in": "登录",
    "sign_out": "退出",
    "give_code": "核验动态口令",
    "enrol_code": "启用动态口令",
    "reset_code": "重置动态口令",
    "change_password": "修改密码",
    "reset_password": "重置密码",
    "end_session": "结束会话",
    "create_account": "建立账户",
    "disable_account": "停用账户",
    "enable_account": "恢复账户",
    "unlock_account": "解锁账户",
    "link_identity": "关联统一身份",
    "unlink_identity": "解除统一身份",
    "assign_role": "授予角色",
    "end_role": "撤销角色",
    "make_token": "生成令牌",
    "revoke_token": "吊销令牌",
    "overstep": "越权访问",
    "read_audit_log": "查阅审计日志",
    "export_audit_log": "导出审计日志",
}
"""An action that is not named here is shown by its code."""

SECRETS = ("password", "secret", "token", "totp", "one_time_code", "csrf", "cookie")
"""Parts of names under which no detail is ever written down."""
