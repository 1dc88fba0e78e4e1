"""Another app laid over the settings, and what destructive checks are guarded by then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_mobcompliance.errors import ConfigurationError
from pytest_mobcompliance.settings import Settings, with_app


def settings(**app: Any) -> Settings:
    return Settings.model_validate({"app": app, "file": Path("/project/mobcompliance.toml")})


@pytest.mark.parametrize(
    ("own", "app", "url", "serve", "package"),
    [
        ({"url": "https://a.example/"}, "https://b.example/x", "https://b.example/x", None, "b.example"),
        ({"url": "a.html", "serve": "site"}, "b.html?c=1", "b.html?c=1", Path("site"), "127.0.0.1"),
        ({"url": "a.html", "serve": "site"}, "https://b.example/", "https://b.example/", None, "b.example"),
    ],
    ids=["another-site", "another-page", "a-site-instead-of-the-folder"],
)
def test_web(own: dict[str, str], app: str, url: str, serve: Path | None, package: str) -> None:
    changed = with_app(settings(**own), app)
    assert (changed.app.url, changed.app.serve, changed.package) == (url, serve, package)
    assert changed.file == Path("/project/mobcompliance.toml")


@pytest.mark.parametrize(("platform", "key"), [("android", "package"), ("ios", "bundle_id")])
def test_handsets(platform: str, key: str) -> None:
    own = settings(**{"platform": platform, key: "cn.example.bank"})
    changed = with_app(own, "cn.example.bank.test")
    assert (changed.package, own.package) == ("cn.example.bank.test", "cn.example.bank")


def test_page_of_no_site_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="--mob-app") as caught:
        with_app(settings(url="https://a.example/"), "b.html")
    assert caught.value.where == "/project/mobcompliance.toml"
