import subprocess
import sys

import pytest

from tests.support import browser

DRAW = """
from playwright.sync_api import sync_playwright
from tests.support import browser
with sync_playwright() as playwright:
    chromium = playwright.chromium.launch(executable_path=browser.executable(), args=list(browser.LAUNCH_ARGS))
    page = chromium.new_page()
    page.goto("data:text/html,<title>Dag</title>")
    print(page.title())
    chromium.close()
"""


@pytest.mark.browser
def test_the_browser_draws_a_page():
    """In a process of its own: this one may have a Playwright running already."""
    done = subprocess.run([sys.executable, "-c", DRAW], capture_output=True, text=True, check=True)
    assert done.stdout == "Dag\n"


def test_the_environment_decides(monkeypatch):
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert browser.executable() == sys.executable


def test_a_wrong_environment_is_told(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(browser.NoBrowserError, match="CHROMIUM is set to /nowhere/chromium"):
        browser.executable()


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine with neither Chromium nor a way to get one."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "CACHE", tmp_path / "cache")


@pytest.mark.usefixtures("bare")
def test_what_is_missing_is_told_in_one_line():
    with pytest.raises(browser.NoBrowserError, match=r"^Chromium is missing: .*$"):
        browser.executable()


@pytest.mark.usefixtures("bare")
def test_debian_goes_before_npm(monkeypatch):
    monkeypatch.setattr(browser, "_from_debian", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(browser, "_from_npm", lambda: "/cache/chromium")
    assert browser.executable() == "/usr/bin/chromium"
    monkeypatch.setattr(browser, "_from_debian", lambda: None)
    assert browser.executable() == "/cache/chromium"


@pytest.mark.usefixtures("bare")
def test_what_npm_unpacked_is_kept():
    kept = browser.CACHE / "chromium" / "unpacked" / "chromium"
    kept.parent.mkdir(parents=True)
    kept.touch()
    assert browser._from_npm() == str(kept)
