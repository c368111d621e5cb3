"""Every route of the portal, written by hand: who may come through, and what they are answered.

A route that is not in this table fails the test, and so does an argument in an address that is not known here.
"""

from __future__ import annotations

from tests.leaks.acts import EVERY

ARGUMENTS = frozenset({"reference", "item", "part", "token", "wanted", "slug", "version", "file", "paper", "original"})
"""Every argument that an address may have, with what is put in its place in `test_routes`."""

OPEN: dict[str, tuple[int, int]] = {
    "/": (200, 200),
    "/regeling": (200, 200),
    "/regeling.pdf": (200, 200),
    "/hoe-het-werkt": (200, 200),
    "/privacy": (200, 200),
    "/toegankelijkheid": (200, 200),
    "/contact": (200, 200),
    "/controle": (200, 200),
    "/huisstijl.css": (200, 200),
    "/klacht": (200, 200),
    "/klacht/voor-wie": (200, 200),
    "/klacht/gebeurd": (200, 200),
    "/klacht/gegevens": (200, 200),
    "/klacht/nergens": (404, 404),
    "/klacht/controle": (302, 302),
    "/klacht/ontvangst": (302, 302),
    "/klacht/bewaren": (302, 302),
    "/klacht/status": (200, 200),
    "/inloggen": (200, 302),
    "/inloggen/oidc": (302, 302),
    "/inloggen/oidc/terug": (404, 404),
    "/inloggen/oidc/uit": (302, 302),
    "/uitnodiging": (404, 404),
    "/wachtwoord": (200, 200),
    "/machtiging": (404, 404),
    "/inloggen/stap-2": (302, 302),
    "/klacht/code": (302, 302),
    "/adres": (404, 404),
    "/bezwaar": (404, 404),
    "/bevestigen": (302, 200),
    "/account": (302, 200),
    "/account/wachtwoord": (302, 200),
    "/account/adres": (302, 200),
    "/account/code": (302, 200),
    "/account/code/verwijderen": (302, 200),
    "/account/herstelcodes": (302, 200),
    "/account/sleutels/nieuw": (302, 200),
    "/account/sessies": (302, 200),
    "/account/inlog": (302, 404),
    "/account/inlog/ontkoppelen": (302, 404),
    "/taal/en": (302, 302),
    "/taal/fr": (404, 404),
    "/demo/postvak": (404, 404),
    "/healthz": (200, 200),
    "/metrics": (404, 404),
    "/_/": (404, 404),
    "/nergens": (404, 404),
}
"""Addresses outside the portals → the answer to a visitor, and to somebody who is signed in."""

OPEN_POSTS: dict[str, tuple[int, int]] = {
    "/klacht/voor-wie": (422, 422),
    "/klacht/controle": (302, 302),
    "/klacht/bewaren": (302, 302),
    "/klacht/status": (422, 422),
    "/controle": (422, 422),
    "/inloggen": (422, 422),
    "/inloggen/oidc": (404, 404),
    "/inloggen/oidc/terug": (404, 404),
    "/uitnodiging/oidc": (404, 404),
    "/uitnodiging": (404, 404),
    "/wachtwoord": (422, 422),
    "/machtiging": (404, 404),
    "/inloggen/stap-2": (302, 302),
    "/inloggen/sleutel": (422, 422),
    "/klacht/code": (302, 302),
    "/adres": (404, 404),
    "/bezwaar": (404, 404),
    "/bevestigen": (302, 422),
    "/bevestigen/sleutel": (302, 422),
    "/account/herstel/stoppen": (302, 404),
    "/csp": (204, 204),
}
"""The same for an empty form. Choosing a language and signing out are acts of one's own and stand apart."""

STEPS: dict[str, tuple[int, int]] = {
    "/inloggen/sleutel/vraag": (200, 200),
    "/bevestigen/sleutel/vraag": (302, 200),
    "/bevestigen/code": (302, 302),
}
"""Likewise; these begin a step of signing in, which is written down."""

