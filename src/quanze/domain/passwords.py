"""Names to sign in with, what a password must be, as data, and how a fresh one is made."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable, Iterator

from quanze.domain.errors import InvalidInput

LONGEST_NAME = 64
LONG_ENOUGH = 12
LONG_ENOUGH_IF_MIXED = 10
CLASSES_OF_MIXED = 3
LONGEST = 128
"""Longer input is refused before it is hashed."""

REMEMBERED = 5
"""So many passwords, the present one among them, are not taken again."""

CLASSES: tuple[Callable[[str], bool], ...] = (
    lambda c: c.islower(),
    lambda c: c.isupper(),
    lambda c: c.isdigit(),
    lambda c: not c.isalnum(),
)
"""Small letters, capitals, digits, other marks."""

COMMON = (
    "password", "passw0rd", "p@ssw0rd", "admin", "administrator", "qwerty", "1qaz2wsx", "qazwsx", "asdfgh", "zxcvbn",
    "abcdef", "abc123", "letmein", "welcome", "iloveyou", "woaini", "mima", "123456", "654321", "123123", "147258",
    "147852", "111111", "000000", "666666", "888888", "quanze", "zhengfu", "changeme", "root",
)  # fmt: skip
"""Words that attackers try first, in any case; a password made of one and little else is refused."""

LITTLE_ELSE = 6
_ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without what looks alike on paper."""

RANDOM_LENGTH = 16


def login_name(name: str) -> str:
    """A name as it is signed in with: the same however it is typed. Raises InvalidInput for what is no name."""
    login = unicodedata.normalize("NFKC", name).strip().lower()
    if not login or len(login) > LONGEST_NAME or not login.isprintable():
        raise InvalidInput(f"登录名应为 1 至 {LONGEST_NAME} 个可见字符。", code="bad_name", field="login")
    return login


def normal(password: str) -> str:
    """The password as it is hashed: typed on any keyboard, the same characters."""
    return unicodedata.normalize("NFKC", password)


def faults(password: str, *names: str) -> Iterator[str]:
    """What is wrong with a password, each in a line; ``names`` are what it must not contain."""
    text = normal(password)
    if len(text) > LONGEST:
        yield f"密码不能超过 {LONGEST} 个字符。"
    mixed = sum(any(map(has, text)) for has in CLASSES) >= CLASSES_OF_MIXED
    if len(text) < (LONG_ENOUGH_IF_MIXED if mixed else LONG_ENOUGH):
        yield (f"密码至少 {LONG_ENOUGH} 个字符；含小写、大写、数字、符号中三种以上的，至少 {LONG_ENOUGH_IF_MIXED} 个。")
    low = text.casefold()
    if any(name and normal(name).casefold() in low for name in names):
        yield "密码不能包含登录名或姓名。"
    if _is_common(low):
        yield "密码过于常见或过于单调，请换一个不易猜到的。"


def _is_common(low: str) -> bool:
    """Whether little is left of the password without its common words, or it has hardly any different characters."""
    rest = low
    for word in sorted(COMMON, key=len, reverse=True):
        rest = rest.replace(word, "")
    return (rest != low and len(rest) < LITTLE_ELSE) or len(set(low)) < LITTLE_ELSE


def random_password() -> str:
    """A fresh password that keeps to the rules, easy to read out: four groups of four."""
    while True:
        text = "".join(secrets.choice(_ALPHABET) for _ in range(RANDOM_LENGTH))
        password = "-".join(text[start : start + 4] for start in range(0, RANDOM_LENGTH, 4))
        if not any(faults(password)):
            return password
