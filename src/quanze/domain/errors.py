"""What can go wrong, as one tree; each class has a stable code, and no class knows of HTTP.

QuanzeError
├── Refused              the request is understood and not carried out
│   ├── InvalidInput     a value, parameter or file that breaks its rule
│   ├── NotSeen          the writer does not say which text is to be replaced
│   ├── KeyReused        a request's key was another request's
│   ├── StaleVersion     the writer had read an older version
│   │   └── EditedMeanwhile   somebody saved the same draft in between
│   ├── NothingChanged   the change says what the register already says
│   └── NotNow           it may be done, and not in this state or on this text
├── NotSignedIn          nobody knows who asks
├── Forbidden            the person is known, and this is not theirs to do
├── NotFound             no such thing
│   ├── NotKnownThen     it exists now, and did not at the edition asked for
│   └── Redacted         it was removed by order; its digest and proof remain
└── Unavailable          the register cannot answer now (schema, lock, storage)
"""

from __future__ import annotations


class QuanzeError(Exception):
    """A failure with a stable ``code`` and a message in the user's language."""

    code = "error"

    def __init__(self, message: str, *, code: str | None = None, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.details = details


class Refused(QuanzeError):
    """Understood, and not carried out; nothing was written."""

    code = "refused"


class InvalidInput(Refused):
    """A value that breaks its rule; ``details`` name the parameter, field or change."""

    code = "invalid_input"


class NotSeen(Refused):
    """The writer does not say which text was seen, so that nobody could tell whether somebody else's is lost."""

    code = "if_match_needed"


class KeyReused(Refused):
    """A key that makes requests one was sent with two different ones."""

    code = "key_reused"


class StaleVersion(Refused):
    """The register moved on since the writer read it."""

    code = "stale_version"


class EditedMeanwhile(StaleVersion):
    """Somebody else saved what the writer was editing."""

    code = "edited_meanwhile"


class NothingChanged(Refused):
    """A change that leaves the record as it is."""

    code = "nothing_changed"


class NotNow(Refused):
    """The thing stands elsewhere than the caller thinks: another state, another text."""

    code = "not_now"


class NotSignedIn(QuanzeError):
    """Nobody knows who asks: no session, no token, or one that has ended."""

    code = "not_signed_in"


class Forbidden(QuanzeError):
    """The person is known, and this is not theirs to do."""

    code = "forbidden"


class NotFound(QuanzeError):
    """No such thing in the register."""

    code = "not_found"


class NotKnownThen(NotFound):
    """Published later than the edition that was asked for."""

    code = "not_known_then"


class Redacted(NotFound):
    """The text was removed by order; digest and proof stay."""

    code = "redacted"


class Unavailable(QuanzeError):
    """The register cannot answer now: not migrated, busy, or damaged."""

    code = "unavailable"