CONFIRMED: dict[str, int] = {
    "/account/wachtwoord": 422,
    "/account/adres": 422,
    "/account/code": 200,
    "/account/code/verwijderen": 302,
    "/account/herstelcodes": 302,
    "/account/sleutels/vraag": 200,
    "/account/sleutels": 422,
    "/account/inlog": 404,
    "/account/inlog/ontkoppelen": 404,
}
"""What somebody who showed just now who they are is answered to an empty form; everybody else is asked to: 302."""

PRESSED = frozenset({"/account/sessies/alle", "/account/sessies/<item>"})
"""Buttons on one's own account."""

PUBLIC_RULES = frozenset(
    {
        *(path for path in OPEN if not path.startswith(("/klacht/", "/taal/", "/nergens"))),
        "/klacht/code",
        "/klacht/controle",
        "/klacht/ontvangst",
        "/klacht/bewaren",
        "/klacht/status",
        "/klacht/<any('voor-wie','gebeurd','met-wie','waarover','wens','gegevens'):slug>",
        "/klacht/verder/<token>",
        "/uitnodiging/<token>",
        "/wachtwoord/<token>",
        "/machtiging/<token>",
        "/adres/<token>",
        "/bezwaar/<token>",
        "/account/sleutels/<item>/verwijderen",
        "/taal/<wanted>",
        "/uitloggen",
        "/readyz",
        "/csp",
    }
)

PAGES: dict[str, dict[str, str]] = {
    "klager": {"/": "page"},
    "medewerker": {"/": "page"},
    "functionaris": {
        "/": "page",
        "/register": "page",
        "/registreren": "form",
        "/aanbevelingen": "page",
        "/aanbevelingen/nieuw": "form",
        "/aanbevelingen/<item>": "recommendation form",
        "/verslagen": "page",
        "/verslagen/nieuw": "form",
        "/verslagen/<item>": "periodic_report page",
        "/brieven": "page",
        "/brieven/<item>": "letter form",
        "/brieven/<item>/pdf": "letter page",
        "/afwezig": "form",
        "/afwezig/<item>": "absence button",
        "/bewaren": "page",
        "/bewaren/<item>": "erasure form",
        "/bewaren/<item>/verklaring": "tombstone page",
    },
    "directie": {
        "/": "page",
        "/aanbevelingen": "page",
        "/aanbevelingen/<item>": "recommendation form",
        "/verslagen": "page",
        "/verslagen/<item>": "periodic_report page",
        "/bespreking": "form",
        "/gedeeld": "page",
        "/gedeeld/<item>": "release page",
        "/gedeeld/<item>/vertrouwelijk": "release form",
        "/bezetting": "page",
        "/bezetting/benoemen": "form",
        "/bezetting/herstel/<item>": "account_mend form",
        "/bezetting/afwijking": "form",
        "/afwezig": "form",
        "/afwezig/<item>": "absence button",
        "/bewaren": "form",
    },
    "beheer": {
        "/": "page",
        "/medewerkers": "page",
        "/medewerkers/uitnodigen": "form",
        "/medewerkers/<item>": "person form",
        "/medewerkers/<item>/sluiten": "person form",
        "/medewerkers/<item>/opnieuw-uitnodigen": "person button",
        "/medewerkers/<item>/herstellen": "mendable form",
        "/medewerkers/<item>/openen": "closed form",
        "/afwezig": "form",
        "/afwezig/<item>": "absence button",
        "/benoemingen": "form",
        "/benoemingen/<item>/beeindigen": "appointment form",
        "/onderwerpen": "form",
        "/onderwerpen/<item>": "category button",
        "/organisatie": "form",
        "/inloggen": "form",
        "/inloggen/testen": "button",
        "/informatie-vooraf": "form",
        "/brieven": "page",
    },
}
"""The pages of each portal beside the cases. `<item>` stands for a row of the table that is named; a page is read, a
form is read and handed in, a button is only pressed."""

