"""What the audit log calls the things that staff do."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from quanze.domain import procedure
from quanze.domain.roles import ROLE_LABELS


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
    "feedback.take_up": "核实公众意见",
    "feedback.answer": "答复公众意见",
    "feedback.propose": "公众意见转为调整申请",
    "feedback.show": "公开公众意见",
    "feedback.hide": "撤下公众意见",
    "feedback.forget_contact": "删除公众意见的联系方式",
    "set_mailbox": "设置通知邮箱",
    "clear_mailbox": "删除通知邮箱",
    "webhook.add": "增加通知接收地址",
    "webhook.rotate": "更换通知密钥",
    "webhook.disable": "停用通知接收地址",
    "webhook.enable": "恢复通知接收地址",
    "webhook.test": "发送测试通知",
    "message.resend": "重发通知",
    "overstep": "越权访问",
    "read_withheld": "查阅不公示事项",
    "export_audit_log": "导出审计日志",
    "edition.publish": "公布版次",
    **{f"proposal.{action}": f"申请：{label}" for action, label in procedure.ACTION_LABELS.items()},
}
"""An action that is not named here is shown by its code."""

DETAIL_LABELS: Mapping[str, str] = {
    "asked": "条件",
    "conclusion": "结论",
    "department": "部门",
    "events": "事件",
    "identity": "用户标识",
    "issuer": "签发者",
    "lines": "条数",
    "login": "登录名",
    "name": "名称",
    "of": "属于",
    "prefix": "开头",
    "reason": "原因",
    "role": "角色",
    "root": "校验码",
    "scopes": "用途",
    "service": "服务账户",
    "url": "地址",
    "wanted": "接收邮件",
    "way": "方式",
}
WORDS: Mapping[str, str] = {
    "unknown": "登录名不存在",
    "wrong": "不正确",
    "locked": "已锁定",
    "disabled": "已停用",
    "not_linked": "未关联账户",
    "password": "密码",
    "sso": "统一身份认证",
    "forbidden": "没有权限",
    "gone": "对方已不再接收",
    **{str(role): label for role, label in ROLE_LABELS.items()},
}
"""What details say, for people; any other word stands for itself."""

SECRETS = ("password", "secret", "token", "totp", "one_time_code", "csrf", "cookie")
"""Parts of names under which no detail is ever written down."""
