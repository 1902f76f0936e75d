"""A portal on another origin shows the registry: by one script tag under a strict policy, or in a frame."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.request import urlopen

import orjson
import pytest

from quanze.settings import Settings
from registers import make_sample

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>门户</title></head><body>{}</body></html>'
HEAD = '<meta name="viewport" content="width=device-width, initial-scale=1">'


class Portal(ThreadingHTTPServer):
    """Another origin: pages by path, each under a policy that allows the registry and nothing else."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.pages: dict[str, str] = {}
        self.policy = ""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def page(self, path: str, body: str) -> str:
        """Its address."""
        self.pages[path] = PAGE.format(HEAD + body)
        return f"http://127.0.0.1:{self.port}{path}"


class Answer(BaseHTTPRequestHandler):
    server: Portal

    def do_GET(self) -> None:
        page = self.server.pages.get(self.path)
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", self.server.policy)
        self.end_headers()
        self.wfile.write((page or "").encode())

    def log_message(self, *arguments) -> None:
        """Not on the tests' screen."""


@dataclass
class World:
    base: str
    ids: dict[str, str]
    portal: Portal
    snippet: str

    def show(self, path: str = "/", attributes: str = "", digest: str | None = None) -> str:
        """The address of a portal page with the snippet, as copied from the registry."""
        body = self.snippet.replace("<quanze-search>", f"<quanze-search {attributes}>")
        if digest:
            body = re.sub(r'integrity="[^"]*"', f'integrity="{digest}"', body)
        return self.portal.page(path, f"<h1>门户</h1>{body}")


@pytest.fixture(scope="module")
def world(browser, serving, tmp_path_factory) -> Iterator[World]:
    """The sample register behind a real server, and a portal that it lets frame it."""
    folder = tmp_path_factory.mktemp("embedded")
    sample = make_sample(f"sqlite:///{folder}/served.sqlite3")
    portal = Portal()
    settings = Settings(sample.url, search_index=folder / "index", embed_origins=(f"http://127.0.0.1:{portal.port}",))
    with serving(settings) as base:
        portal.policy = f"default-src 'none'; script-src {base}; connect-src {base}; frame-src {base}; img-src data:"
        with urlopen(f"{base}/embedding") as page:
            snippet = unescape(re.search(r'<code id="snippet">(.*?)</code>', page.read().decode(), re.DOTALL)[1])
        yield World(base, sample.ids, portal, snippet)
    portal.shutdown()
    portal.server_close()
    sample.database.close()


def status(watched, *, has: str) -> str:
    """What a screen reader is told, once it says so."""
    watched.tab.locator("quanze-search .status", has_text=has).wait_for()
    return watched.tab.inner_text("quanze-search .status")


def links(watched) -> list[str]:
    return watched.tab.eval_on_selector_all("quanze-search li a", "all => all.map(one => one.textContent)")


def asked(watched, part):
    return [url for url in watched.requests if part in url]


def test_a_portal_shows_the_list_with_one_script_tag(world, watched):
    watched.tab.goto(world.show(attributes='date="2019-03-15"'))
    assert status(watched, has="清单载明") == "2019年3月15日，清单载明 9 项。"
    link = watched.tab.locator("quanze-search li a", has_text="农作物种子生产经营许可")
    assert link.get_attribute("href") == f"{world.base}/powers/{world.ids['license']}?valid_at=2019-03-15"
    said = watched.tab.inner_text("quanze-search footer")
    assert "截至第5次公布；查询日期：2019年3月15日；来源：权责清单登记簿" in said
    assert "清单与法律法规规章不一致的，以法律法规规章为准。" in said
    assert watched.tab.inner_text("quanze-search .notice") == "演示数据，非官方清单"
    font = watched.tab.eval_on_selector("quanze-search .meta", "one => getComputedStyle(one).fontSize")
    assert font == "14px", "styled, though the portal's policy allows no styles"
    assert watched.complaints == []


def test_nothing_is_kept_and_nobody_else_is_asked(world, watched):
    address = world.show()
    watched.tab.goto(address)
    status(watched, has="清单载明")
    watched.tab.fill("quanze-search #q", "种子")
    status(watched, has="种子")
    assert watched.person.cookies() == []
    assert watched.tab.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]
    assert all(url.startswith((address, world.base)) for url in watched.requests)
    assert watched.complaints == []


def test_words_find_and_are_marked(world, watched):
    watched.tab.goto(world.show())
    status(watched, has="清单载明")
    watched.tab.fill("quanze-search #q", "假种子")
    assert "与“假种子”相符" in status(watched, has="假种子")
    assert links(watched)[0] == "对销售假种子的处罚"
    assert "种子" in watched.tab.inner_text("quanze-search li:first-child mark >> nth=0")


