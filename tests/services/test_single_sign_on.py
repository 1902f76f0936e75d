"""Single sign-on against a real provider, in a process of its own."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from factories import make_jurisdiction
from quanze.domain.errors import NotSignedIn, Unavailable
from quanze.domain.roles import Role
from quanze.services import sessions, single_sign_on, staffing
from quanze.services.single_sign_on import Journey, Provider
from quanze.storage import people
from signons import consent, free_port, running_provider
from staff import LIMITS, NOW, make_person

HERE = "http://office.test/office/sso/callback"


@pytest.fixture(scope="module")
def provider():
    with running_provider() as issuer:
        yield Provider(issuer, "quanze", "a secret/+:")


def travel(provider, subject):
    address, journey = single_sign_on.set_out(provider, HERE, "/office")
    return journey, consent(address, subject)


def test_the_provider_vouches_for_a_subject(provider):
    journey, arrived_at = travel(provider, "zhangsan")
    claims = single_sign_on.come_back(provider, HERE, journey, arrived_at)
    assert (claims["sub"], claims["iss"], claims["nonce"]) == ("zhangsan", provider.issuer, journey.nonce)


def test_the_way_there_binds_the_way_back(provider):
    address, journey = single_sign_on.set_out(provider, HERE, "/office")
    said = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert (said["response_type"], said["code_challenge_method"]) == ("code", "S256")
    assert (said["state"], said["nonce"]) == (journey.state, journey.nonce)
    assert journey.verifier not in address
    assert len({journey.state, journey.nonce, journey.verifier}) == 3


@pytest.mark.parametrize("changed", ["state", "nonce"])
def test_another_journeys_return_is_refused(provider, changed):
    journey, arrived_at = travel(provider, "zhangsan")
    other = {**journey.as_dict(), changed: "x" * 32}
    with pytest.raises(NotSignedIn):
        single_sign_on.come_back(provider, HERE, Journey(**other), arrived_at)


def test_a_code_works_once_and_only_one_that_was_given(provider):
    journey, arrived_at = travel(provider, "zhangsan")
    single_sign_on.come_back(provider, HERE, journey, arrived_at)
    for again in (arrived_at, f"{HERE}?code=x&state={journey.state}", f"{HERE}?error=access_denied", HERE):
        with pytest.raises(NotSignedIn):
            single_sign_on.come_back(provider, HERE, journey, again)


def test_who_declines_is_not_signed_in(provider):
    address, journey = single_sign_on.set_out(provider, HERE, "/office")
    arrived_at = httpx.post(address, data={"action": "deny"}).headers["location"]
    with pytest.raises(NotSignedIn):
        single_sign_on.come_back(provider, HERE, journey, arrived_at)


def test_a_provider_that_says_to_be_another_is_not_believed(provider):
    other = Provider(f"{provider.issuer}/", "quanze", "x")
    with pytest.raises(Unavailable):
        single_sign_on.set_out(other, HERE, "/office")


def test_a_provider_out_of_reach_is_said_to_be(provider):
    nowhere = Provider(f"http://127.0.0.1:{free_port()}", "quanze", "x")
    with pytest.raises(Unavailable, match="统一身份认证"):
        single_sign_on.set_out(nowhere, HERE, "/office")


# Who that is here

ISSUER = Provider("https://id.example.gov.cn", "quanze", "x")


@pytest.fixture
def person(database):
    make_jurisdiction(database)
    return make_person(database, "张三", Role.LIST_OFFICE)


def enter(database, **claims):
    with database.writing() as connection:
        return single_sign_on.enter(connection, ISSUER, claims, NOW, LIMITS)


def link(database, person, subject):
    with database.writing() as connection:
        staffing.link_identity(connection, None, person.id, ISSUER.issuer, subject)


def test_nobody_gets_in_without_a_link_whatever_they_are_called(database, person):
    assert enter(database, sub="张三", preferred_username="张三", email="z@x.cn", email_verified=True) is None
    with database.reading() as connection:
        assert len(staffing.accounts_in(connection, person.jurisdiction)) == 1


def test_a_linked_subject_is_the_person(database, person):
    link(database, person, "42")
    cookie = enter(database, sub="42")
    with database.reading() as connection:
        assert sessions.session_of(connection, cookie, NOW, LIMITS).person == person
    assert enter(database, sub="43") is None


@pytest.mark.parametrize(
    ("named", "claims"),
    [
        ("email:z@x.gov.cn", {"email": "z@x.gov.cn", "email_verified": True}),
        ("username:zhang", {"preferred_username": "zhang"}),
    ],
)
def test_a_claim_that_an_administrator_named_opens_once_and_then_is_the_subject(database, person, named, claims):
    link(database, person, named)
    assert enter(database, sub="42", **claims)
    with database.reading() as connection:
        assert [one.subject for one in people.identities_of(connection, person.id)] == ["42"]
    assert enter(database, sub="42")
    assert enter(database, sub="77", **claims) is None, "the address has passed to somebody else"


def test_an_address_that_nobody_verified_is_none(database, person):
    link(database, person, "email:z@x.gov.cn")
    for claims in ({"email_verified": False}, {}, {"email_verified": "true"}):
        assert enter(database, sub="42", email="z@x.gov.cn", **claims) is None


def test_a_subject_cannot_pretend_to_be_a_claim(database, person):
    """An administrator's link by a claim is one of this installation's words, not a subject of the provider's."""
    link(database, person, "email:z@x.gov.cn")
    assert enter(database, sub="email:z@x.gov.cn") is None


def test_a_disabled_account_stays_out(database, person):
    link(database, person, "42")
    with database.writing() as connection:
        staffing.set_disabled(connection, None, person.id, disabled=True)
    assert enter(database, sub="42") is None
