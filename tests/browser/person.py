"""One person at a browser of their own, and the look that every page gets which they open."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import expect

from tests.support import authenticator
from tests.support.html import check_page
from tests.support.world import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, CDPSession, ConsoleMessage, Locator, Page, Request, Response

    from tests.support.world import World

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
AXE_RUN = """
async () => {
  const found = await axe.run(document, {
    runOnly: {
      type: "tag",
      values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    rules: { "target-size": { enabled: true } },
    resultTypes: ["violations"],
    reporter: "no-passes",
    preload: false,
  });
  return found.violations.flatMap(
    (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} ${node.failureSummary}`),
  );
}
"""
TOO_WIDE = """
() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > room + 1);
  const first = wide.slice(0, 5).map((one) => one.outerHTML.slice(0, 120));
  return [`${document.documentElement.scrollWidth} > ${room}`, ...first];
}
"""
FOCUS_MARK = """
() => {
  const one = document.activeElement;
  const marked = [one, one.closest(".w-choice"), one.closest(".w-door")].filter(Boolean);
  const seen = marked.some((element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const box = one.getBoundingClientRect();
  return seen && box.bottom > 0 && box.top < innerHeight ? "" : one.outerHTML.slice(0, 160);
}
"""

SHAPE = """
() => {
  const varies = ["href", "value", "id", "for", "action", "datetime", "content", "aria-describedby", "aria-labelledby"];
  return [...document.querySelectorAll("*")].map((one) => {
    const attributes = [...one.attributes].filter(({ name }) => !varies.includes(name));
    const text = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    return `${one.tagName} ${attributes.map(({ name, value }) => `${name}=${value}`)} ${text}`;
  }).join("\\n");
}
"""

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 256}  # a screen of 1280 by 1024 at 400 %
PATIENCE = 15_000
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
EXAMINED: set[int] = set()
"""The pages that axe has seen, by what they are built of. It finds the same in two that differ in words alone."""


class Person:
    """Somebody in a case. Every page they open is looked at: for everybody's eyes, at every width, without a fault."""

    def __init__(
        self,
        name: str,
        context: BrowserContext,
        world: World,
        server: str,
        shots: Path | None,
        *,
        scripted: bool = True,
    ) -> None:
        self.name, self.world, self.server, self.shots = name, world, server, shots
        self.context, self.scripted = context, scripted
        self.looked: list[str] = []
        self.faults: list[str] = []
        self.answer: Response | None = None
        self.authenticator: CDPSession | None = None
        context.set_default_timeout(PATIENCE)
        self.page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    # ---- what the browser notices ------------------------------------------------------------------------------------

    def _heard(self, message: ConsoleMessage) -> None:
        # An answer that refuses is also told in the console; which answers may refuse is checked with the page itself.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        # What is under way when the page is left is let go: a draft whose form is handed in, and the mark of the tab,
        # for which no page waits before it calls itself loaded. One that is not there has an answer, and is heard.
        let_go = request.failure == "net::ERR_ABORTED" and urlsplit(request.url).path.endswith(
            ("/concept", "/mark.svg")
        )
        if not let_go:
            self.faults.append(f"failed: {request.method} {request.url} {request.failure}")

    def _asked(self, request: Request) -> None:
        if request.url.endswith("/csp"):
            self.faults.append(f"against the content security policy: {request.post_data}")
        if not request.url.startswith(f"{self.server}/"):
            self.faults.append(f"elsewhere: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self.answer = response
        elif response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")

    # ---- looking -----------------------------------------------------------------------------------------------------

    def look(self, name: str | None = None, *, status: int = 200) -> None:
        """Look at the page as it is now."""
        name = name or self._name()
        self.looked.append(name)
        assert self.answer is not None
        assert self.answer.status == status, (self.page.url, self.answer.status, self._words()[:800])
        check_page(self.answer.text(), path=self.page.url)
        shot = self.shots / f"{self.name}-{len(self.looked):02d}-{name}" if self.shots else None
        look(self.page, name, shot, axe=self.scripted)
        self.without_fault()

    def without_fault(self) -> None:
        """Nothing went wrong behind the page."""
        faults, self.faults = self.faults, []
        assert not faults, (self.name, self.page.url, faults)

    def _name(self) -> str:
        words = self.page.locator("h1").first.inner_text().lower()
        return re.sub(r"[^a-z0-9]+", "-", words).strip("-")[:40]

    def _words(self) -> str:
        return self.page.locator("body").inner_text()

    # ---- going about -------------------------------------------------------------------------------------------------

    def open(self, path: str, status: int = 200) -> None:
        """Type an address of the organisation."""
        self.page.goto(f"{self.server}/noorderhaven{path}")
        self.look(status=status)

    def follow(self, text: str | re.Pattern[str], status: int = 200) -> None:
        """Follow a link of the page, opening what it is folded into."""
        self.follow_this(self.page.get_by_role("link", name=text).or_(self._folded(text)).first, status)

    def follow_this(self, link: Locator, status: int = 200) -> None:
        """Follow one link."""
        self._unfold(link)
        with self.page.expect_navigation():
            link.click()
        self.look(status=status)

    def _folded(self, text: str | re.Pattern[str]) -> Locator:
        return self.page.locator("details:not([open]) a").filter(has_text=text)

    def _unfold(self, link: Locator) -> None:
        fold = link.locator("xpath=ancestor::details[not(@open)]")
        if fold.count():
            fold.locator("summary").click()

    def press(self, text: str, status: int = 200) -> None:
        """Press a button that hands something in."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=text, exact=True).click()
        self.look(status=status)

    def field(self, label: str) -> Locator:
        """Find a field by how its label begins."""
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}")).first

    def fill(self, label: str, text: str) -> None:
        """Fill in a field."""
        self.field(label).fill(text)

    def holds(self, label: str, text: str) -> None:
        """Find a field filled in so."""
        expect(self.field(label)).to_have_value(text)

    def choose(self, question: str, *answers: str) -> None:
        """Choose answers to a question."""
        group = self.page.get_by_role("group", name=question)
        for answer in answers:
            group.get_by_label(answer).first.check()

    def select(self, label: str, text: str) -> None:
        """Choose from a list."""
        field = self.field(label)
        field.select_option(field.locator("option", has_text=text).first.get_attribute("value"))

    def tick(self, label: str) -> None:
        """Tick a box."""
        self.field(label).check()

    def reads(self, *texts: str) -> None:
        """Find these words on the page."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def reads_nowhere(self, *texts: str) -> None:
        """Find these words neither on the page nor behind it."""
        source = self.page.content()
        for text in texts:
            assert text not in source, text

    # ---- what people do often ----------------------------------------------------------------------------------------

    def sign_in(self, who: str) -> None:
        """Sign in from the front page, with an address, or with the passkey that somebody has."""
        email = who if "@" in who else f"{who}@noorderhaven.example"
        if self.scripted and ("noorderhaven", email) in self.world.keys:
            self.open("/inloggen")
            self.hold_key(email)
            self.show_key("Inloggen met een passkey")
            return
        self.fill_sign_in(email)

    def fill_sign_in(self, email: str) -> None:
        """Sign in with address and password."""
        self.open("/inloggen")
        self.fill("E-mailadres", email)
        self.fill("Wachtwoord", PASSWORD)
        self.press("Inloggen")

    def hold_key(self, email: str, slug: str = "noorderhaven") -> None:
        """Hold the passkey of an account, in an authenticator of software."""
        if self.authenticator is None:
            self.authenticator = self.context.new_cdp_session(self.page)
            self.authenticator.send("WebAuthn.enable")
        made = self.authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        key = authenticator.KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        raw = authenticator.credential_id(email, slug)
        credential = {
            "credentialId": b64encode(raw).decode(),
            "isResidentCredential": True,
            "rpId": "localhost",
            "privateKey": b64encode(key).decode(),
            "userHandle": b64encode(hashlib.sha256(b"handle" + raw).digest()).decode(),
            "signCount": 0,
        }
        given = {"authenticatorId": made["authenticatorId"], "credential": credential}
        self.authenticator.send("WebAuthn.addCredential", given)

    def show_key(self, button: str) -> None:
        """Press a button that asks for a passkey, and be on the page after it."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button).click()
        self.look()

    def confirm(self) -> None:
        """Show once more who this is, and come back to the page."""
        if self.authenticator is not None:
            self.show_key("Passkey gebruiken")
            return
        self.press("Stuur mij een code")
        self.fill("Code uit de e-mail", self.world.mail_code())
        self.fill("Uw wachtwoord", PASSWORD)
        self.press("Bevestigen")

    def open_invitation(self, path: str) -> None:
        """Open the link of a letter and choose a password."""
        self.open(path)
        self.fill("Kies een wachtwoord", PASSWORD)
        self.press("Wachtwoord bewaren")

    def promise(self) -> None:
        """Accept that the case is confidential."""
        self.reads("Deze zaak is vertrouwelijk")
        self.press("Ik houd dit vertrouwelijk")

    def act(self, link: str, button: str, *, sure: bool = False, **fields: str) -> None:
        """Go from the case to an act, fill in its fields, and do it."""
        self.follow(link)
        for label, text in fields.items():
            self.fill(label, text)
        self.done(button, sure=sure)

    def done(self, button: str, *, sure: bool = False) -> None:
        """Do the act of this page, and come back to the case."""
        if sure:
            self.tick("Ik heb dit gelezen en wil doorgaan")
        self.press(button)
        if "/bevestigen?" in self.page.url:
            self.confirm()
            if sure:
                self.tick("Ik heb dit gelezen en wil doorgaan")
            self.press(button)
        expect(self.page.get_by_role("status").first).to_be_visible()

    # ---- the keyboard ------------------------------------------------------------------------------------------------

    def tab(self, times: int = 1) -> None:
        """Go on with the Tab key; wherever one comes is seen to have the focus."""
        for _ in range(times):
            self.page.keyboard.press("Tab")
            unseen = self.page.evaluate(FOCUS_MARK)
            assert not unseen, f"the focus is not to be seen: {unseen}"

    def tab_to(self, target: Locator, most: int = 60) -> None:
        """Go on with the Tab key until a thing has the focus."""
        for _ in range(most):
            self.tab()
            if target.evaluate("one => one === document.activeElement"):
                return
        raise AssertionError(f"the Tab key does not lead to {target}")


def look(page: Page, name: str, shot: Path | None = None, *, axe: bool = True) -> None:
    """Look at a page: nothing in anybody's way, and nothing beside the screen at any width.

    `axe` is script itself: where none may run, the same pages are looked at without it.
    """
    faults: list[Any] = []
    for width, size in (("320", NARROW), ("1280", WIDE)):
        page.set_viewport_size(size)
        faults += [f"{width}: {one}" for one in page.evaluate(TOO_WIDE)]
        if shot:
            page.screenshot(path=f"{shot}-{width}.png", full_page=True)
    if axe and (shape := hash(page.evaluate(SHAPE))) not in EXAMINED:
        page.evaluate(AXE)
        faults += page.evaluate(AXE_RUN)
        EXAMINED.add(shape)
    assert not faults, "\n".join([f"{name} ({page.url})", *faults])
