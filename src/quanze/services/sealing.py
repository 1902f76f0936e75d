"""Secrets that the register must be able to read again, kept so that the database alone gives none of them away.

The key is a file outside of the database and of its backups: each line a Fernet key, the first seals, all of them open.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from quanze.domain.errors import Unavailable
from quanze.storage.database import Database

MARK = "sealed:"
"""Begins every sealed text; what does not begin so was written before there was a key."""


@dataclass(frozen=True, slots=True)
class Seal:
    """Seals and opens with the key in a file, which the first sealing makes; None: nowhere was a key put."""

    path: Path | None

    @classmethod
    def of(cls, database: Database, key_file: Path | None) -> Seal:
        """With the key of ``QUANZE_KEY_FILE``, else the one beside the SQLite file; PostgreSQL has no such place."""
        beside = database.url.database if database.is_sqlite else None
        in_a_file = beside and beside != ":memory:" and not beside.startswith("file:")
        return cls(key_file or (Path(f"{beside}.key") if in_a_file else None))

    @property
    def is_possible(self) -> bool:
        """Whether there is a key, or a place to make one."""
        return self.path is not None

    def seal(self, text: str) -> str:
        """A text as it is kept. Raises Unavailable where nobody said where the key is."""
        if self.path is None:
            raise Unavailable(
                "尚未设置密钥文件：请运维人员用 QUANZE_KEY_FILE 指明密钥文件的位置（不在时自动生成），再办理。",
                code="no_key",
            )
        if not self.path.exists():
            _make_key(self.path)
        return MARK + self._keys().encrypt(text.encode()).decode()

    def unseal(self, kept: str) -> str:
        """The text that was kept. Raises Unavailable without its key."""
        if not is_sealed(kept):
            return kept
        try:
            return self._keys().decrypt(kept.removeprefix(MARK)).decode()
        except InvalidToken:
            raise Unavailable(
                f"密钥文件“{self.path}”不是加密时所用的那一个：请恢复原密钥文件。", code="wrong_key"
            ) from None

    def _keys(self) -> MultiFernet:
        try:
            lines = self.path.read_text().split() if self.path else []
            return MultiFernet([Fernet(line) for line in lines])
        except (OSError, ValueError):
            raise Unavailable(
                f"无法读取密钥文件“{self.path}”（QUANZE_KEY_FILE）：请恢复该文件，并确认本程序可以读取。", code="no_key"
            ) from None


def is_sealed(kept: str) -> bool:
    """Whether a kept text needs the key to be read."""
    return kept.startswith(MARK)


def _make_key(path: Path) -> None:
    """A fresh key in a file that only its owner reads; of several who make one at once, the first one's stays."""
    try:
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(Fernet.generate_key() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        _put(Path(part), path)
    except OSError as error:
        raise Unavailable(f"无法建立密钥文件“{path}”（QUANZE_KEY_FILE）：{error.strerror}。", code="no_key") from None


def _put(part: Path, path: Path) -> None:
    try:
        path.hardlink_to(part)
    except FileExistsError:
        pass
    finally:
        part.unlink()
