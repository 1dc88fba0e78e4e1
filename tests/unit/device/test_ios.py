from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from stub_appium import PACKAGE, Refused, Stub, serve

from pytest_mobcompliance.device.capabilities import free_ports, ios_capabilities
from pytest_mobcompliance.device.ios import IosApp, predicate_string
from pytest_mobcompliance.device.lease import Lease
from pytest_mobcompliance.device.session import close_session, open_session
from pytest_mobcompliance.errors import ConfigurationError, RigError
from pytest_mobcompliance.settings import Locator, SessionSettings, Settings

LEASE = Lease(name="i1", worker="main", udid="U1")
SETTINGS = Settings.model_validate(
    {
        "app": {"platform": "ios", "bundle_id": PACKAGE},
        "android": {"step_timeout": 0.4, "app_wait": 0.4},
        "screens": {"transfer": {"path": [{"tap": {"text": "转账"}}], "expect": {"text": "收款人"}}},
    }
)


def node(kind: str, label: str = "", *inside: str, name: str = "", top: int = 100, height: int = 44) -> str:
    own = f'type="XCUIElementType{kind}" label="{label}" name="{name or label}" enabled="true" visible="true"'
    return (
        f'<XCUIElementType{kind} {own} accessible="true" x="0" y="{top}" width="390" height="{height}">'
        f"{''.join(inside)}</XCUIElementType{kind}>"
    )


def page(*inside: str) -> str:
    window = node("Window", "", *inside, top=0, height=844)
    return (
        f'<XCUIElementTypeApplication type="XCUIElementTypeApplication" name="示例银行" label="示例银行" '
        f'bundleId="{PACKAGE}" '
        f'enabled="true" visible="true" x="0" y="0" width="390" height="844">{window}'
        "</XCUIElementTypeApplication>"
    )


HOME = page(node("StaticText", "余额"), node("Button", "转账", top=200), node("TextField", "", name="amount"))
PAY = page(node("StaticText", "收款人"))
ALERT = page(
    node(
        "Alert",
        "“示例银行”想访问您的相机",
        node("StaticText", "“示例银行”想访问您的相机", top=300),
        node("Button", "不允许", top=400),
        node("Button", "允许", top=450),
        top=280,
        height=300,
    )
)


class Phone(Stub):
    """Finds by predicate or accessibility id, over one screen after the other."""

    def _found(self, selector: str) -> list[str]:
        words = selector.split('"')[1::2] or [selector]
        source = self.source if isinstance(self.source, str) else self.source()
        known = [word for word in words if not word.startswith("XCUIElementType")] or words
        if not any(f'"{word}"' in source for word in known):
            return []
        key = f"e{len(self.asked)}"
        self.nodes[key] = {"text": known[-1]}
        return [key]


@pytest.fixture
def stub() -> Iterator[Phone]:
    made = Phone(source=HOME)
    made.mobile["deviceScreenInfo"] = lambda _: {"scale": 3, "statusBarSize": {}}
    close = serve(made)
    yield made
    close()


@pytest.fixture
def app(stub: Phone) -> Iterator[IosApp]:
    driver = open_session(stub.url, ios_capabilities(SETTINGS, LEASE, free_ports()), 10)
    opened = IosApp(driver, SETTINGS, LEASE)
    stub.asked.clear()
    yield opened
    close_session(driver)


def showing(stub: Stub, source: str) -> Callable[..., None]:
    return lambda *_: setattr(stub, "source", source)


@pytest.mark.parametrize(
    ("locator", "selector"),
    [
        (Locator(accessibility_id="转账"), ("accessibility id", "转账")),
        (Locator(id="tab"), ("accessibility id", "tab")),
        (
            Locator(text='说"是"'),
            (
                "-ios predicate string",
                '(label == "说\\"是\\"" OR value == "说\\"是\\"") AND visible == 1',
            ),
        ),
        (
            Locator.model_validate({"class": "Button"}),
            ("-ios predicate string", 'type == "XCUIElementTypeButton"'),
        ),
        (Locator(predicate="label BEGINSWITH '转'"), ("-ios predicate string", "label BEGINSWITH '转'")),
    ],
)
def test_locators_become_selectors(app: IosApp, locator: Locator, selector: tuple[str, str]) -> None:
    assert app._selector(locator) == selector


def test_css_is_refused(app: IosApp) -> None:
    with pytest.raises(ConfigurationError, match="predicate"):
        app.tap(Locator(css="a"))


def test_predicate_strings_are_escaped() -> None:
    assert predicate_string('a"\\中') == '"a\\"\\\\中"'


def test_screen_is_reached_and_captured(app: IosApp, stub: Phone) -> None:
    stub.taps["转账"] = showing(stub, PAY)
    app.launch()
    app.go("transfer")
    screen = app.capture()
    assert (screen.platform, screen.name, screen.density) == ("ios", "transfer", 3.0)
    assert any(e.text == "收款人" for e in screen.elements)