DRAFTED: dict[str, frozenset[str]] = {
    "klager": frozenset({"aanvullen", "standpunt", "voorstel", "verslag-reactie", "aanvullende-verklaring"}),
    "medewerker": frozenset({"standpunt", "voorstel", "verslag-reactie", "aanvullende-verklaring"}),
    "functionaris": frozenset(
        {
            "onderdelen",
            "in-behandeling",
            "niet-behandelen",
            "doorverwijzen",
            "informeren",
            "reactie-vragen",
            "bericht",
            "bemiddelen",
            "voorstel",
            "gespreksverslag",
            "notitie",
            "afdoening",
            "oordeel-geven",
            "oordeel-herstellen",
        }
    ),
}
"""The acts whose text is kept while one writes."""


ACCESS = {
    "/inzage": frozenset({"GET", "POST"}),
    "/inzage/<item>": frozenset({"GET", "POST"}),
    "/inzage/<item>/<part>": frozenset({"GET", "POST"}),
    "/inzage/<item>/antwoord": frozenset({"GET"}),
}
"""Requests for access, below a case of the functionaris."""
NO_ROW = "00000000-0000-7000-8000-000000000000"


def rules() -> dict[str, frozenset[str]]:
    """Every route → the methods it takes, besides HEAD and OPTIONS."""
    both, read, press = frozenset({"GET", "POST"}), frozenset({"GET"}), frozenset({"POST"})
    found: dict[str, frozenset[str]] = {}
    for rule in PUBLIC_RULES:
        posts = rule in {*OPEN_POSTS, *CONFIRMED, "/taal/<wanted>"} or rule.startswith("/klacht/<any")
        found[rule] = both if posts or rule.endswith("/verwijderen") else read
    pressed = {rule for rule in (*OPEN_POSTS, *STEPS, *CONFIRMED, *PRESSED) if rule not in OPEN and rule not in found}
    found |= dict.fromkeys(pressed, press)
    found |= {"/csp": press, "/uitloggen": press, "/uitnodiging/oidc": press}
    for folder, pages in PAGES.items():
        kinds = {"page": read, "form": both, "button": press}
        found |= {f"/{folder}{page}": kinds[what.split()[-1]] for page, what in pages.items()}
    for folder, slugs in EVERY.items():
        case = f"/{folder}/zaak/<reference>"
        found |= {f"{case}/": read, f"{case}/oordeel": read, f"{case}/vertrouwelijk": both}
        found |= {f"{case}/gelezen": read, f"{case}/gesprek/<item>.ics": read}
        found |= {f"{case}/oordeel/<version>": read, f"{case}/papieren": both, f"{case}/papier/<paper>": read}
        found |= {f"{case}/bestand/<file>": read, f"{case}/origineel/<file>": read}
        found |= {f"{case}/bewaarblokkade": both} if folder == "functionaris" else {}
        found |= {f"{case}{rest}": methods for rest, methods in ACCESS.items()} if folder == "functionaris" else {}
        found |= {f"{case}/{slug}": both for slug in slugs}
        found |= {f"{case}/{slug}/concept": press for slug in DRAFTED[folder]}
    return found


NOTHING = "00000000-0000-7000-8000-000000000000"


def case_paths(folder: str) -> list[tuple[str, str]]:
    """Every route below a case of a portal, as (method, what stands behind the number)."""
    found = [
        ("GET", "/"),
        ("GET", "/oordeel"),
        ("GET", "/oordeel/1"),
        ("GET", "/vertrouwelijk"),
        ("POST", "/vertrouwelijk"),
    ]
    found += [("GET", "/papieren"), ("POST", "/papieren"), ("GET", f"/papier/{NOTHING}")]
    found += [("GET", f"/bestand/{NOTHING}"), ("GET", f"/origineel/{NOTHING}")]
    found += [("GET", "/gelezen"), ("GET", "/gesprek/00000000-0000-7000-8000-000000000000.ics")]
    found += [("GET", "/bewaarblokkade"), ("POST", "/bewaarblokkade")] if folder == "functionaris" else []
    asked = ACCESS if folder == "functionaris" else {}
    found += [
        (one, rest.replace("<item>", NO_ROW).replace("<part>", "1")) for rest in asked for one in sorted(asked[rest])
    ]
    for slug in EVERY[folder]:
        found += [("GET", f"/{slug}"), ("POST", f"/{slug}")]
    return found + [("POST", f"/{slug}/concept") for slug in sorted(DRAFTED[folder])]
