/* Passkeys: asks the browser for one and hands in its answer. Without it the page offers another way. */
(function () {
  "use strict";

  var able = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON &&
    PublicKeyCredential.parseCreationOptionsFromJSON;
  if (!able) {
    return;
  }

  function post(address, token, body) {
    return fetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body || {}),
    }).then(function (answer) {
      return answer.json().then(function (told) {
        if (!answer.ok) {
          throw new Error(told.error || "");
        }
        return told;
      });
    });
  }

  function shown(kind, options) {
    if (kind === "create") {
      return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
    }
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  }

  document.querySelectorAll("[data-passkey]").forEach(function (box) {
    var button = box.querySelector("[data-passkey-button]");
    var status = box.querySelector("[data-passkey-status]");
    var token = box.getAttribute("data-token");

    function ask() {
      button.disabled = true;
      status.textContent = "";
      post(box.getAttribute("data-ask"), token).then(function (options) {
        if (options.to) { // somebody must first show who they are
          return options;
        }
        return shown(box.getAttribute("data-passkey"), options).then(function (credential) {
          var answer = credential.toJSON();
          var field = document.getElementById(box.getAttribute("data-name") || "");
          if (field) {
            answer.name = field.value;
          }
          // where to go on stands in the address of this page, and nowhere in the page itself
          return post(box.getAttribute("data-answer") + window.location.search, token, answer);
        });
      }).then(function (told) {
        window.location.assign(told.to);
      }).catch(function (error) {
        button.disabled = false;
        var own = error && error.constructor === Error ? error.message : "";
        status.textContent = own || box.getAttribute("data-failed");
      });
    }

    button.addEventListener("click", ask);
    box.hidden = false;
  });
}());
