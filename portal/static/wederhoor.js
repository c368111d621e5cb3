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

  // (e) files go up one by one, with progress, as soon as they are chosen or dropped
  document.querySelectorAll("[data-upload]").forEach(function (box) {
    var form = box.closest("form");
    var input = box.querySelector("input[type=file]");
    var drop = box.querySelector("[data-drop]");
    var status = box.querySelector("[data-upload-status]");
    var waiting = [];
    var busy = false;

    function say(kind, name, percent) {
      var text = box.getAttribute("data-" + kind + "-text") || "";
      status.textContent = text.replace("{name}", name).replace("{percent}", percent);
    }

    function put(text) {
      var made = new DOMParser().parseFromString(text, "text/html").querySelector("[data-files-list]");
      var list = box.querySelector("[data-files-list]");
      if (made && list) {
        list.replaceWith(document.importNode(made, true));
      }
      return Boolean(made);
    }

    function call(body, name) {
      var request = new XMLHttpRequest();
      busy = true;
      request.open("POST", form.getAttribute("action") || window.location.pathname + window.location.search);
      request.upload.addEventListener("progress", function (event) {
        if (name && event.lengthComputable) {
          say("busy", name, Math.round(100 * event.loaded / event.total));
        }
      });
      request.addEventListener("loadend", function () {
        busy = false;
        if (!put(request.responseText || "")) {
          say("failed", name, "");
        } else if (request.status === 200 && name) {
          say("done", name, "");
        } else {
          status.textContent = "";
        }
        next();
      });
      request.send(body);
    }

    function about(name, value) {
      var body = new FormData();
      form.querySelectorAll("input[type=hidden]").forEach(function (one) {
        body.append(one.name, one.value);
      });
      body.append("partial", "yes");
      body.append(name, value);
      return body;
    }

    function next() {
      var file = busy ? null : waiting.shift();
      if (!file) {
        return;
      }
      if (file.size > Number(box.getAttribute("data-most"))) {
        say("large", file.name, "");
        next();
        return;
      }
      var body = about("action", "files");
      body.append("files", file, file.name);
      say("busy", file.name, 0);
      call(body, file.name);
    }

    function take(found) {
      waiting = waiting.concat(Array.from(found));
      next();
    }

    box.querySelector("[data-upload-button]").hidden = true;
    box.querySelector("[data-drag-hint]").hidden = false;
    input.addEventListener("change", function () {
      take(input.files);
      input.value = "";
    });
    ["dragenter", "dragover"].forEach(function (kind) {
      drop.addEventListener(kind, function (event) {
        event.preventDefault();
        drop.classList.add("w-upload__drop--over");
      });
    });
    ["dragleave", "drop"].forEach(function (kind) {
      drop.addEventListener(kind, function () {
        drop.classList.remove("w-upload__drop--over");
      });
    });
    drop.addEventListener("drop", function (event) {
      event.preventDefault();
      take(event.dataTransfer.files);
    });
    box.addEventListener("click", function (event) {
      var button = event.target.closest("button[name=remove]");
      if (button) {
        event.preventDefault();
        call(about("remove", button.value), "");
      }
    });
    form.addEventListener("submit", function (event) {
      if (busy || waiting.length) { // what is under way belongs to it
        event.preventDefault();
        event.stopPropagation();
      }
    });
  });

  // (d) print buttons
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      window.print();
    });
  });
})();
