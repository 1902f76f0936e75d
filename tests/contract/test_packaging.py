"""The wheel holds the two packages, whole, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = {"quanze": PROJECT / "src" / "quanze", "quanze_api": PROJECT / "api" / "quanze_api"}
METADATA = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )
    (file,) = folder.glob("*.whl")
    with ZipFile(file) as archive:
        yield archive


def files_of(package: str) -> set[str]:
    folder = PACKAGES[package]
    return {
        f"{package}/{file.relative_to(folder).as_posix()}"
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_the_wheel_has_two_packages_and_its_metadata_and_nothing_called_api(wheel):
    version = METADATA["project"]["version"]
    assert {name.split("/")[0] for name in wheel.namelist()} == {"quanze", "quanze_api", f"quanze-{version}.dist-info"}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_of_a_package_is_in_the_wheel_templates_and_migrations_too(wheel, package):
    assert files_of(package)
    assert files_of(package) == {name for name in wheel.namelist() if name.startswith(f"{package}/")}


def test_the_wheel_brings_the_command(wheel):
    (entry_points,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "quanze = quanze.cli:main" in wheel.read(entry_points).decode()


def test_the_folder_api_is_no_package():
    assert not (PROJECT / "api" / "__init__.py").exists()
    assert {path.name for path in (PROJECT / "api").glob("*.py")} == set()


@pytest.mark.parametrize("lock", ["build", "runtime", "dev"])
def test_every_locked_dependency_has_a_hash_and_none_names_where_it_came_from(lock):
    text = (PROJECT / "requirements" / f"{lock}.txt").read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text
    requirements = [block for block in text.replace("\\\n", " ").splitlines() if "==" in block]
    assert requirements
    assert all("--hash=sha256:" in requirement for requirement in requirements)


def test_the_runtime_lock_pins_every_dependency_of_the_project():
    pinned = {
        line.split("==")[0].lower()
        for line in (PROJECT / "requirements" / "runtime.txt").read_text("utf-8").splitlines()
        if "==" in line
    }
    wanted = {
        requirement.split(">=")[0].split("[")[0].strip().lower() for requirement in METADATA["project"]["dependencies"]
    }
    assert wanted <= pinned