def test_the_keyboard_alone_is_enough(world, watched):
    watched.tab.goto(world.show())
    status(watched, has="清单载明")
    press = watched.tab.keyboard.press
    focused = "document.querySelector('quanze-search').shadowRoot.activeElement"
    press("Tab")
    assert watched.tab.evaluate(f"{focused}.id") == "q"
    watched.tab.keyboard.type("企业登记")
    press("Enter")
    status(watched, has="企业登记")
    for _ in range(20):
        press("Tab")
        if watched.tab.evaluate(f"{focused} && {focused}.getAttribute('part')") == "link":
            break
    outline = watched.tab.evaluate(f"getComputedStyle({focused}).outlineStyle")
    assert outline != "none"
    press("Enter")
    watched.tab.wait_for_url(f"{world.base}/powers/*")
    assert watched.tab.inner_text("h1") == "企业登记"


def test_a_screen_reader_is_told(world, watched):
    watched.tab.goto(world.show())
    status(watched, has="清单载明")
    tree = watched.tab.locator("quanze-search").aria_snapshot()
    for part in ('search "检索权责清单"', 'searchbox "检索词"', 'button "检索"', 'combobox "权力类型"', "status:"):
        assert part in tree
    assert 'textbox "查询日期"' in tree
    box = watched.tab.locator("quanze-search .box")
    assert box.get_attribute("aria-busy") == "false"
    assert watched.tab.locator("quanze-search .status").get_attribute("aria-live") == "polite"


def test_attributes_narrow_and_follow_the_page(world, watched):
    watched.tab.goto(world.show(attributes='department="农业农村局" category="administrative_penalty"'))
    assert status(watched, has="清单载明").endswith("清单载明 1 项。")
    assert links(watched) == ["对销售假种子的处罚"]
    assert watched.tab.locator("quanze-search #category").is_hidden()
    set_attribute = "([name, value]) => document.querySelector('quanze-search').setAttribute(name, value)"
    watched.tab.evaluate(set_attribute, ["department", world.ids["market"]])
    status(watched, has="清单载明 3 项")
    watched.tab.evaluate(set_attribute, ["date", "2010-01-01"])
    watched.tab.locator("quanze-search .warning", has_text="当时的情况未知，不等于没有").wait_for()


def test_more_is_shown_on_demand_and_the_focus_goes_on(world, watched):
    watched.tab.goto(world.show(attributes='limit="3" date="2019-03-15"'))
    assert "已显示 3 项" in status(watched, has="清单载明")
    watched.tab.click("quanze-search button:has-text('显示更多')")
    status(watched, has="已显示 6 项")
    assert len(set(links(watched))) == 6
    focused = watched.tab.evaluate("document.querySelector('quanze-search').shadowRoot.activeElement.textContent")
    assert focused == links(watched)[3]


def test_an_empty_answer_claims_no_more_than_the_list(world, watched):
    watched.tab.goto(world.show(attributes='q="对旧法违法行为的处罚"'))
    status(watched, has="对旧法违法行为的处罚")
    watched.tab.goto(world.show("/empty", attributes='q="火星殖民地特许经营"'))
    assert "的清单未载明与“火星殖民地特许经营”相符的事项" in status(watched, has="未载明")
    assert "清单未载明不等于没有法律授权" in watched.tab.inner_text("quanze-search .empty")


def test_a_refusal_and_a_failure_are_told_and_can_be_tried_again(world, watched):
    watched.tab.goto(world.show(attributes='date="2019-02-30"'))
    watched.tab.locator("quanze-search .error", has_text="不是有效日期").wait_for()
    watched.tab.route("**/api/v1/powers*", lambda route: route.abort())
    watched.tab.goto(world.show("/down"))
    watched.tab.locator("quanze-search .error", has_text="暂时无法连接").wait_for()
    assert "以法律法规规章为准" in watched.tab.inner_text("quanze-search footer")
    watched.tab.unroute("**/api/v1/powers*")
    watched.tab.click("quanze-search button:has-text('重试')")
    status(watched, has="清单载明")
    assert watched.tab.locator("quanze-search .error").is_hidden()


HOSTILE = {
    "meta": {"jurisdiction": "x", "valid_at": "2024-01-01", "known_at": "edition:1", "coverage_from": "2016-01-01"},
    "total": 1,
    "total_relation": "eq",
    "next": None,
    "items": [
        {
            "id": "../../a?b",
            "name": '<img src=x onerror="window.harm=1">"',
            "category_label": "<b>许可</b>",
            "department": {"id": "d", "name": "<script>window.harm=1</script>"},
            "highlights": {
                "name": "&lt;img src=x onerror=&quot;window.harm=1&quot;&gt;&#34;",
                "legal_basis": "<mark>种子</mark>法<img src=x onerror=window.harm=1> &amp;lt; <mark><b>x</b></mark>",
            },
        }
    ],
}


