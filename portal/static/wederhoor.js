/* Wederhoor: comfort on top of pages that work without it. No library; every text comes from the page. */
(function () {
  "use strict";

  // (a) the summary of errors takes the focus
  var errors = document.querySelector("[data-errors]");
  if (errors) {
    window.addEventListener("load", function () {
      requestAnimationFrame(function () { // its autofocus comes first, where a browser knows that
        if (document.activeElement !== errors) {
          errors.focus();
        }
      });
    });
  }

  // (b) a form with data-draft="<address>" keeps what is typed in its textareas
  var PAUSE = 3000;
  var SOON = 400; // long enough for a press on the button that hands the form in

  function clock() {
    var now = new Date();
    return String(now.getHours()).padStart(2, "0") + ":" + String(now.getMinutes()).padStart(2, "0");
  }

  document.querySelectorAll("form[data-draft]").forEach(function (form) {
    var status = form.querySelector("[data-draft-status]");
    var timer = 0;
    var dirty = false;
    var running = null;

    function say(kind) {
      var text = status && status.getAttribute("data-" + kind);
      if (text) {
        status.textContent = text.replace("{time}", clock());
      }
    }

    function content() {
      var body = new URLSearchParams();
      new FormData(form).forEach(function (value, name) {
        var input = form.elements.namedItem(name);
        if (typeof value === "string" && !(input && input.type === "password")) {
          body.append(name, value);
        }
      });
      return body;
    }

    function save() {
      clearTimeout(timer);
      if (!dirty || running || form.hasAttribute("data-busy")) {
        return;
      }
      var body = content();
      dirty = false;
      var call = running = new AbortController();
      say("saving");
      fetch(form.getAttribute("data-draft"), {
        method: "POST",
        body: body,
        credentials: "same-origin",
        signal: call.signal,
        redirect: "manual", // a redirect means: signed out, so nothing was kept
        keepalive: body.toString().length < 60000
      }).then(function (answer) {
        return answer.ok;
      }, function () {
        return false;
      }).then(function (kept) {
        running = null;
        if (call.signal.aborted) {
          return;
        }
        say(kept ? "saved" : "failed");
        if (!kept) {
          dirty = true;
        } else if (dirty) {
          timer = setTimeout(save, PAUSE);
        }
      });
    }

    form.addEventListener("input", function (event) {
      if (event.target.tagName === "TEXTAREA") {
        dirty = true;
        clearTimeout(timer);
        timer = setTimeout(save, PAUSE);
      }
    });
    form.addEventListener("focusout", function (event) {
      if (event.target.tagName === "TEXTAREA" && dirty) {
        clearTimeout(timer);
        timer = setTimeout(save, SOON);
      }
    });
    form.addEventListener("submit", function () { // what is handed in is no draft any more
      clearTimeout(timer);
      if (running) {
        running.abort();
      }
    });
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden") {
        save();
      }
    });
  });

  // (c) a form is sent once; data-again on a form that answers with a download
  function release(form) {
    form.removeAttribute("data-busy");
    form.querySelectorAll("button[data-held]").forEach(function (button) {
      button.disabled = false;
      button.removeAttribute("data-held");
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.hasAttribute("data-again")) {
      return;
    }
    if (form.hasAttribute("data-busy")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-busy", "");
    setTimeout(function () { // after the browser has taken the pressed button along
      form.querySelectorAll("button:not([type=button]):not(:disabled)").forEach(function (button) {
        button.disabled = true;
        button.setAttribute("data-held", "");
      });
    }, 0);
    setTimeout(release, 20000, form);
  });

  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-busy]").forEach(release);
  });

  // (d) print buttons
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      window.print();
    });
  });
})();
