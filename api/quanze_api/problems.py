"""The catalogue of everything that may go wrong over HTTP: one row a code, with what it means and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from quanze.domain.errors import (
    EditedMeanwhile,
    Forbidden,
    InvalidInput,
    KeyReused,
    NotFound,
    NotKnownThen,
    NotSeen,
    NotSignedIn,
    QuanzeError,
    Redacted,
    Refused,
    StaleVersion,
    Unavailable,
)

STATUSES: dict[type[QuanzeError], int] = {
    InvalidInput: 400,
    NotSeen: 428,
    KeyReused: 422,
    StaleVersion: 409,
    Refused: 409,
    NotKnownThen: 404,
    Redacted: 410,
    NotFound: 404,
    NotSignedIn: 401,
    Forbidden: 403,
    EditedMeanwhile: 412,
    Unavailable: 503,
    QuanzeError: 500,
}
"""Which status an error of the register answers with; a class not named here answers like its parent."""


def status_of(error: QuanzeError) -> int:
    """The status of an error."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


@dataclass(frozen=True, slots=True)
class Problem:
    """What a code means, in one line, and what helps."""

    status: int
    title: str
    help: str


CATALOGUE: dict[str, Problem] = {
    # the query
    "unknown_parameter": Problem(
        400, "没有这个参数", "请对照接口说明（/openapi.json）检查参数名称；未声明的参数一律不接受。"
    ),
    "repeated_parameter": Problem(400, "参数重复", "该参数只能出现一次。"),
    "bad_value": Problem(400, "参数值不可用", "参数值过长或含有控制字符。"),
    "bad_limit": Problem(400, "每页条数超出范围", "limit 应为 1 至 1000 的整数。"),
    "bad_cursor": Problem(400, "翻页标记无效", "cursor 只能取自上一页答复中的 next，翻页时不能改变查询条件。"),
    "bad_since": Problem(400, "条目号无效", "since 应为条目号（非负整数）。"),
    "bad_edition": Problem(400, "版次号无效", "edition 应为正整数。"),
    "bad_date": Problem(400, "日期无效", "请写成 2024-01-31 的形式。"),
    "bad_instant": Problem(
        400, "时刻无法识别", "known_at 可写 edition:N、entry:N，或带时区的时刻，如 2024-01-31T09:00:00+08:00。"
    ),
    "unknown_category": Problem(400, "没有这种权力类型", "请使用十类权力类型的代码。"),
    "unknown_status": Problem(400, "没有这种状态", "请使用状态的代码，如 active、suspended、cancelled。"),
    "unknown_facet": Problem(400, "没有这种分类计数", "facet 可取 category 或 department。"),
    "unknown_fields": Problem(400, "没有这个字段", "fields 应为列表项或事项正文中的字段名称。"),
    "unknown_sort": Problem(400, "没有这种排序", "sort 可取 list、id、name、code 或 valid_from；检索时为 relevance。"),
    "too_many_to_sort": Problem(400, "结果太多，不能另行排序", "请增加条件，或去掉 sort，按相关程度查看。"),
    "article_without_law": Problem(400, "缺少法律名称", "article 须与 law 一起使用。"),
    "mixed_ends": Problem(400, "两端不同类", "from 与 to 须同为日期，或同为 edition:N。"),
    "ends_reversed": Problem(400, "两端颠倒", "from 不能晚于 to。"),
    "missing_parameter": Problem(400, "缺少参数", "请按接口说明补上 parameter 所指的参数。"),
    "unknown_power": Problem(400, "没有这个事项", "power 应为事项的标识。"),
    "unknown_kind": Problem(400, "没有这类记录", "kind 应为接口说明所列的记录种类。"),
    "bad_plan": Problem(400, "改革方案有误", "请按 detail 的说明修改方案。"),
    "bad_amount": Problem(400, "金额有误", "请填写不小于零的数额。"),
    "bad_number": Problem(400, "数量有误", "请填写不小于零的整数。"),
    "no_mail": Problem(409, "没有设置邮件服务", "请由管理员设置 QUANZE_SMTP_URL 后再填写邮件地址。"),
    "not_offered": Problem(404, "没有开放", "本地区没有开放这项查询。"),
    "unknown_department": Problem(400, "没有这个部门", "department 可写部门标识，或部门在查询日期的全称。"),
    "unknown_parent": Problem(400, "没有这个主项", "parent 应为主项的标识。"),
    "unknown_edition": Problem(400, "没有这一版次", "版次从 1 开始连续编号；尚未公布的版次不能作为条件。"),
    "unknown_jurisdiction": Problem(400, "没有这个地区", "jurisdiction 可写地区标识或区划代码，见 /api/v1/meta。"),
    "jurisdiction_needed": Problem(400, "需要指明地区", "登记簿中有多个地区，请用 jurisdiction 指明。"),
    "invalid_input": Problem(400, "请求有误", "请按 detail 的说明修改后重试。"),
    # who asks
    "not_signed_in": Problem(
        401, "需要登录", "接口请在 Authorization 头中附上令牌（Bearer）；网页请从 /office/sign-in 登录。"
    ),
    "bad_token": Problem(401, "令牌无效", "令牌有误、已过期或已吊销，请换用有效的令牌。"),
    "not_let_in": Problem(401, "未能登录", "请核对登录名、密码与动态口令；账户锁定时请稍候，或请安全管理员解锁。"),
    "not_linked": Problem(401, "账户未关联", "请系统管理员在“账户管理”中把您的统一身份与账户关联。"),
    "sso_unavailable": Problem(503, "统一身份认证不可用", "请稍后再试，或用登录名和密码登录。"),
    "bad_code": Problem(400, "动态口令不符", "请核对手机时间，输入当前显示的口令；二维码过期时重新扫描。"),
    "not_fresh": Problem(400, "需要重新登录", "办理此事须刚刚登录过；请退出后重新登录。"),
    "forbidden": Problem(403, "没有权限", "此事不在您的职责范围内；如需授权，请联系安全管理员。"),
    "out_of_scope": Problem(403, "令牌用途不符", "请使用包含该用途的令牌。"),
    "bad_origin": Problem(403, "请求来源不符", "请从本系统的页面重新提交；不要从其他网站提交。"),
    "too_short": Problem(400, "内容过短", "请写明情况。"),
    "too_long": Problem(400, "内容过长", "请精简内容。"),
    "feedback_not_found": Problem(404, "没有这个编号", "请对照提交时给出的编号和查询码；查询码遗失不能找回。"),
    "too_large": Problem(400, "提交内容过大", "请减少提交的内容。"),
    "empty_file": Problem(400, "没有文件", "请选择文件；文件不能是空的。"),
    "unknown_file": Problem(400, "不接收这种文件", "附件可以是 PDF、JPG、PNG、DOCX、XLSX 或 OFD，以文件内容为准。"),
    "counts_differ": Problem(400, "公告数量与清单不符", "请按 detail 核对公告所载数量：调整前＋增加－减少＝调整后。"),
    "not_yours": Problem(403, "不由您办理", "这一步由办理规则所定的其他人员办理。"),
    "four_eyes": Problem(403, "须由另一人办理", "提出、审核、决定须由不同的人办理；请转交同事。"),
    # what stands otherwise
    "missing_part": Problem(400, "缺少必填内容", "请按 detail 的说明补上后重试。"),
    "conclusion_needed": Problem(400, "缺少结论", "请选择 detail 中列出的一种结论。"),
    "unreadable_file": Problem(400, "无法读取文件", "请在 Excel 或 WPS 中另存为 .xlsx 后再上传。"),
    "nothing_changed": Problem(409, "没有变化", "内容与现行清单相同，不需要调整。"),
    "not_now": Problem(409, "现在不能办理", "请重新读取申请，查看它的状态和现在可以办理的事（actions）。"),
    "other_digest": Problem(409, "内容已有修改", "请查看新的内容，再以新的 digest 办理。"),
    "not_editable": Problem(409, "现在不能修改", "已提交的申请须撤回或退回后才能修改。"),
    "not_storable": Problem(400, "含有无法保存的内容", "请去掉控制字符，数字请用整数，不要层层嵌套。"),
    "bad_condition": Problem(400, "会议意见填写有误", "每条写明 text；change 为第几项（从 0 起），field 为栏目名。"),
    "same_record": Problem(409, "几份申请涉及同一事项", "请先公布其中一份，另一份按现行清单重新拟定后再办理。"),
    "made_public": Problem(409, "不公示的事项不能改为公示", "请取消该事项，同时另行新增一项公示的事项。"),
    "beyond_conditions": Problem(409, "超出会议意见", "原则通过后只能修改会议意见所列的内容。"),
    "findings_open": Problem(409, "校验未通过", "errors 列出了需要改正或说明理由的提示。"),
    "counts_do_not_reconcile": Problem(409, "数量不平", "两种算法得出的数量不同；请运行 quanze fsck 检查登记簿。"),
    "not_approved": Problem(409, "尚未批准", "只有已批准的调整申请才能公布。"),
    "edited_meanwhile": Problem(412, "已被他人修改", "请重新读取后再保存，以免覆盖他人的修改。"),
    "bad_key": Problem(400, "Idempotency-Key 无效", "请用 1 至 200 个可见字符。"),
    "unknown_state": Problem(400, "没有这种状态", "state 应为调整申请的状态代码，如 draft、submitted、approved。"),
    "if_match_needed": Problem(
        428,
        "没有写明以哪一稿为准",
        "请先读取申请，把答复的 ETag 原样放在 If-Match 头中再保存；不论有谁改过都要覆盖的，写 If-Match: *。",
    ),
    "key_reused": Problem(422, "重复的 Idempotency-Key", "这个键已用于另一份内容，请换一个。"),
    # what is asked for
    "not_found": Problem(404, "没有找到", "登记簿中没有这个地址所指的内容，请检查链接是否完整。"),
    "no_jurisdiction": Problem(404, "登记簿尚未建立", "登记簿中还没有地区；请先运行 quanze init。"),
    "not_known_then": Problem(
        404, "当时尚未载入", "该记录由更晚的版次载入；截至所查询的版次（known_at），清单中没有它。"
    ),
    "redacted": Problem(410, "文本已依法移除", "该文本已依法移除；校验码与存证仍然保留，可继续查验。"),
    "method_not_allowed": Problem(405, "不支持这种请求方法", "查阅使用 GET；Allow 头列出了可用的方法。"),
    # the server
    "too_many_requests": Problem(429, "请求过于频繁", "请按 Retry-After 稍后重试。"),
    "no_key": Problem(503, "没有密钥文件", "请运维人员设置 QUANZE_KEY_FILE，并确认本程序可以读写该文件。"),
    "wrong_key": Problem(503, "密钥文件不符", "请恢复原密钥文件；确已遗失的，请安全管理员解除动态口令后重新启用。"),
    "internal": Problem(500, "服务器出错", "这是我们的问题；请把 detail 中的编号告诉维护人员。"),
    "unavailable": Problem(503, "暂时无法答复", "登记簿正在维护，请稍后重试。"),
    "refused": Problem(409, "未予办理", "请按 detail 的说明处理。"),
    "stale_version": Problem(409, "内容已经更新", "所依据的版本已不是最新版本，请重新读取后再提交。"),
}

BY_STATUS = {404: "not_found", 405: "method_not_allowed", 429: "too_many_requests"}
"""The codes of failures that the framework reports by their status alone."""


def title_of(code: str, status: int) -> str:
    """The title of a code; a code without a row has its status's."""
    problem = CATALOGUE.get(code) or CATALOGUE.get(BY_STATUS.get(status, ""))
    return problem.title if problem else "请求未能完成"
