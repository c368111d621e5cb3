import pytest

from tests.support.html import FAULTLESS, check_page, lasting

FORM = """
<form method="post">
  <input type="hidden" name="csrf_token" value="x">
  <label for="name">Naam</label> <input id="name" name="name" aria-describedby="hint"> <span id="hint">Voluit</span>
  <label>Plaats <select name="place"><option>Assen</option></select></label>
  <textarea name="story" aria-label="Uw verhaal"></textarea>
  <button>Verstuur</button>
</form>
"""


def page(body="", *, heading="<h1>Klacht &amp; vraag</h1>", title="Klacht &amp; vraag – Nexxtep"):
    return f"""<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>{title}</title><script src="/static/site.js"></script></head>
<body><main>{heading}{body}<img src="/logo.svg" alt=""><svg><title>Figuur</title></svg></main></body></html>"""


def test_a_good_page_passes():
    check_page(page(FORM), path="/klacht")


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (page("<p><div></p></div>"), "Unexpected end tag"),
        (page().replace("<!doctype html>", ""), "DOCTYPE"),
        (page().replace(' lang="nl"', ""), "html has no lang"),
        (page("<h1>Nog een</h1>"), "2 h1 elements"),
        (page(heading=""), "0 h1 elements"),
        (page(heading="<h1> </h1>"), "the h1 is empty"),
        (page(title="Nexxtep"), "does not start with the h1"),
        (page('<p id="a"></p><p id="a"></p>'), "the id “a” is there 2 times"),
        (page('<input name="q">'), "<input name=q> has no label"),
        (page('<label for="q"> </label><input id="q">'), "<input id=q> has no label"),
        (page('<label for="q">Zoek</label><select></select><input id="q">'), "<select> has no label"),
        (page("<textarea></textarea>"), "<textarea> has no label"),
        (page('<label for="q">Zoek</label>'), "for=“q”, an id that is not there"),
        (page('<p aria-describedby="q"></p>'), "aria-describedby=“q”, an id that is not there"),
        (page('<p aria-labelledby="q"></p>'), "aria-labelledby=“q”, an id that is not there"),
        (page("<script>alert(1)</script>"), "script without src"),
        (page("<style>p { color: red }</style>"), "style element"),
        (page("<svg><style>p { color: red }</style></svg>"), "style element"),
        (page('<p style="color: red"></p>'), "<p> has the attribute style"),
        (page('<p onclick="go()"></p>'), "<p> has the attribute onclick"),
        (page('<a href=" Java\tscript:go()">x</a>'), "has a javascript: address"),
        (page('<svg><a xlink:href="javascript:go()"></a></svg>'), "has a javascript: address"),
        (page('<img src="/a.png">'), "<img src=/a.png> has no alt"),
        (page('<form method="post" action="/x"></form>'), "<form action=/x> posts without a csrf_token"),
        (page('<form method="POST"><input name="csrf_token" aria-label="x"></form>'), "posts without a csrf_token"),
    ],
)
def test_each_fault_is_found(bad, fault):
    with pytest.raises(AssertionError, match=r"^/klacht: 1 fault\(s\)\n") as caught:
        check_page(bad, path="/klacht")
    assert fault in str(caught.value)


def test_all_faults_are_told_at_once():
    with pytest.raises(AssertionError, match=r"/klacht: 2 fault\(s\)\n- .*\n- .*"):
        check_page(page('<input name="q"><p style=""></p>'), path="/klacht")


A, B = "019caed9-4300-7b2e-b8f9-470d570c7c5c", "019caed9-4300-7b2e-b8f9-470d570c7c5d"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (f'<p id="{A}"></p>', f'<p id="{B}"></p>', True),
        (f'<p id="{A}"></p><p id="{B}"></p>', f'<p id="{B}"></p><p id="{A}"></p>', True),
        (f'<p id="{A}"></p><p id="{B}"></p>', f'<p id="{A}"></p><p id="{A}"></p>', False),
        (f'<p id="{A}"></p><a aria-describedby="{A}"></a>', f'<p id="{A}"></p><a aria-describedby="{B}"></a>', False),
        ("<p>F8MM-B2AB-CHAA-QEST</p>", "<p>AK8S-TXF9-3EN5-MFKS</p>", True),
        ('<input name="csrf_token" value="x.y-z">', '<input name="csrf_token" value="a.b_c">', True),
        ('<input name="csrf_token" value="x">', '<input name="csrf_token" value="x" onfocus="y">', False),
        ('<input name="csrf_token" value="x">', '<input name="csrf_token" value="x y">', False),
        ('<input name="other" value="x">', '<input name="other" value="y">', False),
        ("<p>Een</p>", "<p>Twee</p>", False),
    ],
)
def test_a_page_is_the_same_but_for_what_is_made_anew(one, other, same):
    assert (lasting(page(one)) == lasting(page(other))) is same


def test_a_page_with_a_fault_is_read_each_time():
    for _ in range(2):
        with pytest.raises(AssertionError, match=r"1 fault"):
            check_page(page("<p>Nooit zonder fout</p><input>"), path="/klacht")
    before = len(FAULTLESS)
    for _ in range(2):
        check_page(page("<p>Altijd zonder fout</p>"), path="/klacht")
    assert len(FAULTLESS) == before + 1
