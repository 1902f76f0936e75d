"""The element's files, the page for a frame, and the page of snippets: headers, digests, who may frame what."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256, sha384
from html import unescape
from urllib.parse import quote

import pytest

from factories import make_jurisdiction
from quanze.domain.errors import InvalidInput
from quanze.settings import Settings, origins
from quanze_api.widget.embed import marked
from quanze_api.widget.script import CURRENT, FOLDER, PLAIN_NAME, every_script
from registers import Site

FILE = f"/widget/{CURRENT.name}"
PORTAL = "https://www.example.gov.cn"
PAGE = {"accept": "text/html"}


@pytest.fixture
def framed(site):
    """The application of an operator who lets one portal and its like frame the page."""
    site.app.state.embed_origins = (PORTAL, "https://*.example.gov.cn")
    yield site
    site.app.state.embed_origins = ()


def snippet(text):
    return unescape(re.search(r'<code id="snippet">(.*?)</code>', text, re.DOTALL)[1])


# ---- the element's files


def test_the_script_may_be_kept_for_ever_and_loaded_from_anywhere(site):
    answer = site.get(FILE, headers={"Origin": PORTAL})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    assert answer.content == (FOLDER / PLAIN_NAME).read_bytes()


def test_the_script_is_named_by_its_content(site):
    digest = sha384(site.get(FILE).content)
    assert CURRENT.name == f"quanze-search.{digest.hexdigest()[:16]}.js"
    assert CURRENT.integrity == f"sha384-{b64encode(digest.digest()).decode()}"


def test_the_plain_name_leads_to_the_current_file_for_a_short_while(site):
    answer = site.get(f"/widget/{PLAIN_NAME}")
    assert answer.status_code == 302
    assert answer.headers["location"] == FILE
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize("name", ["quanze-search.0000000000000000.js", "embed.py", "script.py", "..%2fapp.py"])
def test_no_other_file_is_served(site, name):
    assert site.get(f"/widget/{name}").status_code == 404


def test_a_released_file_stays_where_it_was(tmp_path):
    (tmp_path / PLAIN_NAME).write_text("new", "utf-8")
    (tmp_path / "released").mkdir()
    (tmp_path / "released" / "1.0.js").write_text("old", "utf-8")
    scripts = every_script(tmp_path)
    assert sorted(script.content for script in scripts.values()) == [b"new", b"old"]
    assert all(name == script.name for name, script in scripts.items())


def test_the_styles_in_the_script_have_their_own_hash():
    style = re.search(r"const STYLE = `(.*?)`", CURRENT.content.decode(), re.DOTALL)[1]
    assert CURRENT.style_hash == f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"


# ---- the page for a frame


def test_nobody_frames_the_page_unless_the_operator_says_so(site):
    headers = site.get("/embed").headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["/embed", "/embed?q=种子&limit=1", "/embed?valid_at=1", "/embed?x=1"])
def test_allowed_origins_may_frame_it_whatever_it_says(framed, path):
    headers = framed.get(path).headers
    policy = headers["content-security-policy"]
    assert f"frame-ancestors {PORTAL} https://*.example.gov.cn" in policy
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri")
    assert "script-src" not in policy
    assert "x-frame-options" not in headers
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", ["/", "/powers", "/embedding", "/nothing"])
def test_only_that_page_may_be_framed(framed, path):
    headers = framed.get(path, headers=PAGE).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"


def test_the_frame_shows_results_with_links_that_keep_the_day(site, sample):
    text = site.get("/embed?department=农业农村局&category=&valid_at=2018-01-01").text
    assert "<script" not in text
    assert f'href="/powers/{sample["penalty"]}?valid_at=2018-01-01"' in text
    assert sample["child"] not in text
    assert '<base target="_blank">' in text


def test_the_frame_says_where_it_comes_from(site):
    text = site.get("/embed?valid_at=2019-03-15").text
    assert "第5次公布</a>；查询日期：2019年3月15日；来源：" in text
    assert "清单与法律法规规章不一致的，以法律法规规章为准。" in text
    assert "演示数据，非官方清单" in text


def test_the_frame_finds_words_and_marks_them(site):
    text = site.get("/embed?q=假种子").text
    assert "对销售<mark>假种子</mark>的处罚" in text or "对销售假<mark>种子</mark>的处罚" in text
    assert 'value="假种子"' in text


def test_the_frame_walks_on_inside_itself(site):
    first = site.get("/embed?limit=3&valid_at=2018-01-01").text
    following = unescape(re.search(r'rel="next" href="([^"]+)" target="_self"', first)[1])
    assert following.startswith("/embed?limit=3&valid_at=2018-01-01&cursor=")
    second = site.get(following)
    assert second.status_code == 200
    assert "回到第一页" in second.text
    powers = r'href="/powers/(\w{26})'
    assert set(re.findall(powers, first)).isdisjoint(re.findall(powers, second.text))


def test_a_day_before_the_lists_is_unknown_and_not_empty(site):
    assert "当时的情况未知，不等于没有" in site.get("/embed?valid_at=2010-01-01").text


def test_a_refusal_is_told_inside_the_frame(framed):
    answer = framed.get("/embed?valid_at=<b>")
    assert answer.status_code == 400
    assert "不是有效日期" in answer.text
    assert "<b>" not in answer.text


def test_the_browser_need_not_load_it_twice(framed):
    tag = framed.get("/embed").headers["etag"]
    again = framed.get("/embed", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_only_marks_become_markup():
    assert marked("a<mark>b</mark>&lt;c&gt;") == "a<mark>b</mark>&lt;c&gt;"
    assert marked("<img src=x><mark>b</mark>&amp;") == "&lt;img src=x&gt;<mark>b</mark>&amp;"


# ---- the page of snippets


def test_the_snippet_names_a_file_that_is_there_and_its_digest(site):
    said = snippet(site.get("/embedding").text)
    assert f'src="http://test{FILE}"' in said
    assert f'integrity="{CURRENT.integrity}"' in said
    assert 'crossorigin="anonymous"' in said
    assert '<a href="http://test/powers">' in said


@pytest.mark.parametrize("base_url", ["https://www.example.gov.cn/qz/list", "/qz/list"])
def test_snippets_name_the_public_address(sample, base_url):
    site = Site(sample.url, base_url)
    text = site.get("/qz/list/embedding").text
    home = base_url if base_url.startswith("https") else f"http://test{base_url}"
    assert f'src="{home}{FILE}"' in snippet(text)
    assert f'src="{home}/embed"' in unescape(text)
    assert site.get(f"/qz/list/widget/{PLAIN_NAME}").headers["location"] == f"/qz/list{FILE}"
    assert site.get(f"/qz/list{FILE}").status_code == 200
    for address in re.findall(r'(?:href|src|action)="(/[^"]*)"', text):
        assert address.startswith("/qz/list/"), address
    site.close()


def test_a_choice_becomes_attributes(site):
    text = site.get("/embedding?department=农业农村局&category=administrative_penalty&valid_at=2019-03-15").text
    assert '<quanze-search department="农业农村局" category="administrative_penalty" date="2019-03-15">' in snippet(
        text
    )
    department = quote("农业农村局")
    assert f"/embed?department={department}&category=administrative_penalty&valid_at=2019-03-15" in unescape(text)


def test_a_hostile_choice_stays_a_text(site):
    text = site.get('/embedding?department="><script>alert(1)</script>').text
    assert "<script>alert" not in text
    assert text.count("<script") == 1


def test_the_page_of_snippets_runs_the_one_script_only(site):
    answer = site.get("/embedding")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'; connect-src 'self'" in policy
    assert f"style-src 'self' {CURRENT.style_hash};" in policy
    assert "unsafe" not in policy
    (script,) = re.findall(r"<script[^>]*>", answer.text)
    assert f'integrity="{CURRENT.integrity}"' in script
    assert " style=" not in answer.text


def test_the_page_says_who_may_frame(site):
    assert "尚未允许任何网站" in site.get("/embedding").text
    site.app.state.embed_origins = (PORTAL,)
    assert f"<code>{PORTAL}</code>" in site.get("/embedding").text
    site.app.state.embed_origins = ()


def test_of_several_jurisdictions_one_is_chosen_first(own_site, own_sample):
    make_jurisdiction(own_sample.database, "另一区")
    own, other = (place["id"] for place in own_site.json("/api/v1/meta")["jurisdictions"])
    choice = own_site.get("/embedding").text
    assert f'href="/embedding?jurisdiction={other}"' in choice
    assert f'<quanze-search jurisdiction="{own}">' in snippet(own_site.get(f"/embedding?jurisdiction={own}").text)
    assert "请用 jurisdiction 指明" in own_site.get("/embed").text
    framed = own_site.get(f"/embed?jurisdiction={own}").text
    assert f'name="jurisdiction" value="{own}"' in framed
    assert f"?valid_at={own_site.app.state.register.today()}&amp;jurisdiction={own}" in framed


def test_every_page_leads_to_the_snippets(site):
    assert 'href="/embedding"' in site.get("/powers?valid_at=2019-01-01").text


# ---- the setting


def test_the_allow_list_is_read_from_the_environment():
    text = "https://WWW.example.gov.cn  http://localhost:8080 https://*.example.gov.cn https://www.example.gov.cn"
    expected = ("https://www.example.gov.cn", "http://localhost:8080", "https://*.example.gov.cn")
    assert Settings.from_environment({"QUANZE_EMBED_ORIGINS": text}).embed_origins == expected
    assert Settings.from_environment({}).embed_origins == ()


@pytest.mark.parametrize(
    "text",
    ["www.example.gov.cn", "*", "'self'", "https://a.cn/", "https://a.cn;script-src", "https://a.cn,https://b.cn"],
)
def test_what_is_no_origin_is_refused(text):
    with pytest.raises(InvalidInput, match="QUANZE_EMBED_ORIGINS"):
        origins(text)
