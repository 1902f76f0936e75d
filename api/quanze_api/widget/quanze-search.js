/* <quanze-search>: a register of powers (权责清单) in somebody else's page. Described at /embedding.
   Baseline Chromium 78, Safari 12, WeChat: ES2017, no dependency. No cookies, no storage, and nothing is asked of
   anyone but the register. Texts become text nodes, never markup. */
(function () {
  "use strict";

  if (!window.customElements || !Element.prototype.attachShadow || customElements.get("quanze-search")) {
    return; // too old, or here already: what the page wrote inside the element stays
  }

  const OWN = document.currentScript;
  const HOME = /^(.*)\/widget\/[^/]*$/.exec((OWN && OWN.src) || "");
  const NONCE = (OWN && OWN.nonce) || "";
  const PAUSE = 300;
  const PATIENCE = 20000;
  const LIMIT = 10;
  const MOST = 100;

  const CATEGORIES = [
    ["administrative_license", "行政许可"],
    ["administrative_penalty", "行政处罚"],
    ["administrative_coercion", "行政强制"],
    ["administrative_levy", "行政征收"],
    ["administrative_payment", "行政给付"],
    ["administrative_inspection", "行政检查"],
    ["administrative_confirmation", "行政确认"],
    ["administrative_reward", "行政奖励"],
    ["administrative_adjudication", "行政裁决"],
    ["other_power", "其他行政权力"],
  ];
  const FIELDS = { legal_basis: "实施依据", duties: "责任事项" };
  const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'", "#34": '"' };
  const REASONS = {
    other_days: "这一天的清单未载明，其他日期的清单曾经或者将要载明：",
    other_filters: "所选范围内没有，其他部门或者类型中有：",
  };

  const STYLE = `
:host {
  display: block;
  color: var(--quanze-color, #1c2733);
  background: var(--quanze-background, transparent);
  font-family: var(--quanze-font, inherit);
  font-size: var(--quanze-font-size, 16px);
  font-style: normal;
  font-weight: 400;
  line-height: 1.6;
  letter-spacing: normal;
  text-align: left;
  text-indent: 0;
  white-space: normal;
  overflow-wrap: break-word;
  word-wrap: break-word;
}
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; }
a { color: var(--quanze-accent, #0c4a86); text-decoration: none; }
a:hover, footer a { text-decoration: underline; }
:focus { outline: 3px solid var(--quanze-focus, #f2b33d); outline-offset: 1px; }

form { margin: 0; }
.row { display: flex; flex-wrap: wrap; align-items: flex-end; margin: 0 -6px; }
.row > * { margin: 0 6px 10px; }
.words { flex: 1 1 180px; min-width: 0; }
.row + .row { margin-top: -2px; }
.filter { display: flex; align-items: center; }
.filter label { margin-right: 6px; white-space: nowrap; font-size: 14px; color: var(--quanze-soft, #566473); }
.words label {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip: rect(0, 0, 0, 0); white-space: nowrap;
}
.words { position: relative; }
input, select, button {
  margin: 0; height: 38px; border-radius: var(--quanze-radius, 3px); font: inherit; color: inherit;
}
input, select {
  padding: 4px 10px; max-width: 100%; border: 1px solid var(--quanze-field, #8592a0);
  background: var(--quanze-paper, #fff);
}
input { -webkit-appearance: none; appearance: none; }
.words input { width: 100%; }
.filter input, .filter select { height: 34px; font-size: 14px; }
.filter input { width: 10.5em; }
button {
  padding: 4px 20px; border: 1px solid var(--quanze-accent, #0c4a86); background: var(--quanze-accent, #0c4a86);
  color: var(--quanze-on-accent, #fff); cursor: pointer; -webkit-appearance: none; appearance: none;
}
.plain { background: none; color: var(--quanze-accent, #0c4a86); }

.notice, .warning, .error {
  margin: 0 0 10px; padding: 6px 12px; border-left: 4px solid #d9962c; background: #fdf5e6; color: #1c2733;
  font-size: 14px;
}
.notice { border-color: #7a1f1f; background: #fbf1f1; color: #7a1f1f; }
.error { border-color: #b3261e; background: #fcf1f0; }
.error button { display: block; height: 32px; margin: 6px 0 2px; font-size: 14px; }
.status { margin: 0 0 6px; font-size: 14px; color: var(--quanze-soft, #566473); }
.busy ol { opacity: .5; }
ol { margin: 0; padding: 0; list-style: none; border-top: 1px solid var(--quanze-line, #d7dde3); }
li { padding: 8px 0; border-bottom: 1px solid var(--quanze-line, #d7dde3); }
li p { margin: 0; }
.meta, .snippet { font-size: 14px; color: var(--quanze-soft, #566473); }
.meta span + span::before { content: "·"; margin: 0 6px; }
mark { padding: 0 1px; background: var(--quanze-mark, #fff0a8); color: inherit; }
.more { margin: 12px 0 0; }
.more button { height: 34px; font-size: 14px; }
.empty { margin: 0; padding: 12px 0; border-top: 1px solid var(--quanze-line, #d7dde3); }
.empty p { margin: 0 0 6px; }
footer {
  margin-top: 12px; padding-top: 8px; font-size: 13px; color: var(--quanze-soft, #566473);
}
ol + .more + footer { padding-top: 0; }
footer p { margin: 0; }
footer strong { font-weight: 600; }
@media (max-width: 480px) {
  .filter { flex: 1 1 100%; }
  .filter label { flex: 0 0 4.5em; }
  .filter input, .filter select { flex: 1 1 auto; width: auto; min-width: 0; }
}
`;

  let sheet = null;

  /** The styles in a shadow root: as an object where a page's own CSP could refuse a style element. */
  function dress(root) {
    if ("adoptedStyleSheets" in Document.prototype && "replaceSync" in CSSStyleSheet.prototype) {
      if (sheet === null) {
        sheet = new CSSStyleSheet();
        sheet.replaceSync(STYLE);
      }
      root.adoptedStyleSheets = [sheet];
      return;
    }
    const style = document.createElement("style");
    if (NONCE) {
      style.setAttribute("nonce", NONCE);
    }
    style.textContent = STYLE;
    root.appendChild(style);
  }

  /** An element with attributes and children; a child that is a string becomes a text node. */
  function make(tag, attributes, children) {
    const made = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      if (attributes[name] !== null && attributes[name] !== undefined && attributes[name] !== false) {
        made.setAttribute(name, attributes[name] === true ? "" : String(attributes[name]));
      }
    });
    (children || []).forEach(function (child) {
      if (child !== null && child !== undefined && child !== "") {
        made.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
      }
    });
    return made;
  }

  function clear(node) {
    while (node.firstChild) {
      node.removeChild(node.firstChild);
    }
  }

  function unescaped(text) {
    return text.replace(/&(amp|lt|gt|quot|#39|#x27|#34);/g, function (whole, name) {
      return ENTITIES[name];
    });
  }

  function unmarked(text) {
    return unescaped(text.replace(/<\/?mark>/g, ""));
  }

  /** Nodes of an escaped text with <mark>: the marks are cut out, and all the rest is text, whatever it holds. */
  function marked(text) {
    return String(text)
      .split(/(<mark>[^<]*<\/mark>)/)
      .filter(Boolean)
      .map(function (piece) {
        const hit = /^<mark>([^<]*)<\/mark>$/.exec(piece);
        return hit ? make("mark", { part: "mark" }, [unescaped(hit[1])]) : document.createTextNode(unescaped(piece));
      });
  }

  function dayText(day) {
    const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day || "");
    return parts ? Number(parts[1]) + "年" + Number(parts[2]) + "月" + Number(parts[3]) + "日" : day || "";
  }

  function query(values) {
    const said = new URLSearchParams();
    Object.keys(values).forEach(function (name) {
      [].concat(values[name]).forEach(function (value) {
        if (value !== null && value !== undefined && value !== "") {
          said.append(name, value);
        }
      });
    });
    const text = said.toString();
    return text && "?" + text;
  }

  /** The values of an attribute that may name several, separated by commas. */
  function listed(text) {
    return (text || "")
      .split(/[,，]/)
      .map(function (value) {
        return value.trim();
      })
      .filter(Boolean);
  }

  let made = 0;

  class QuanzeSearch extends HTMLElement {
    static get observedAttributes() {
      return ["base", "jurisdiction", "department", "category", "date", "q", "limit", "placeholder", "target", "filters"];
    }

    constructor() {
      super();
      made += 1;
      this._id = "quanze-" + made;
      this._turn = 0;
      this._timer = 0;
      this._controller = null;
      this._composing = false;
      this._alive = false;
      this._day = "";
      this._shown = 0;
      this._build();
    }

    connectedCallback() {
      this._alive = true;
      this._adopt();
      this._search();
    }

    disconnectedCallback() {
      this._alive = false;
      this._stop();
    }

    attributeChangedCallback(name, before, after) {
      if (this._alive && before !== after) {
        this._adopt(name);
        this._later();
      }
    }

    /* ---- what it is made of ---- */

    _build() {
      const root = this.attachShadow({ mode: "open" });
      dress(root);
      this._input = make("input", {
        id: "q", part: "input", type: "search", name: "q", autocomplete: "off", enterkeyhint: "search", maxlength: 400,
      });
      this._category = make("select", { id: "category", part: "select", name: "category" }, [
        make("option", { value: "" }, ["全部类型"]),
      ].concat(CATEGORIES.map(function (one) {
        return make("option", { value: one[0] }, [one[1]]);
      })));
      this._date = make("input", {
        id: "date", part: "date", type: "date", name: "date", placeholder: "2019-03-15", max: "9998-12-31",
      });
      this._categoryRow = make("div", { class: "filter", part: "filter" }, [
        make("label", { for: "category" }, ["权力类型"]), this._category,
      ]);
      this._dateRow = make("div", { class: "filter", part: "filter" }, [
        make("label", { for: "date" }, ["查询日期"]), this._date,
      ]);
      this._filters = make("div", { class: "row" }, [this._categoryRow, this._dateRow]);
      this._form = make("form", { part: "form", role: "search", "aria-label": "检索权责清单", novalidate: true }, [
        make("div", { class: "row" }, [
          make("div", { class: "words" }, [make("label", { for: "q" }, ["检索词"]), this._input]),
          make("button", { part: "button", type: "submit" }, ["检索"]),
        ]),
        this._filters,
      ]);
      this._notice = make("p", { class: "notice", part: "notice", role: "note", hidden: true });
      this._status = make("p", { class: "status", part: "status", role: "status", "aria-live": "polite", id: "status" });
      this._error = make("div", { class: "error", part: "error", role: "alert", hidden: true });
      this._warning = make("p", { class: "warning", part: "warning", hidden: true });
      this._empty = make("div", { class: "empty", part: "empty", hidden: true });
      this._list = make("ol", { part: "list", "aria-labelledby": "status", hidden: true });
      this._moreButton = make("button", { class: "plain", part: "more", type: "button" }, ["显示更多"]);
      this._more = make("p", { class: "more", hidden: true }, [this._moreButton]);
      this._footer = make("footer", { part: "footer" });
      this._box = make("section", { class: "box", lang: "zh-CN", "aria-label": "权责清单" }, [
        this._notice, this._form, this._status, this._error, this._warning, this._empty, this._list, this._more,
        this._footer,
      ]);
      root.appendChild(this._box);
      this._listen();
    }

    _listen() {
      const self = this;
      this._form.addEventListener("submit", function (event) {
        event.preventDefault();
        self._search();
      });
      this._input.addEventListener("compositionstart", function () {
        self._composing = true;
      });
      this._input.addEventListener("compositionend", function () {
        self._composing = false;
        self._later();
      });
      this._input.addEventListener("input", function () {
        if (!self._composing) {
          self._later();
        }
      });
      this._category.addEventListener("change", function () {
        self._search();
      });
      this._date.addEventListener("change", function () {
        self._day = self._date.value;
        self._later();
      });
      this._moreButton.addEventListener("click", function () {
        self._search(self._next);
      });
    }

    /** Take over what the attributes say; a filter that the page has set is not offered to the reader. */
    _adopt(name) {
      if (name === undefined || name === "q") {
        this._input.value = this.getAttribute("q") || "";
      }
      if (name === undefined || name === "date") {
        this._day = this.getAttribute("date") || "";
        this._date.value = this._day;
      }
      this._input.placeholder = this.getAttribute("placeholder") || "事项名称、依据或者关键词";
      this._categoryRow.hidden = listed(this.getAttribute("category")).length > 0;
      this._filters.hidden = this.getAttribute("filters") === "none";
    }

    /* ---- asking ---- */

    _base() {
      const said = this.getAttribute("base") || (HOME && HOME[1]) || "";
      try {
        const url = new URL(said, document.baseURI);
        return said && /^https?:$/.test(url.protocol) ? url.href.replace(/[?#].*$/, "").replace(/\/+$/, "") : "";
      } catch (error) {
        return "";
      }
    }

    _asked() {
      const fixed = listed(this.getAttribute("category"));
      const limit = Math.floor(Number(this.getAttribute("limit") || LIMIT));
      return {
        q: this._input.value.trim(),
        jurisdiction: this.getAttribute("jurisdiction") || "",
        department: listed(this.getAttribute("department")),
        category: fixed.length || this._filters.hidden ? fixed : this._category.value,
        valid_at: this._day,
        limit: limit >= 1 ? Math.min(limit, MOST) : LIMIT,
      };
    }

    _stop() {
      clearTimeout(this._timer);
      clearTimeout(this._patience);
      this._turn += 1;
      if (this._controller) {
        this._controller.abort();
        this._controller = null;
      }
    }

    _later() {
      const self = this;
      clearTimeout(this._timer);
      this._timer = setTimeout(function () {
        self._search();
      }, PAUSE);
    }

    /** Ask the register; whatever was asked before is given up, and its answer is not shown any more. */
    _search(cursor) {
      const self = this;
      this._stop();
      if (!this._alive) {
        return;
      }
      const turn = this._turn;
      const base = this._base();
      if (!base) {
        this._fail("未指明权责清单登记簿的地址（base）。", false);
        return;
      }
      const asked = this._asked();
      const controller = window.AbortController ? new AbortController() : null;
      let late = false;
      this._controller = controller;
      this._patience = setTimeout(function () {
        if (turn === self._turn) {
          late = true;
          self._stop();
          self._fail("权责清单登记簿没有应答，请稍后再试。", true, cursor);
        }
      }, PATIENCE);
      this._wait(true);
      fetch(base + "/api/v1/powers" + query(Object.assign({}, asked, { cursor: cursor || "" })), {
        credentials: "omit",
        headers: { Accept: "application/json" },
        mode: "cors",
        signal: controller ? controller.signal : undefined,
      }).then(function (answer) {
        return answer.json().then(function (found) {
          return { ok: answer.ok, found: found };
        });
      }).then(function (answer) {
        if (turn !== self._turn) {
          return;
        }
        clearTimeout(self._patience);
        if (!answer.ok) {
          self._fail(answer.found.detail || answer.found.title || "请求未能完成。", true, cursor);
          return;
        }
        self._show(base, asked, answer.found, Boolean(cursor));
      }).catch(function () {
        if (turn === self._turn && !late) {
          clearTimeout(self._patience);
          self._fail("暂时无法连接权责清单登记簿，请稍后再试。", true, cursor);
        }
      });
    }

    /* ---- showing ---- */

    _wait(waiting) {
      this._box.setAttribute("aria-busy", String(waiting));
      this._box.className = waiting ? "box busy" : "box";
      if (waiting) {
        this._status.textContent = "正在查询……";
      }
    }

    _fail(message, again, cursor) {
      const self = this;
      this._wait(false);
      this._status.textContent = "";
      if (!cursor) {
        [this._list, this._more, this._empty, this._warning].forEach(function (part) {
          part.hidden = true;
        });
      }
      clear(this._error);
      this._error.appendChild(document.createTextNode(message));
      if (again) {
        const button = make("button", { class: "plain", part: "retry", type: "button" }, ["重试"]);
        button.addEventListener("click", function () {
          self._input.focus();
          self._search(cursor);
        });
        this._error.appendChild(button);
      }
      this._error.hidden = false;
      if (!this._footer.firstChild) {
        this._sign(this._base(), null);
      }
    }

    _show(base, asked, found, further) {
      const meta = found.meta;
      const items = found.items || [];
      this._wait(false);
      this._error.hidden = true;
      this._next = found.next || null;
      if (!further) {
        clear(this._list);
        this._shown = 0;
      }
      const first = this._list.children.length;
      items.forEach(function (item) {
        this._list.appendChild(this._item(base, asked, meta, item));
      }, this);
      this._shown += items.length;
      if (document.activeElement !== this || this.shadowRoot.activeElement !== this._date) {
        this._date.value = meta.valid_at;
      }
      this._notice.hidden = !meta.notice;
      this._notice.textContent = meta.notice || "";
      this._list.hidden = this._shown === 0;
      this._more.hidden = !this._next;
      this._warn(meta);
      this._explain(base, asked, found);
      this._sign(base, asked, meta);
      this._count(asked, found);
      if (further && this._list.children[first]) {
        this._list.children[first].querySelector("a").focus();
      }
    }

    _count(asked, found) {
      const day = dayText(found.meta.valid_at);
      const total = found.total + (found.total_relation === "gte" ? " 余" : "");
      if (!found.total) {
        const sought = asked.q ? "与“" + asked.q + "”相符的事项" : "符合条件的事项";
        this._status.textContent = this._warning.hidden ? day + "的清单未载明" + sought + "。" : "没有找到" + sought + "。";
        return;
      }
      const what = asked.q ? "清单载明与“" + asked.q + "”相符的事项 " : "清单载明 ";
      const part = this._shown < found.total ? "，已显示 " + this._shown + " 项" : "";
      this._status.textContent = day + "，" + what + total + " 项" + part + "。";
    }

    _address(base, asked, meta, path, others) {
      return base + path + query(Object.assign({ jurisdiction: asked.jurisdiction, valid_at: meta.valid_at }, others || {}));
    }

    _link(href, children, part) {
      const target = this.getAttribute("target");
      return make("a", { href: href, part: part || "link", target: target, rel: target ? "noopener" : null }, children);
    }

    _item(base, asked, meta, item, day) {
      const path = "/powers/" + encodeURIComponent(item.id);
      const href = this._address(base, asked, meta, path, day ? { valid_at: day } : {});
      const hits = item.highlights || {};
      const name = item.name || "（未载明名称）";
      const whole = hits.name && unmarked(hits.name) === name;
      const facts = [item.category_label, item.department && item.department.name, item.code];
      const children = [
        make("p", {}, [
          item.parent_name ? make("span", { class: "meta" }, [item.parent_name + " › "]) : null,
          this._link(href, whole ? marked(hits.name) : [name]),
        ]),
        make("p", { class: "meta", part: "meta" }, facts.filter(Boolean).map(function (fact) {
          return make("span", {}, [fact]);
        })),
      ];
      Object.keys(FIELDS).forEach(function (field) {
        if (hits[field]) {
          children.push(make("p", { class: "snippet", part: "snippet" }, [FIELDS[field] + "："].concat(marked(hits[field]))));
        }
      });
      return make("li", { part: "item" }, children);
    }

    _warn(meta) {
      const unknown = !meta.coverage_from || meta.valid_at < meta.coverage_from;
      const told = meta.coverage_from
        ? "查询日期早于清单覆盖起始日（" + dayText(meta.coverage_from) + "）：当时的情况未知，不等于没有。"
        : "尚未载入清单：情况未知，不等于没有。";
      this._warning.hidden = !unknown;
      this._warning.textContent = unknown ? told : "";
    }

    _explain(base, asked, found) {
      const why = found.explanation || {};
      clear(this._empty);
      this._empty.hidden = this._shown > 0;
      if (this._shown > 0) {
        return;
      }
      this._empty.appendChild(make("p", {}, ["清单未载明不等于没有法律授权；是否具有职权，以法律法规规章为准。"]));
      const near = (why.see || []).filter(function (one) {
        return one && one.id;
      });
      if (near.length && REASONS[why.reason]) {
        this._empty.appendChild(make("p", {}, [REASONS[why.reason]]));
        this._empty.appendChild(make("ol", { part: "list" }, near.map(function (one) {
          return this._item(base, asked, found.meta, one, why.reason === "other_days" ? one.valid_from : null);
        }, this)));
      }
    }

    /** Where it comes from: edition, day, link, and that the law prevails. */
    _sign(base, asked, meta) {
      const law = make("p", {}, [
        make("strong", {}, ["清单与法律法规规章不一致的，以法律法规规章为准。"]), "清单未载明不等于没有法律授权。",
      ]);
      clear(this._footer);
      if (!meta) {
        if (base) {
          this._footer.appendChild(make("p", {}, ["来源：", this._link(base + "/", ["权责清单登记簿"])]));
        }
        this._footer.appendChild(law);
        return;
      }
      const number = Number(String(meta.known_at).split(":")[1]);
      const list = { q: asked.q, department: asked.department, category: asked.category };
      this._footer.appendChild(make("p", { part: "provenance" }, [
        number ? "截至" : "尚未公布任何清单",
        number ? this._link(this._address(base, asked, meta, "/editions/" + number), ["第" + number + "次公布"], "edition") : null,
        "；查询日期：" + dayText(meta.valid_at) + "；来源：",
        this._link(this._address(base, asked, meta, "/powers", list), ["权责清单登记簿"], "source"), "。",
      ]));
      this._footer.appendChild(law);
    }
  }

  customElements.define("quanze-search", QuanzeSearch);
})();