def test_texts_never_become_markup(world, watched):
    answer = {"status": 200, "headers": {"access-control-allow-origin": "*"}, "body": orjson.dumps(HOSTILE).decode()}
    watched.tab.route("**/api/v1/powers*", lambda route: route.fulfill(content_type="application/json", **answer))
    watched.tab.goto(world.show(attributes='q="种子"'))
    status(watched, has="清单载明")
    assert watched.tab.locator("quanze-search li :is(img, b, script)").count() == 0
    assert watched.tab.inner_text("quanze-search li a") == HOSTILE["items"][0]["name"]
    assert watched.tab.inner_text("quanze-search li mark") == "种子"
    assert "<img src=x onerror=window.harm=1> &lt; <mark><b>x</b></mark>" in watched.tab.inner_text(".snippet")
    assert watched.tab.get_attribute("quanze-search li a", "href").startswith(f"{world.base}/powers/..%2F..%2Fa%3Fb?")
    assert watched.tab.evaluate("window.harm") is None


def test_late_answers_of_earlier_questions_are_not_shown(world, watched):
    watched.tab.goto(world.show())
    status(watched, has="清单载明")
    held = []

    def hold(route):
        held.append(route)

    watched.tab.route("**/api/v1/powers?q=%E4%BC%81*", hold)
    watched.tab.fill("quanze-search #q", "企业")
    watched.tab.keyboard.press("Enter")
    watched.tab.wait_for_timeout(100)
    watched.tab.fill("quanze-search #q", "个体登记")
    status(watched, has="个体登记")
    assert len(held) == 1
    assert links(watched)[0] == "个体登记"
    assert watched.complaints == []


def test_typing_asks_once(world, watched):
    watched.tab.goto(world.show())
    status(watched, has="清单载明")
    before = len(asked(watched, "/api/v1/powers"))
    watched.tab.locator("quanze-search #q").press_sequentially("seed", delay=20)
    status(watched, has="seed")
    assert len(asked(watched, "/api/v1/powers")) == before + 1


def test_a_changed_script_is_not_run(world, watched):
    wrong = "sha384-" + "A" * 64
    watched.tab.goto(world.show(digest=wrong))
    watched.tab.wait_for_timeout(500)
    assert watched.tab.evaluate("customElements.get('quanze-search') === undefined")
    assert watched.tab.locator("quanze-search > a", has_text="权责清单").is_visible()
    assert any("integrity" in complaint for complaint in watched.complaints)


def test_the_page_of_snippets_shows_what_they_make(world, watched):
    watched.tab.goto(f"{world.base}/embedding?department=农业农村局")
    assert status(watched, has="清单载明").endswith("3 项。")
    assert watched.complaints == []


# ---- in a frame


def framing(world, host="127.0.0.1"):
    address = world.portal.page("/frame", f'<iframe src="{world.base}/embed" width="100%" height="720"></iframe>')
    return address.replace("127.0.0.1", host)


def test_an_allowed_portal_frames_the_search(world, watched):
    watched.tab.goto(framing(world))
    frame = watched.tab.frame_locator("iframe")
    frame.locator("#q").fill("假种子")
    frame.locator("#q").press("Enter")
    frame.locator("mark").first.wait_for()
    assert frame.locator("tbody tr").first.locator("a").inner_text() == "对销售假种子的处罚"
    assert "以法律法规规章为准" in frame.locator("footer").inner_text()
    with watched.person.expect_page() as opened:
        frame.locator("tbody tr a").first.click()
    assert opened.value.url.startswith(f"{world.base}/powers/{world.ids['penalty']}?valid_at=")
    assert watched.person.cookies() == []
    assert watched.complaints == []


def test_another_portal_is_refused(world, watched):
    watched.tab.goto(framing(world, "localhost"))
    watched.tab.wait_for_timeout(500)
    assert watched.tab.frame_locator("iframe").locator("#q").count() == 0
    assert any("frame-ancestors" in complaint for complaint in watched.complaints)


# ---- on small screens


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_scrolls_sideways(world, watch, width):
    watched = watch(width)
    watched.tab.goto(world.show(attributes='q="种子"'))
    status(watched, has="种子")
    assert watched.width() <= width
    for path in ["/embed", "/embed?q=种子", "/embedding"]:
        watched.tab.goto(world.base + path)
        assert watched.width() <= width, path
