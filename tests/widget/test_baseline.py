"""What is shipped to browsers keeps to Chromium 78 and Safari 12, in syntax, in calls and in styles."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from quanze_api.pages.rendering import FOLDER
from quanze_api.widget.script import CURRENT

ACORN = "acorn@8.19.0"
SCRIPTS = sorted(FOLDER.rglob("*.js"))
SHEETS = {str(file.relative_to(FOLDER)): file.read_text("utf-8") for file in sorted(FOLDER.rglob("*.css"))}
SHEETS["quanze-search.js (STYLE)"] = CURRENT.style.decode()

TOO_NEW_CALLS = {
    "optional chaining": r"\?\.[A-Za-z_(\[]",
    "nullish coalescing": r"\?\?",
    "private fields": r"(?:this|self)\.#|^\s+#\w+\s*[=;(]",
    "object spread": r"\{\s*\.\.\.",
    "catch without a binding": r"catch\s*\{",
    "lookbehind or named groups": r"\(\?<",
    "Array.flat, at, Object.fromEntries, matchAll, replaceAll, finally, allSettled": (
        r"\.(?:flat|flatMap|at|fromEntries|matchAll|replaceAll|finally|allSettled|any|findLast|toSorted)\("
    ),
    "DOM calls": r"\.(?:replaceChildren|toggleAttribute|getHTML|setHTML|checkVisibility|attachInternals)\(",
    "globals": r"\b(?:structuredClone|ResizeObserver|queueMicrotask|requestIdleCallback|globalThis)\b",
}
NEVER = {
    "markup from text": r"\.(?:innerHTML|outerHTML)\b|insertAdjacentHTML|document\.write|DOMParser",
    "code from text": r"\beval\b|new Function|setTimeout\(\s*[\"']|import\(",
    "cookies and storage": r"document\.cookie|localStorage|sessionStorage|indexedDB|caches\.|serviceWorker",
    "beacons": r"sendBeacon|XMLHttpRequest|WebSocket|EventSource|new Image",
    "addresses of others": r"https?://",
}
TOO_NEW_STYLES = {
    "selectors": r":(?:has|is|where|focus-visible|not\([^)]*,)",
    "rules": r"@(?:layer|container|property|scope|import|starting-style)",
    "properties": r"\b(?:aspect-ratio|inset|content-visibility|accent-color|(?:row|column)-gap|overflow-clip)\s*:",
    "gap (in flex: Chromium 84, Safari 14.1; grid-gap is fine)": r"(?<!grid-)\bgap\s*:",
    "functions": r"\b(?:clamp|min|max|color-mix|light-dark|oklch)\(",
    "values": r"overflow-wrap\s*:\s*anywhere|\b(?:dvh|svh|lvh|revert-layer|subgrid)\b|overflow\s*:\s*clip",
    "others' files": r"url\(\s*[\"']?(?:https?:)?//",
}


def offences(text, rules):
    return [f"{name}: {hit[0]!r}" for name, rule in rules.items() for hit in re.finditer(rule, text, re.MULTILINE)]


def without_comments(text):
    return re.sub(r"/\*.*?\*/|^\s*//.*?$", "", text, flags=re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def acorn(request) -> Path:
    """A parser that can be told a language version, kept between runs."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("no node: the syntax of the scripts was only looked at, not parsed")
    folder = request.config.cache.mkdir(ACORN.replace("@", "-"))
    program = folder / "package" / "bin" / "acorn"
    if not program.exists():
        packed = subprocess.run(
            ["npm", "pack", ACORN, "--silent"], cwd=folder, capture_output=True, text=True, check=False, timeout=60
        )
        if packed.returncode:
            pytest.skip(f"npm could not bring {ACORN}: the syntax of the scripts was only looked at, not parsed")
        shutil.unpack_archive(folder / packed.stdout.split()[-1], folder, filter="data")
    return program


def parse(acorn, file):
    return subprocess.run(
        ["node", acorn, "--ecma2017", "--silent", file], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_scripts_parse_as_es2017(acorn, file):
    parsed = parse(acorn, file)
    assert parsed.returncode == 0, parsed.stderr


@pytest.mark.parametrize("newer", ["a?.b", "a ?? b", "class A { #b = 1 }", "const b = { ...a }", "try {} catch {}"])
def test_the_parser_refuses_what_is_newer(acorn, tmp_path, newer):
    file = tmp_path / "newer.js"
    file.write_text(newer, "utf-8")
    assert parse(acorn, file).returncode != 0


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_scripts_call_nothing_newer_and_nothing_harmful(file):
    text = without_comments(file.read_text("utf-8"))
    assert offences(text, TOO_NEW_CALLS | NEVER) == []


@pytest.mark.parametrize("name", SHEETS)
def test_styles_use_nothing_newer(name):
    assert offences(without_comments(SHEETS[name]), TOO_NEW_STYLES) == []


@pytest.mark.parametrize("name", SHEETS)
def test_styles_are_not_nested(name):
    """Only at-rules that hold rules may open a second brace."""
    depth, grouping = 0, []
    for head, brace in re.findall(r"([^{}]*)([{}])", without_comments(SHEETS[name])):
        if brace == "}":
            depth -= 1
            if grouping and grouping[-1] == depth:
                grouping.pop()
            continue
        assert depth == len(grouping), f"nested: {head.strip()[-80:]}"
        if head.split(";")[-1].strip().startswith(("@media", "@supports")):
            grouping.append(depth)
        depth += 1
    assert depth == 0


@pytest.mark.parametrize(
    "newer", [".a:has(b) {}", ".a { gap: 1px; }", "@layer a;", ".a { aspect-ratio: 1; }", ".a { width: min(1px, 2%); }"]
)
def test_the_rules_for_styles_bite(newer):
    assert offences(newer, TOO_NEW_STYLES)
