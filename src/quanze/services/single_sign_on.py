"""Signing in through a government's own sign-on (OpenID Connect: authorization code, PKCE, state and nonce).

The provider says who somebody is to it; only an administrator says which account that is. Nobody gets an account or a
role by arriving here.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.rfc6749.parameters import parse_authorization_code_response, prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import Connection, delete, insert
from sqlmodel import col

from quanze.domain.access import SessionLimits
from quanze.domain.audit import Outcome
from quanze.domain.errors import NotSignedIn, Unavailable
from quanze.services import auditing, sessions
from quanze.storage import people
from quanze.storage.staff import IdentityRow

PATIENCE_SECONDS = 10
LEEWAY_SECONDS = 60
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures with a key that only the provider has; never none, never a shared secret."""

EMAIL, USERNAME = "email:", "username:"
"""How an administrator links somebody who never arrived, whose subject nobody knows yet."""

FAILED = "统一身份认证未成功，请重新登录；多次失败请联系系统管理员。"


@dataclass(frozen=True, slots=True)
class Provider:
    """A sign-on service, as the settings name it; everything else it says itself (discovery)."""

    issuer: str
    client_id: str
    client_secret: str

    @property
    def configuration(self) -> str:
        """Where the service describes itself."""
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Journey:
    """One way to the provider and back: what must be the same on return."""

    state: str
    nonce: str
    verifier: str
    following: str

    def as_dict(self) -> dict[str, str]:
        """As it is kept in the browser meanwhile, signed."""
        return asdict(self)


def set_out(provider: Provider, redirect_uri: str, following: str) -> tuple[str, Journey]:
    """The address to send the browser to, and what to remember until it comes back. Raises Unavailable."""
    journey = Journey(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), following)
    with httpx.Client(timeout=PATIENCE_SECONDS) as client:
        said = _description(client, provider)
    address = prepare_grant_uri(
        said["authorization_endpoint"],
        client_id=provider.client_id,
        response_type="code",
        redirect_uri=redirect_uri,
        scope="openid profile email",
        state=journey.state,
        nonce=journey.nonce,
        code_challenge=create_s256_code_challenge(journey.verifier),
        code_challenge_method="S256",
    )
    return str(address), journey


def come_back(provider: Provider, redirect_uri: str, journey: Journey, arrived_at: str) -> dict[str, Any]:
    """What the provider vouches for. Raises NotSignedIn where anything about it does not fit."""
    try:
        code = parse_authorization_code_response(arrived_at, state=journey.state)["code"]
        with httpx.Client(timeout=PATIENCE_SECONDS) as client:
            said = _description(client, provider)
            token = _exchange(client, provider, said, {"code": code, "redirect_uri": redirect_uri}, journey)
            keys = client.get(said["jwks_uri"]).raise_for_status().json()
        return _claims(provider, journey, token, keys)
    except (AuthlibBaseError, JoseError, httpx.HTTPStatusError, ValueError, KeyError, TypeError):
        raise NotSignedIn(FAILED, code="not_let_in") from None
    except httpx.HTTPError:
        raise _out_of_reach() from None


def _exchange(
    client: httpx.Client, provider: Provider, said: dict[str, Any], given: dict[str, str], journey: Journey
) -> dict[str, Any]:
    """The code for an ID token; only who set out with it knows the verifier."""
    grant = {**given, "grant_type": "authorization_code", "code_verifier": journey.verifier}
    if "client_secret_basic" in said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
        name, secret = quote(provider.client_id, safe=""), quote(provider.client_secret, safe="")
        answer = client.post(said["token_endpoint"], data=grant, auth=(name, secret))
    else:
        own = {"client_id": provider.client_id, "client_secret": provider.client_secret}
        answer = client.post(said["token_endpoint"], data=grant | own)
    token: dict[str, Any] = answer.raise_for_status().json()
    return token


def _description(client: httpx.Client, provider: Provider) -> dict[str, Any]:
    """What the provider says of itself; one that says to be another is not believed."""
    try:
        said: dict[str, Any] = client.get(provider.configuration).raise_for_status().json()
    except (httpx.HTTPError, ValueError):
        raise _out_of_reach() from None
    if said.get("issuer") != provider.issuer or not said.keys() >= {"authorization_endpoint", "token_endpoint"}:
        raise _out_of_reach()
    return said


def _out_of_reach() -> Unavailable:
    return Unavailable("统一身份认证服务暂时无法使用，请稍后再试，或用登录名和密码登录。", code="sso_unavailable")


def _claims(provider: Provider, journey: Journey, token: dict[str, Any], keys: Any) -> dict[str, Any]:
    """The claims of an ID token that is signed, current, for us, and for this journey."""
    decoded = jwt.decode(token["id_token"], KeySet.import_key_set(keys), algorithms=ALGORITHMS)
    wanted = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "sub": {"essential": True},
        "nonce": {"essential": True, "value": journey.nonce},
    }
    params = {"nonce": journey.nonce, "client_id": provider.client_id, "access_token": token.get("access_token")}
    claims = CodeIDToken(decoded.claims, decoded.header, wanted, params)
    claims.validate(now=int(datetime.now(UTC).timestamp()), leeway=LEEWAY_SECONDS)
    return dict(claims)


def enter(
    connection: Connection,
    provider: Provider,
    claims: dict[str, Any],
    now: datetime,
    limits: SessionLimits,
    browser: str = "",
) -> str | None:
    """Let in whom an administrator has linked and answer the cookie; None for anybody else, which is written down."""
    person = _linked(connection, provider.issuer, claims, now)
    account = people.credentials(connection, person=person, lock=True) if person else None
    if account is None or account.disabled:
        subject = f"person:{account.person}" if account else "account:?"
        reason = "disabled" if account else "not_linked"
        auditing.record(
            connection, None, "sign_in", subject, Outcome.REFUSED, way="sso", identity=claims["sub"], reason=reason
        )
        return None
    found = people.persons(connection, [account.person])[account.person]
    cookie = sessions.begin(connection, found, now, limits, browser)
    auditing.record(connection, found, "sign_in", f"person:{found.id}", way="sso", identity=claims["sub"])
    return cookie


def _linked(connection: Connection, issuer: str, claims: dict[str, Any], now: datetime) -> str | None:
    """The person of an identity: by the subject, or once by a claim that an administrator named, which then gives way
    to the subject, since names and addresses may pass to somebody else.
    """
    subject = str(claims["sub"])
    if subject.startswith((EMAIL, USERNAME)):  # it would pass for a claim that an administrator named
        return None
    person = people.person_of_identity(connection, issuer, subject)
    if person:
        return person
    for claim in _named(claims):
        person = people.person_of_identity(connection, issuer, claim)
        if person:
            named = (col(IdentityRow.issuer) == issuer, col(IdentityRow.subject) == claim)
            connection.execute(delete(IdentityRow).where(*named))
            row = {"issuer": issuer, "subject": subject, "person": person, "linked_at": now}
            connection.execute(insert(IdentityRow), [row])
            return person
    return None


def _named(claims: dict[str, Any]) -> list[str]:
    """The names under which an administrator may have linked an identity before it first arrived."""
    found = []
    if claims.get("email") and claims.get("email_verified") is True:
        found.append(f"{EMAIL}{claims['email']}")
    if claims.get("preferred_username"):
        found.append(f"{USERNAME}{claims['preferred_username']}")
    return found
