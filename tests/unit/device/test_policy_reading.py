"""How the policy is found and read: from the notice, else from a menu, else from its address."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_app import FakeApp, element, fault, page

from pytest_mobcompliance.device import document, policy
from pytest_mobcompliance.device.document import Document
from pytest_mobcompliance.device.policy import read_app_policy
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.recognise.blocks import Block
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import Settings

HOST = "http://127.0.0.1/"
TEXT = "我们如何收集和使用您的个人信息。更新日期：2024 年 1 月 8 日。相机权限用于扫码。" * 5
LINK = element("link", "link", "隐私政策", href=HOST + "policy")
POLICY = page(
    element("t", "heading", "隐私政策"), element("p", "text", TEXT), url=HOST + "policy", title="隐私政策"
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "STILL", 0.0)


def settings(**more: object) -> Settings:
    told = {
        "app": {"url": HOST},
        "screens": {"scan": {"url": "#/scan"}},
        "permissions": {"camera": {"purpose": "用于扫码", "screen": "scan"}},
        "sdks": [{"name": "示例推送"}],
    }
    return Settings.model_validate({**told, **more})


def notice(*links: Element) -> Screen:
    """A first start whose notice has these links."""
    box = Element(id="box", role="dialog", visible=True, parent="body", children=("words", "yes", "no"))
    inside = [
        element("words", "text", "我们重视您的个人信息，请阅读隐私政策", parent="box"),
        element("yes", "button", "同意", parent="box"),
        element("no", "button", "不同意", parent="box"),
        *(replace(link, parent="box") for link in links),
    ]
    return page(box, *inside, url=HOST)


def test_the_notice_leads_to_the_policy() -> None:
    app = FakeApp({"start": notice(LINK), HOST + "policy": POLICY})
    read = read_app_policy(app, settings())
    assert (read.noticed, read.way, read.document.problem) == (True, "notice", "")
    assert app.log[:2] == ["reset", "launch"]
    assert read.permissions == ("camera",)
    assert read.policy is not None
    states = {name: found.state for name, found in read.policy.found.items()}
    assert (states["date"], states["permission:camera"], states["sdk:示例推送"]) == (
        "told",
        "told",
        "missing",
    )


def test_without_a_notice_a_menu_leads_to_it() -> None:
    app = FakeApp({"start": page(LINK, url=HOST), HOST + "policy": POLICY})
    read = read_app_policy(app, settings())
    assert (read.noticed, read.way) == (False, "menu")
    assert read.policy is not None


def test_an_app_without_a_policy_has_none() -> None:
    app = FakeApp({"start": page(element("t", "text", "首页"), url=HOST)})
    read = read_app_policy(app, settings())
    assert (read.way, read.policy, read.document.problem) == ("", None, "policy-not-found")


def fetched(monkeypatch: pytest.MonkeyPatch, found: Document) -> list[str]:
    asked: list[str] = []

    def fetch(address: str, hosts: object, *, timeout: float) -> Document:
        asked.append(address)
        return found

    monkeypatch.setattr(policy, "fetch_document", fetch)
    return asked


ELSEWHERE = {"policy": {"url": "https://bank.example/policy"}}


def test_what_no_screen_leads_to_is_read_at_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fetched(monkeypatch, Document(blocks=(Block(TEXT),), source="https://bank.example/policy"))
    app = FakeApp({"start": page(element("t", "text", "首页"), url=HOST)})
    read = read_app_policy(app, settings(**ELSEWHERE))
    assert asked == ["https://bank.example/policy"]
    assert (read.way, read.document.screens) == ("address", ())
    assert read.policy is not None


def test_what_the_screens_cut_off_is_read_at_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fetched(monkeypatch, Document(blocks=(Block(TEXT * 2),)))
    app = FakeApp({"start": notice(LINK), HOST + "policy": replace(POLICY, truncated=True)})
    read = read_app_policy(app, settings(**ELSEWHERE))
    assert asked
    assert (read.way, read.document.problem) == ("notice", "")
    assert [screen.name for screen in read.document.screens] == ["policy"]
    assert read.document.text == TEXT * 2


def test_an_address_that_fails_takes_nothing_from_the_screens(monkeypatch: pytest.MonkeyPatch) -> None:
    fetched(monkeypatch, Document(problem="policy-tls", detail="self-signed"))
    app = FakeApp({"start": notice(LINK), HOST + "policy": replace(POLICY, truncated=True)})
    read = read_app_policy(app, settings(**ELSEWHERE))
    assert read.document.problem == "policy-cut"
    assert read.policy is not None


def test_a_policy_that_shows_whole_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fetched(monkeypatch, Document())
    read_app_policy(FakeApp({"start": notice(LINK), HOST + "policy": POLICY}), settings(**ELSEWHERE))
    assert asked == []


def test_a_policy_on_a_host_that_nobody_allowed_is_not_opened() -> None:
    link = replace(LINK, href="https://elsewhere.example/policy")
    read = read_app_policy(FakeApp({"start": notice(link)}), settings())
    assert (read.way, read.document.problem, read.policy) == ("notice", "other-host", None)


@pytest.mark.parametrize("with_address", [True, False])
def test_a_policy_that_opens_in_a_browser_is_read_at_its_address(
    with_address: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class InBrowser(FakeApp):
        def capture(self, name: str | None = None) -> Screen:
            if self.shown == "browser":
                raise fault("app-not-in-front")
            return super().capture(name)

    whole = Document(blocks=(Block(TEXT),), source=HOST + "told")
    asked = fetched(monkeypatch, whole)
    app = InBrowser({"start": replace(notice(replace(LINK, href=None)), platform=Platform.ANDROID)})
    app.doors["text=隐私政策"] = app.doors["隐私政策"] = app.doors["link"] = "browser"
    told = {"policy": {"url": HOST + "told"}} if with_address else {}
    read = read_app_policy(app, settings(**told))
    assert asked == ([HOST + "told"] if with_address else [])
    assert read.way == "notice"
    assert read.document.problem == ("" if with_address else "opens-elsewhere")
    assert read.document.screens == ()
    assert "back" in app.log


def test_of_a_policy_on_another_host_no_screen_was_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    fetched(monkeypatch, Document(blocks=(Block(TEXT),)))
    link = replace(LINK, href="https://elsewhere.example/policy")
    read = read_app_policy(FakeApp({"start": notice(link)}), settings(**ELSEWHERE))
    assert (read.document.problem, read.document.screens, read.document.text) == ("", (), TEXT)


def test_what_the_manifest_declares_must_be_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    app = FakeApp({"start": notice(LINK), HOST + "policy": POLICY})
    names = ("android.permission.INTERNET", "android.permission.RECORD_AUDIO", "android.permission.CAMERA")
    monkeypatch.setattr(app, "what_it_can", lambda: frozenset({"shell"}))
    monkeypatch.setattr(app, "declared_permissions", lambda: names, raising=False)
    assert read_app_policy(app, settings()).permissions == ("camera", "microphone")


def test_a_recording_is_read_as_it_lies() -> None:
    app = FakeApp({"start": notice(LINK), "policy": replace(POLICY, name="policy")})
    app.faults["visit"] = fault("replay")
    app.captures = lambda name=None: [app.screens["policy"]]  # type: ignore[method-assign]
    assert read_app_policy(app, settings()).document.problem == ""
    app.faults["visit"] = fault("page-timeout")
    with pytest.raises(RigError):
        read_app_policy(app, settings())