def test_launch_and_restart_name_the_app(app: IosApp, stub: Phone) -> None:
    asked: list[Any] = []
    for command in ("activateApp", "terminateApp"):
        stub.mobile[command] = lambda arguments: asked.append(arguments["bundleId"])
    app.launch()
    app.restart()
    assert asked == [PACKAGE] * 3


def test_alert_is_answered_by_the_words_of_its_button(app: IosApp, stub: Phone) -> None:
    asked: list[dict[str, Any]] = []

    def alert(arguments: dict[str, Any]) -> Any:
        asked.append(arguments)
        if arguments["action"] == "getButtons":
            return ["不允许", "允许"]
        return showing(stub, HOME)()

    stub.mobile["alert"] = alert
    stub.source = ALERT
    app.launch()
    assert [request.kind for request in app.requests_for_permission()] == ["camera"]
    app.answer("deny")
    assert asked == [{"action": "getButtons"}, {"action": "accept", "buttonLabel": "不允许"}]
    assert app.prompt() is None


def test_alert_that_changed_is_not_answered(app: IosApp, stub: Phone) -> None:
    asked = []
    stub.mobile["alert"] = lambda arguments: asked.append(arguments["action"]) or ["好", "不允许访问"]
    stub.source = ALERT
    with pytest.raises(RigError, match="好, 不允许访问"):
        app.answer("deny")
    assert asked == ["getButtons"]


def test_permissions_are_reset_with_the_app(app: IosApp, stub: Phone) -> None:
    asked: list[str] = []
    stub.mobile["resetPermission"] = lambda arguments: asked.append(arguments["service"])
    app.reset()
    assert {"camera", "location", "photos"} <= set(asked)


def test_reset_on_a_phone_is_refused_by_the_driver(app: IosApp, stub: Phone) -> None:
    def refuse(_: dict[str, Any]) -> None:
        raise Refused("This extension is only available for Simulator")

    stub.mobile["clearApp"] = refuse
    with pytest.raises(RigError, match="Simulator"):
        app.reset()


@pytest.mark.parametrize(
    ("told", "state"), [("yes", "granted"), ("no", "denied"), ("unset", "prompt"), ("limited", "granted")]
)
def test_permission_states_of_a_simulator(app: IosApp, stub: Phone, told: str, state: str) -> None:
    stub.mobile["getPermission"] = lambda _: told
    assert app.permission_state("camera") == state
    assert app.permission_state("sms") is None


def test_dark_mode_is_put_back(app: IosApp, stub: Phone) -> None:
    asked: list[str] = []
    stub.mobile["getAppearance"] = lambda _: {"style": "light"}
    stub.mobile["setAppearance"] = lambda arguments: asked.append(arguments["style"])
    with app.dark_mode(True):
        assert asked == ["dark"]
    assert asked == ["dark", "light"]


def test_text_size_is_the_nearest_there_is(app: IosApp, stub: Phone) -> None:
    asked: list[str] = []
    stub.mobile["getContentSize"] = lambda _: "L"
    stub.mobile["setContentSize"] = lambda arguments: asked.append(arguments["size"])
    with app.text_scale(2.0):
        pass
    assert asked == ["AS", "L"]


def test_other_screen_sizes_are_not_to_be_had(app: IosApp) -> None:
    with pytest.raises(RigError) as caught, app.viewport(320, 568, 2):
        pass
    assert caught.value.reason == "capability-missing"


def test_a_phone_offers_no_shell(app: IosApp, stub: Phone) -> None:
    stub.mobile["deviceInfo"] = lambda _: {"isSimulator": False}
    assert app.what_it_can() == {"screenshot"}


@pytest.mark.parametrize(
    ("seconds", "commands"), [(0.5, ["backgroundApp 0.5"]), (25, ["backgroundApp -1", "activateApp"])]
)
def test_a_long_while_in_the_background_is_no_single_command(
    app: IosApp, stub: Phone, monkeypatch: pytest.MonkeyPatch, seconds: float, commands: list[str]
) -> None:
    """No server waits for one that takes minutes."""
    told: list[str] = []
    slept: list[float] = []
    stub.mobile["backgroundApp"] = lambda given: told.append(f"backgroundApp {given['seconds']:g}")
    stub.mobile["activateApp"] = lambda _: told.append("activateApp")
    monkeypatch.setattr("pytest_mobcompliance.device.native.time.sleep", slept.append)
    app.background(seconds)
    assert told == commands
    assert sum(slept) == (seconds if len(commands) > 1 else 0)


def test_a_second_phone_is_offered_where_it_is_configured(stub: Phone, app: IosApp) -> None:
    stub.mobile["deviceInfo"] = lambda _: {"isSimulator": False}
    ending = SessionSettings(screen="transfer", second_device="i2")
    settings = SETTINGS.model_copy(update={"session": ending})
    assert IosApp(app._driver, settings, LEASE).what_it_can() == {"screenshot", "second_device"}
