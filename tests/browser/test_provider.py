"""Signing in at the organisation's own provider with a real browser: its policy, its cookies and its redirects."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import provider

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.world import World

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripted", [True, False])
def test_there_and_back_and_out(
    scripted: bool, app: Flask, world: World, server: str, new_context: Callable[..., Any]
) -> None:
    app.config["WEDERHOOR"] = dataclasses.replace(app.config["WEDERHOOR"], base_url=server)
    with provider.real(f"{server}/noorderhaven") as one:
        provider.use(world, one.issuer)
        provider.tied(world, "medewerker", one.issuer, "bram")
        page = new_context(java_script_enabled=scripted).new_page()
        told: list[str] = []
        page.on("console", lambda message: told.append(message.text))
        page.goto(f"{server}/noorderhaven/inloggen?next=/noorderhaven/contact")
        page.get_by_role("button", name="Inloggen met Haven-ID").click()
        page.wait_for_url(f"{one.issuer}/**")
        page.locator("[name=login]").fill("bram")
        page.locator("[name=password]").fill("x")
        page.locator("[type=submit]").click()
        page.wait_for_url("**/interaction/**")
        page.locator("[type=submit]").click()
        if not scripted:
            page.wait_for_url("**/inloggen/oidc/terug?**")
            page.get_by_role("button", name="Verder").click()
        page.wait_for_url(f"{server}/noorderhaven/contact")
        page.get_by_role("button", name="Uitloggen").click()
        page.wait_for_url(f"{one.issuer}/session/end?**")
        assert not [text for text in told if "Content Security Policy" in text and server in text]
        page.goto(f"{server}/noorderhaven/account")
        assert page.url.startswith(f"{server}/noorderhaven/inloggen?next=")
