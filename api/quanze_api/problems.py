"""The catalogue of everything that may go wrong over HTTP: one row a code, with what it means and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from quanze.domain.errors import (
    InvalidInput,
    NotFound,
    NotKnownThen,
    QuanzeError,
    Redacted,
    Refused,
    StaleVersion,
    Unavailable,
)

STATUSES: dict[type[QuanzeError], int] = {
    InvalidInput: 400,
    StaleVersion: 409,
    Refused: 409,
    NotKnownThen: 404,
    Redacted: 410,
    NotFound: 404,
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
    "not_with_q": Problem(
        400, "检索时不能使用这个参数", "检索结果按相关程度排列；要用别的排序或按主项查看，请去掉 q。"
    ),
    "article_without_law": Problem(400, "缺少法律名称", "article 须与 law 一起使用。"),
    "mixed_ends": Problem(400, "两端不同类", "from 与 to 须同为日期，或同为 edition:N。"),
    "ends_reversed": Problem(400, "两端颠倒", "from 不能晚于 to。"),
    "missing_parameter": Problem(400, "缺少参数", "请按接口说明补上 parameter 所指的参数。"),
    "unknown_power": Problem(400, "没有这个事项", "power 应为事项的标识。"),
    "unknown_kind": Problem(400, "没有这类记录", "kind 可取 power、department 或 catalogue_item。"),
    "unknown_department": Problem(400, "没有这个部门", "department 可写部门标识，或部门在查询日期的全称。"),
    "unknown_parent": Problem(400, "没有这个主项", "parent 应为主项的标识。"),
    "unknown_edition": Problem(400, "没有这一版次", "版次从 1 开始连续编号；尚未公布的版次不能作为条件。"),
    "unknown_jurisdiction": Problem(400, "没有这个地区", "jurisdiction 可写地区标识或区划代码，见 /api/v1/meta。"),
    "jurisdiction_needed": Problem(400, "需要指明地区", "登记簿中有多个地区，请用 jurisdiction 指明。"),
    "invalid_input": Problem(400, "请求有误", "请按 detail 的说明修改后重试。"),
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
