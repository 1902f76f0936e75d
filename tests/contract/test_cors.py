"""Who reads from another origin, by which methods, behind which prefix, and what browsers are told to refuse."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from registers import Site

POWERS = "/api/v1/powers"
PAGES = [
    "/",
    "/powers",
    "/departments",
    "/editions",
    "/editions/2",
    "/catalogue-items",
    "/problems/bad_date",
    "/nothing",
]


@pytest.mark.parametrize("path", [POWERS, f"{POWERS}/nothing", f"{POWERS}?x=1", "/openapi.json", "/api/v1/meta"])
def test_anyone_may_read_from_any_origin(site, path):
    answer = site.get(path, headers={"Origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-expose-headers"] == "Link, ETag, Retry-After, RateLimit, RateLimit-Policy"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_preflight_is_answered(site):
    headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    answer = site.request("OPTIONS", POWERS, headers=headers)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", [POWERS, f"{POWERS}/nothing", "/", "/healthz", "/openapi.json"])
def test_head_answers_like_get_without_the_body(site, path):
    got, head = site.get(path), site.request("HEAD", path)
    assert head.content == b""
    assert (head.status_code, head.headers) == (got.status_code, got.headers)


@pytest.mark.parametrize("path", PAGES)
def test_pages_run_no_scripts_set_no_cookies_and_load_from_nowhere_else(site, path):
    answer = site.get(path, headers={"accept": "text/html"})
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'")
    assert "set-cookie" not in answer.headers
    assert answer.headers["referrer-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    assert "access-control-allow-origin" not in answer.headers


class Addresses(HTMLParser):
    """All addresses that a page points to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "src", "action")]


@pytest.mark.parametrize("base_url", ["https://www.example.gov.cn/qz/list", "/qz/list"])
def test_every_address_keeps_the_prefix(sample, base_url):
    site = Site(sample.url, base_url)
    for path in [
        "/",
        "/powers?limit=2",
        f"/powers/{sample['license']}",
        f"/departments/{sample['market']}",
        "/nothing",
    ]:
        page = site.get(f"/qz/list{path}", headers={"accept": "text/html"})
        addresses = [a for a in Addresses(page.text).found if not a.startswith(("data:", "#", "https://"))]
        assert addresses
        assert all(address.startswith("/qz/list/") for address in addresses)
        for address in set(addresses):
            assert site.get(address).status_code == 200, address
    power = site.json(f"/qz/list{POWERS}/{sample['license']}")
    assert power["url"] == f"{base_url}/powers/{sample['license']}"
    assert site.json("/qz/list/openapi.json")["servers"] == [{"url": base_url}]
    listed = site.get(f"/qz/list{POWERS}?limit=1&valid_at=2020-01-01")
    assert f'<{base_url}{POWERS}?limit=1&valid_at=2020-01-01>; rel="self"' in listed.headers["link"]
    assert f'<{base_url}/openapi.json>; rel="describedby"' in listed.headers["link"]
    assert f"<{base_url}{POWERS}?limit=1&valid_at=2020-01-01&cursor=" in listed.headers["link"]
    site.close()


def test_a_proxy_may_take_the_prefix_away(sample):
    site = Site(sample.url, "https://www.example.gov.cn/qz/list")
    assert site.get(POWERS).status_code == 200
    assert site.get("/nothing").status_code == 404
    assert 'href="/qz/list/powers"' in site.get("/").text
    site.close()


def test_a_demonstration_says_so_everywhere(site, sample):
    for path in [*PAGES, f"/powers/{sample['license']}"]:
        page = site.get(path, headers={"accept": "text/html"}).text
        assert '<meta name="robots" content="noindex">' in page
        if not path.startswith("/problems"):
            assert "演示数据，非官方清单" in page
    for path in ["/", POWERS, f"{POWERS}/{sample['license']}"]:
        assert site.get(path).headers["x-robots-tag"] == "noindex"
