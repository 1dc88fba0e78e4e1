"""Three tests of a project's own, beside the ready-made checks."""

import pytest


@pytest.mark.privacy
@pytest.mark.requirement("16.complaint-channel/hotline-on-about-page")
def test_hotline_is_on_the_about_page(mob_app, mob_verdict):
    mob_app.go("about")
    texts = [element.text for element in mob_app.capture().shown() if element.text]
    assert any("95" in text for text in texts), "the about page does not name the hotline"
    mob_verdict.observe("texts read", len(texts))


def test_home_page_has_a_title(mob_app):
    """Without a requirement it is an ordinary test: it does not enter the matrix."""
    assert mob_app.capture().title


@pytest.mark.accessibility
@pytest.mark.requirement("6.ease-of-use/house-style")
def test_nothing_shouts(mob_app, mob_audit, mob_verdict):
    mob_app.go("home")
    mob_verdict.findings(mob_audit(rules=["6.house-style"]))
