"""Passwords: what is refused, what is taken, and that random ones keep to the rules."""

from __future__ import annotations

import pytest

from quanze.domain.errors import InvalidInput
from quanze.domain.passwords import LONGEST, faults, login_name, random_password

GOOD = [
    "correct horse battery",
    "权责清单要每天核对一遍才放心",
    "Xk9#mm2pQz",
    "my dog eats 4 bones",
    "Password-less travel by night",
]
BAD = {
    "short": "至少",
    "elevenchars": "至少",
    "Ab1defghi": "至少",
    "password1234": "常见",
    "PASSWORD!!!1": "常见",
    "Admin@123456": "常见",
    "qwerty123456": "常见",
    "aaaaaaaaaaaaaaaa": "单调",
    "ababababababab": "单调",
    "zhangsan-is-my-name": "登录名",
    "ZhangSan likes tea": "登录名",
    "ｚｈａｎｇｓａｎ的密码是很长的": "登录名",
    "x" * LONGEST + "yz": "不能超过",
    "": "至少",
}


@pytest.mark.parametrize("password", GOOD)
def test_good_passwords_are_taken(password):
    assert list(faults(password, "zhangsan", "张三")) == []


@pytest.mark.parametrize("password", BAD)
def test_bad_ones_are_refused_with_the_reason(password):
    assert any(BAD[password] in line for line in faults(password, "zhangsan", "张三"))


def test_random_passwords_keep_to_the_rules_and_differ():
    made = {random_password() for _ in range(200)}
    assert len(made) == 200
    assert all(list(faults(password)) == [] for password in made)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [(" ZhangSan ", "zhangsan"), ("ｚｈａｎｇ", "zhang"), ("张三", "张三"), ("a.b@x.gov.cn", "a.b@x.gov.cn")],
)
def test_a_name_is_the_same_however_it_is_typed(typed, meant):
    assert login_name(typed) == meant


@pytest.mark.parametrize("typed", ["", "  ", "a\nb", "a\x00b", "x" * 65])
def test_what_is_no_name_is_refused(typed):
    with pytest.raises(InvalidInput):
        login_name(typed)
