"""Reads what else is listed than powers: violations with their tiers, no-penalty items, intermediary services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import chain

from quanze.domain.vocabulary import Category, Severity
from quanze.exchange import limits
from quanze.exchange.cells import clean_line, clean_organs, clean_text, fold
from quanze.exchange.choices import CHOICES, read_approvals, read_choice
from quanze.exchange.drafts import Draft
from quanze.exchange.grids import Grid
from quanze.exchange.items import extra_of, name_error, text_of, texts_of_field
from quanze.exchange.listings import Listing
from quanze.exchange.readings import GroupRows, ItemRow, Problem
from quanze.exchange.tiers import TierReader, notes_of
from quanze.exchange.values import is_damaged_code, read_category, read_codes
from quanze.exchange.wording import doubts_about

Clean = Callable[[str], str]

_COMMON: dict[str, Clean] = {"legal_basis": clean_text, "implementing_body": clean_organs, "note": clean_text}
FIELDS: dict[Listing, dict[str, Clean]] = {
    Listing.DISCRETION: {**_COMMON, "document": clean_line, "violated_provisions": clean_text},
    Listing.NO_PENALTY: {
        **_COMMON,
        "document": clean_line,
        "violated_provisions": clean_text,
        "conditions": clean_text,
        "first_offence_window": clean_line,
        "correction_period": clean_line,
        "supervision": clean_text,
    },
    Listing.INTERMEDIARY: {
        **_COMMON,
        "provider": clean_text,
        "provider_nature": clean_line,
        "provider_qualification": clean_text,
        "time_limit": clean_text,
        "fee": clean_text,
        "result": clean_line,
    },
}
"""The fields whose cells are texts, with how each is cleaned."""


@dataclass(slots=True)
class EntryReader:
    """Turns drafts into rows; `problems` collects what was found, one error at most for each row not read."""

    grid: Grid
    listing: Listing
    sheet_category: Category | None
    problems: list[Problem] = field(default_factory=list)

    def read(self, draft: Draft) -> ItemRow | None:
        """The row, or None with an error that says why it is none."""
        item = clean_line(draft.item)
        error = name_error(draft, item, None)
        if error is not None:
            self._say(draft.row, error[0], Severity.ERROR, error[1] + self._rows_lost(draft))
            return None
        fields: dict[str, object] = {
            name: text_of(draft, name, clean)
            for name, clean in FIELDS[self.listing].items()
            if name in draft.header.columns
        }
        row = ItemRow(draft.row + 1, draft.last_row + 1, item, None, self._category(draft), fields, extra_of(draft))
        self._read_codes(draft, row)
        self._read_choices(draft, row)
        self._warn(draft, row)
        return self._with_groups(draft, row) if self.listing is Listing.DISCRETION else row

    def _rows_lost(self, draft: Draft) -> str:
        """An error about a violation speaks for all rows of it."""
        return f"（第{draft.row + 1}至{draft.last_row + 1}行一并没有读取）" if draft.last_row > draft.row else ""

    def _category(self, draft: Draft) -> Category | None:
        if self.listing is Listing.INTERMEDIARY:
            return None
        text = text_of(draft, "category", clean_line)
        stated = read_category(text or "").category
        if text and stated is None:
            self._warn_of(draft, "unknown_category", f"的权力类型“{text[:20]}”无法识别，按行政处罚载入，请核对")
            return Category.PENALTY
        return stated or draft.section.category or self.sheet_category or Category.PENALTY

    def _read_codes(self, draft: Draft, row: ItemRow) -> None:
        if "code" not in draft.header.columns:
            return
        codes = read_codes(" ".join(texts_of_field(draft, "code")))
        damaged = [code["value"] for code in codes if is_damaged_code(code["value"])]
        if damaged:
            self._warn_of(draft, "code_damaged", f"编码“{damaged[0]}”已被表格软件改成科学计数，请把该列设为文本后重填")
        row.fields["codes"] = [code for code in codes if code["value"] not in damaged]

    def _read_choices(self, draft: Draft, row: ItemRow) -> None:
        """Closed values; what is not understood stays as text under its own header, and is told."""
        for name in (name for name in CHOICES if name in draft.header.columns):
            text = text_of(draft, name, clean_line)
            chosen, whole = read_choice(name, text) if text else (None, True)
            row.fields[name] = chosen
            if text is None:
                continue
            if not whole:
                row.extra[draft.header.printed(name)] = text
            if chosen is None:
                message = f"“{draft.header.printed(name)}”一栏写的是“{text[:20]}”，无法归类，已按原文保留"
                self._warn_of(draft, "unknown_value", message)
        if "approvals" in draft.header.columns:
            found = chain.from_iterable(map(read_approvals, texts_of_field(draft, "approvals")))
            row.fields["approvals"] = list({fold(name): name for name in found}.values())

    def _warn(self, draft: Draft, row: ItemRow) -> None:
        texts = {"item": row.item, **row.fields, **row.extra}
        for code, message in doubts_about(texts, draft.header.printed):
            self._warn_of(draft, code, message)
        silent = {*draft.header.columns.get("seq", []), *draft.header.unnamed, *draft.header.persons}
        for line in range(draft.row, min(draft.last_row + 1, self.grid.height)):
            columns = [column for column in range(self.grid.width) if column not in silent]
            hidden = [self.grid.rows[line][column] for column in columns if self.grid.hides(line, column)]
            if hidden:
                shown = clean_line(hidden[0])[: limits.TEXT_SHOWN]
                message = f"合并单元格下藏有看不见的文字“{shown}”，没有读取，请核对"
                self._say(line, "hidden_text", Severity.NOTICE, message)
            if any((line, c) in self.grid.uncomputed and not self.grid.rows[line][c] for c in columns):
                message = "有公式没有保存计算结果，按空白读取，请在 Excel 中打开并保存后重试"
                self._say(line, "formula_without_value", Severity.WARNING, message)

    def _with_groups(self, draft: Draft, row: ItemRow) -> ItemRow:
        groups = TierReader(self.grid, draft).read()
        if not groups:
            self._warn_of(draft, "no_tiers", "没有裁量情节和裁量标准，只载入了违法行为，请补上")
        for tier in (tier for group in groups for tier in group.tiers):
            if tier.standard is None:
                self._say(tier.row - 1, "tier_without_standard", Severity.WARNING, "没有裁量标准，请补上")
            if not tier.circumstances and tier.label is None:
                self._say(tier.row - 1, "tier_without_circumstances", Severity.WARNING, "没有写适用情形，请补上")
        if len(notes_of(groups)) > 1 and not self._is_of_all(draft, groups):
            row.fields["note"] = None
            return replace(row, groups=groups)
        bare = (replace(group, tiers=tuple(replace(tier, note=None) for tier in group.tiers)) for group in groups)
        return replace(row, groups=tuple(bare))

    def _is_of_all(self, draft: Draft, groups: tuple[GroupRows, ...]) -> bool:
        """A remark in the first row alone, where nothing is merged, is that of the violation."""
        merged = (draft.row, draft.header.item_column) in self.grid.bottom_edges
        first, *others = (tier.note for group in groups for tier in group.tiers)
        return not merged and first is not None and not any(others)

    def _warn_of(self, draft: Draft, code: str, message: str) -> None:
        self._say(draft.row, code, Severity.WARNING, message)

    def _say(self, row: int, code: str, severity: Severity, message: str) -> None:
        self.problems.append(Problem(row + 1, code, severity, f"第{row + 1}行{message}"))
