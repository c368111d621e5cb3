import time, pytest
@pytest.mark.browser
def test_x(meet):
    p = meet("klager")
    for path in ("/", "/klacht", "/klacht/voor-wie", "/regeling", "/hoe-het-werkt", "/privacy", "/contact", "/inloggen", "/klacht/status"):
        t = time.time(); p.open(path); print(path, round(time.time()-t, 2))
