"""Files of ours: whatever a browser asks of one, the answer carries what every answer carries."""

from __future__ import annotations

import pytest

FILE = "/static/wederhoor.css"


@pytest.mark.parametrize("prefix", ["", "/noorderhaven"])
@pytest.mark.parametrize(
    ("method", "asked", "status"),
    [
        ("GET", {}, 200),
        ("HEAD", {}, 200),
        ("GET", {"Range": "bytes=0-9"}, 206),
        ("GET", {"Range": "bytes=99999999-"}, 416),
        ("GET", {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}, 304),
        ("POST", {}, 405),
        ("DELETE", {}, 405),
        ("TRACE", {}, 405),
        ("PROPFIND", {}, 405),
    ],
)
def test_a_file_is_answered_in_one_way(standing, prefix, method, asked, status):
    with standing.app.test_client().open(f"{prefix}{FILE}", method=method, headers=asked) as answer:
        assert answer.status_code == status
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("path", [FILE, "/static/nergens", "/noorderhaven/", "/noorderhaven/nergens", "/", "/healthz"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "TRACE"])
def test_over_https_every_answer_asks_for_https_from_then_on(standing, path, method):
    with standing.app.test_client().open(path, method=method, base_url="https://localhost") as answer:
        assert answer.headers.getlist("Strict-Transport-Security") == ["max-age=31536000; includeSubDomains"]


@pytest.mark.parametrize(("path", "where"), [("/noorderhaven/", "/noorderhaven/csp"), ("/", "/csp"), ("/x", "/csp")])
def test_a_page_says_where_a_browser_tells_what_it_refused(standing, path, where):
    answer = standing.app.test_client().get(path)
    assert answer.headers["Content-Security-Policy"].endswith(f"; report-uri {where}")
    assert standing.app.test_client().post(where, json={}).status_code == 204


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config", "/.git/HEAD", "/noorderhaven/.git/config", "/config.py", "/wsgi.py", "/pyproject.toml",
        "/requirements.lock", "/instance/wederhoor.db", "/instance/secret_key", "/templates/base.html",
        "/static/wederhoor.css/", "/static/wederhoor.css~", "/static/wederhoor.css.map", "/static/.htaccess",
        "/noorderhaven/functionaris/wederhoor.css", "/noorderhaven/klacht.css", "/server-status", "/admin", "/debug",
        "/console", "/docs", "/openapi.json", "/swagger", "/robots.php",
    ],
)  # fmt: skip
def test_nothing_else_is_a_file(standing, path):
    answer = standing.app.test_client().get(path)
    assert answer.status_code in {302, 404}
    assert answer.mimetype == "text/html"
    assert answer.status_code == 404 or answer.headers["Location"].startswith("/noorderhaven/inloggen?next=")


@pytest.mark.parametrize(
    "path",
    ["/noorderhaven/inloggen", "/noorderhaven/regeling.pdf", "/noorderhaven/huisstijl.css", "/healthz", "/readyz"],
)
def test_an_answer_says_what_it_is_and_in_which_letters(standing, path):
    answer = standing.app.test_client().get(path)
    kind = answer.headers["Content-Type"]
    assert answer.data
    if kind.startswith("text/"):
        assert kind.endswith("charset=utf-8"), kind
        answer.data.decode("utf-8")
    else:
        assert kind in {"application/pdf", "application/json"}
        assert answer.data.startswith(b"%PDF" if kind == "application/pdf" else b"{")
