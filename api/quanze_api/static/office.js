/* What makes the office quicker with a script: keys in lists, saving by itself, all at once. Nothing needs it. */
(function () {
  "use strict";

  var PAUSE = 2500;

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  function isTyping(target) {
    return /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;
  }

  /* Lists and changes: j and k move, Enter opens. */
  function listKeys() {
    var stops = all("a.go, .judged > li[id]");
    var at = -1;
    if (!stops.length) { return; }
    function move(step) {
      at = Math.max(0, Math.min(stops.length - 1, at + step));
      all("tr.at").forEach(function (row) { row.classList.remove("at"); });
      var row = stops[at].closest("tr");
      if (row) { row.classList.add("at"); }
      stops[at].focus();
      stops[at].scrollIntoView({ block: "nearest" });
    }
    document.addEventListener("keydown", function (event) {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) { return; }
      if (event.key === "j") { move(1); } else if (event.key === "k") { move(-1); }
    });
  }

  function chooseAll() {
    all("input[data-all]").forEach(function (box) {
      box.addEventListener("change", function () {
        all('input[name="' + box.getAttribute("data-all") + '"]').forEach(function (one) { one.checked = box.checked; });
      });
    });
  }

  /* A form that saves itself when the writer pauses; the server says what it finds, beside the field. */
  function autosave(form) {
    var saying = form.querySelector("[data-saying]");
    var etag = form.elements.etag;
    var timer = null;
    var running = false;
    var dirty = false;
    var leaving = null;

    function say(text, wrong) {
      saying.textContent = text;
      saying.classList.toggle("wrong", Boolean(wrong));
    }

    function findingsList(findings) {
      var list = document.createElement("ul");
      list.className = "findings";
      findings.forEach(function (found) {
        var item = document.createElement("li");
        item.className = "finding " + found.severity;
        item.textContent = found.message;
        list.appendChild(item);
      });
      return list;
    }

    function tell(place, findings) {
      place.textContent = "";
      if (findings.length) { place.appendChild(findingsList(findings)); }
    }

    function showFindings(findings) {
      var shown = {};
      all(".box[data-field]", form).forEach(function (box) {
        var field = box.getAttribute("data-field");
        var place = box.querySelector(".said");
        shown[field] = true;
        if (place) { tell(place, findings.filter(function (one) { return one.field === field; })); }
      });
      tell(form.querySelector("[data-apart]"), findings.filter(function (one) { return !shown[one.field]; }));
    }

    function settled(answer) {
      running = false;
      if (answer.etag) { etag.value = answer.etag; }
      if (leaving) { leave(); return; }
      if (answer.problem) { say("未保存：" + answer.problem, true); return; }
      showFindings(answer.findings);
      say(dirty ? "有未保存的修改" : "已自动保存 " + new Date().toTimeString().slice(0, 5));
      if (dirty) { later(); }
    }

    function save() {
      if (running) { later(); return; }
      running = true;
      dirty = false;
      say("正在保存……");
      fetch(form.action, {
        method: "POST",
        credentials: "same-origin",
        redirect: "error",
        headers: { "X-Autosave": "1", "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(new FormData(form)).toString()
      }).then(function (answer) { return answer.json(); }).then(settled, function () {
        running = false;
        if (leaving) { leave(); return; }
        dirty = true;
        say("未能自动保存，请点“保存”。", true);
      });
    }

    function later() {
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    }

    form.addEventListener("input", function () { dirty = true; say("有未保存的修改"); later(); });
    /* What is being saved by itself is waited for, or the writer would meet their own text as somebody else's. */
    function leave() {
      var then = document.createElement("input");
      then.type = "hidden";
      then.name = "then";
      then.value = leaving;
      form.appendChild(then);
      form.submit();
    }

    form.addEventListener("submit", function (event) {
      dirty = false;
      clearTimeout(timer);
      if (running) {
        event.preventDefault();
        leaving = (document.activeElement && document.activeElement.value) || "back";
      }
    });
    document.addEventListener("keydown", function (event) {
      if ((event.ctrlKey || event.metaKey) && event.key === "s") {
        event.preventDefault();
        clearTimeout(timer);
        save();
      }
    });
    window.addEventListener("beforeunload", function (event) {
      if (dirty) { event.preventDefault(); event.returnValue = ""; }
    });
  }

  listKeys();
  chooseAll();
  all("form[data-autosave]").forEach(autosave);
}());
