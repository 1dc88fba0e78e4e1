from __future__ import annotations

from pathlib import Path

import pytest
import requests

from pytest_mobcompliance.device.site import serve
from pytest_mobcompliance.errors import ConfigurationError


def test_folder_is_served_with_its_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>你好", "utf-8")
    site = serve(tmp_path)
    try:
        answer = requests.get(f"{site.url}/a.html", timeout=5)
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "你好" in answer.text
        assert requests.get(f"{site.url}/absent.html", timeout=5).status_code == 404
    finally:
        site.close()


def test_nothing_outside_the_folder_is_served(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x", "utf-8")
    (tmp_path / "site").mkdir()
    site = serve(tmp_path / "site")
    try:
        prepared = requests.Request("GET", f"{site.url}/x").prepare()
        prepared.url = f"{site.url}/../secret"
        with requests.Session() as session:
            assert session.send(prepared, timeout=5).status_code == 404
    finally:
        site.close()


def test_missing_folder_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"app\.serve"):
        serve(tmp_path / "absent")
