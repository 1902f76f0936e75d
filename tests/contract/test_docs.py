"""What the documents say is held against the software: commands run, variables and operations exist, links lead."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from lists import CommandLine, power, write_xlsx
from quanze.cli import app
from quanze.domain.changes import OP_LABELS, Op
from quanze.domain.vocabulary import KIND_LABELS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("data/**/*.md")])
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file(document):
    targets = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in local if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_commands_of_the_readme_run(readme, tmp_path):
    (block,) = re.findall(r"```console\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)
    commands = [shlex.split(line.removeprefix("$ quanze ")) for line in block.splitlines()]
    command_line = CommandLine(tmp_path, "sqlite:///quanze.sqlite3")
    for command in commands:
        if command[0] == "serve":
            continue
        for name in (word for word in command if word.endswith(".xlsx")):
            write_xlsx(tmp_path / name, {"Sheet1": [power("对拒绝统计调查的处罚")]})
        command_line.done(*command)
    assert (tmp_path / "report.json").exists()


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_readme_names_every_command(readme):
    text = readme.read_text(encoding="utf-8")
    names = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    assert [name for name in names if f"quanze {name}" not in text and f"make {name}" not in text] == []


def test_operations_names_every_variable_of_the_environment():
    settings = (ROOT / "src/quanze/settings.py").read_text(encoding="utf-8")
    explained = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    variables = set(re.findall(r'"(QUANZE_[A-Z_]+)"', settings))
    assert variables
    assert {variable for variable in variables if f"`{variable}`" not in explained} == set()


def test_the_model_explains_every_operation_and_kind():
    model = (ROOT / "docs/model.md").read_text(encoding="utf-8")
    proposed = [op for op in Op if op is not Op.PUBLISH]
    assert [op for op in proposed if not re.search(rf"\b{op}\b", model) or OP_LABELS[op] not in model] == []
    assert [label for label in KIND_LABELS.values() if label not in model] == []
