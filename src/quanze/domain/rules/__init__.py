"""The rules that a list is checked by: small pure functions, named in the table of :mod:`quanze.domain.findings`."""
