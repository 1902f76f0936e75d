"""The lines with which a whole file is refused: what is wrong and what to do, by stable code."""

from __future__ import annotations

from quanze.exchange.readings import UnreadableFile

_REASONS = {
    "not_found": "找不到或打不开这个文件，请检查路径和权限",
    "empty": "文件是空的（0 字节），请重新导出或重新上传",
    "not_a_workbook": "不是可以识别的表格文件，请在 Excel 或 WPS 中另存为 .xlsx 后再试",
    "corrupt": "文件已损坏，无法完整读取，请在 Excel 或 WPS 中打开并另存为 .xlsx 后再试",
    "encrypted": "文件设有打开密码，请取消密码后另存再试",
    "too_large": "文件过大，请删除多余的行列、图片或拆分后再试",
    "hostile": "文件含有可能调用外部程序的内容，已拒绝读取，请删除这些内容后再试",
}


def refusal(code: str, name: str, reason: str | None = None) -> UnreadableFile:
    """The exception for a file, naming it; `reason` replaces the code's usual words."""
    shown = " ".join(name.split()) or "（未命名）"
    return UnreadableFile(code, f"《{shown}》{reason or _REASONS[code]}。")
