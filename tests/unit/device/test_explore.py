"""The search through an app's links, on pages in memory."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fake_app import HOST, FakeApp, element, fault, page

from pytest_mobcompliance.device import explore
from pytest_mobcompliance.device.explore import (
    MOST_PAGES,
    Sought,
    Survey,
    Surveyor,
    identity_of,
    lead,
    retrace,
    search,
    seek,
)
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.screen import Element, Screen
from pytest_mobcompliance.settings import Settings


def link(to: str, text: str, **facts: object) -> Element:
    return element(f"to-{to}-{text}", "link", text, href=to if "://" in to else f"{HOST}{to}", **facts)


def site(**pages: list[Element]) -> FakeApp:
    """Pages by name; the first is what shows."""
    screens: dict[str, Screen] = {
        f"{HOST}{name}": page(*inside, url=f"{HOST}{name}") for name, inside in pages.items()
    }
    return FakeApp(screens)


def policy(found: Element) -> bool:
    return found.name == "隐私政策"


POLICY = element("policy", "button", "隐私政策")


def test_what_shows_at_once_takes_one_tap() -> None:
    app = site(home=[POLICY])
    found = search(app, policy, 1)
    assert (found.path, found.pages, found.complete) == (("隐私政策",), 1, True)
    assert found.element is not None
    assert found.element.id == "policy"
    assert [line for line in app.log if line.startswith("visit")] == []


def test_nearest_place_is_found_first() -> None:
    app = site(
        home=[link("a", "甲"), link("b", "乙")],
        a=[link("c", "丙")],
        b=[POLICY],
        c=[POLICY],
    )
    found = search(app, policy, 4)
    assert found.path == ("乙", "隐私政策")
    assert found.screen is not None
    assert found.screen.url == f"{HOST}b"


@pytest.mark.parametrize(("taps", "path"), [(1, None), (2, None), (3, ("甲", "丙", "隐私政策"))])
def test_search_goes_no_deeper_than_the_taps(taps: int, path: tuple[str, ...] | None) -> None:
    app = site(home=[link("a", "甲")], a=[link("c", "丙")], c=[POLICY])
    found = search(app, policy, taps)
    assert found.path == path
    assert found.complete
    assert found.pages == min(taps, 3)


def test_each_page_is_opened_once_also_in_a_circle() -> None:
    app = site(home=[link("a", "甲"), link("a", "又是甲")], a=[link("home", "首页"), link("a", "甲")])
    found = search(app, policy, 5)
    assert (found.path, found.pages) == (None, 2)
    assert app.log.count(f"visit {HOST}a") == 1
    assert f"visit {HOST}home" not in app.log


def test_links_out_of_the_app_are_not_followed() -> None:
    app = site(home=[link("https://other.example/a", "外部"), link("tel://95588", "电话")])
    assert search(app, policy, 3).pages == 1


def test_what_nobody_can_tap_or_see_is_no_way() -> None:
    hidden = link("a", "甲", visible=False)
    dead = link("b", "乙", clickable=False)
    label = element("label", "text", "隐私政策")
    app = site(home=[hidden, dead, label], a=[POLICY], b=[POLICY])
    found = search(app, policy, 3)
    assert (found.path, found.element, found.pages) == (None, None, 1)


def test_search_that_stops_early_says_so() -> None:
    many = {f"p{n}": [] for n in range(MOST_PAGES + 5)}
    app = site(home=[link(name, name) for name in many], **many)
    found = search(app, policy, 2)
    assert (found.path, found.pages, found.complete) == (None, MOST_PAGES, False)


def test_lost_session_ends_the_search() -> None:
    app = site(home=[link("a", "甲")], a=[POLICY])
    app.faults = {f"visit {HOST}a": fault("session-lost")}
    with pytest.raises(RigError) as caught:
        search(app, policy, 2)
    assert caught.value.reason == "session-lost"


# --- menus that are buttons


def test_menu_that_is_a_button_is_tapped() -> None:
    app = site(home=[element("b", "button", "设置")], settings=[POLICY])
    app.doors = {"设置": f"{HOST}settings"}
    found = search(app, policy, 3)
    assert found.path == ("设置", "隐私政策")


@pytest.mark.parametrize(
    "words",
    [
        *(
            "转账",
            "退出账号",
            "注销账户",
            "同意隐私政策",
            "全部赎回",
            "全部提现",
            "个人借款",
            "账户解绑",
            "个人开户",
        ),
        *("全部还款", "账户挂失", "个人信息删除", "去支付更多"),
    ],
)
def test_button_that_does_something_is_left_alone(words: str) -> None:
    app = site(home=[element("b", "button", words)], away=[POLICY])
    app.doors = {words: f"{HOST}away"}
    found = search(app, lambda element: element.name == "隐私政策", 3)
    assert (found.path, found.complete) == (None, True)
    assert not [line for line in app.log if line.startswith("tap")]


def test_search_is_not_complete_where_something_was_not_looked_behind() -> None:
    nameless = site(home=[element("b", "button")])
    assert not search(nameless, policy, 3).complete
    gone = site(home=[element("b", "button", "更多")])
    gone.faults = {"tap": fault("element-not-found")}
    assert not search(gone, policy, 3).complete
    unfolded = site(home=[element("b", "button", "更多")])
    unfolded.screens["open"] = page(element("c", "button", "其他"), url=f"{HOST}home")
    unfolded.doors = {"更多": "open"}
    assert not search(unfolded, policy, 3).complete


def test_button_that_leads_out_of_the_app_is_no_way() -> None:
    app = site(home=[element("b", "button", "帮助")])
    app.screens["out"] = page(POLICY, url="https://other.example/")
    app.doors = {"帮助": "out"}
    found = search(app, policy, 3)
    assert (found.path, found.complete) == (None, True)


# --- on a phone: screens without address

APP = "cn.example.bank"


def row(text: str, more: str = "") -> list[Element]:
    """A row that is tapped, around its words."""
    around = element(f"row-{text}", "generic", None, clickable=True, resource_id=f"{APP}:id/row", package=APP)
    inside = [element(f"text-{text}", "text", text, parent=around.id, package=APP)]
    if more:
        inside.append(element(f"more-{text}", "text", more, parent=around.id, package=APP))
    return [around, *inside]


def phone(**screens: list[Element]) -> FakeApp:
    """Screens by name; the first is what shows. A tap on a text leads to the screen of that name."""
    made = {
        name.replace("_", "~"): page(*inside, platform="android", package=APP)
        for name, inside in screens.items()
    }
    app = FakeApp(made)
    app.doors = {name: name for name in made}
    return app


def named(wanted: str) -> Callable[[Element], bool]:
    return lambda found: (found.name or found.text) == wanted


def taps(app: FakeApp) -> list[str]:
    return [line for line in app.log if line.startswith(("tap", "back", "visit"))]


def test_rows_of_a_phone_are_ways_on() -> None:
    app = phone(首页=[*row("我的"), *row("转账")], 我的=[*row("设置", "V1.0")], 设置=[*row("隐私政策")])
    found = search(app, named("隐私政策"), 4)
    assert found.path == ("我的", "设置", "隐私政策")
    assert taps(app) == ["tap text=我的", "tap text=设置"]
    assert found.element is not None
    assert found.element.text == "隐私政策"
    assert not app.shown.startswith("隐私")


def test_way_back_is_back_and_the_screen_of_the_find_shows() -> None:
    app = phone(
        首页=[*row("我的"), *row("更多")],
        我的=[*row("设置"), element("x", "text", "甲")],
        更多=[element("y", "text", "乙"), *row("隐私政策")],
        设置=[element("z", "text", "丙")],
    )
    found = search(app, named("隐私政策"), 2)
    assert found.path == ("更多", "隐私政策")
    assert taps(app) == ["tap text=我的", "back", "tap text=更多"]
    assert app.shown == "更多"


def test_where_back_leads_elsewhere_the_way_is_gone_again_from_the_beginning() -> None:
    app = phone(
        首页=[*row("我的")],
        我的=[*row("设置"), *row("帮助")],
        设置=[element("z", "text", "丙")],
        帮助=[*row("隐私政策")],
        离开=[element("q", "text", "桌面")],
    )
    app.screens["桌面"] = app.screens.pop("离开")

    def back() -> None:
        app.log.append("back")
        app.shown = "桌面"

    def begin() -> None:
        app.log.append("begin")
        app.shown = "首页"

    app.back = back  # type: ignore[method-assign]
    found = search(app, named("隐私政策"), 3, begin)
    assert found.path == ("我的", "帮助", "隐私政策")
    assert [line for line in app.log if not line.startswith("capture")] == [
        "tap text=我的",
        "tap text=设置",
        "back",
        "begin",
        "tap text=我的",
        "tap text=帮助",
    ]


def test_what_lies_further_down_is_found() -> None:
    app = phone(首页=[*row("我的")], 首页_2=[*row("关于我们")], 我的=[], 关于我们=[*row("隐私政策")])
    found = search(app, named("隐私政策"), 3)
    assert found.path == ("关于我们", "隐私政策")


def test_document_that_a_sentence_names_counts_as_a_link() -> None:
    sentence = element("s", "text", "登录即表示同意《用户协议》和《隐私政策》", package=APP)
    found = search(phone(首页=[sentence]), named("隐私政策"), 1)
    assert found.path == ("隐私政策",)
    assert found.element is not None
    assert found.element.text == sentence.text
    field = element("s", "textbox", "《隐私政策》", editable=True, package=APP)
    assert search(phone(首页=[field]), named("隐私政策"), 1).path is None


def test_deeds_are_left_alone_on_a_phone_too() -> None:
    app = phone(首页=[*row("转账"), *row("退出登录"), *row("注销账户")], 转账=[*row("隐私政策")])
    found = search(app, named("隐私政策"), 3)
    assert (found.path, found.complete, taps(app)) == (None, True, [])


def test_icon_without_words_leaves_a_search_incomplete() -> None:
    icon = element("i", "img", None, clickable=True, package=APP)
    assert not search(phone(首页=[icon]), named("隐私政策"), 2).complete
    of_the_system = element("i", "img", None, clickable=True, package="com.android.systemui")
    words = element("w", "text", "余额", package=APP)
    assert search(phone(首页=[words, of_the_system]), named("隐私政策"), 2).complete
    assert not search(phone(首页=[of_the_system]), named("隐私政策"), 2).complete  # nothing was seen


def test_bar_that_stands_on_every_screen_is_tapped_once() -> None:
    def bar() -> list[Element]:
        return [
            element(f"tab-{name}", "text", name, clickable=True, package=APP, bounds=(at, 800, at + 99, 844))
            for at, name in ((0, "首页"), (99, "我的"))
        ]

    app = phone(首页=bar(), 我的=[*row("帮助"), *bar()], 帮助=[*row("常见问题"), *bar()])
    found = search(app, named("隐私政策"), 4)
    assert (found.path, found.pages, found.complete) == (None, 3, True)
    assert taps(app).count("tap text=首页") == 1
    assert taps(app).count("tap text=我的") == 1


def test_clock_and_amounts_do_not_make_another_screen() -> None:
    def at(time: str, amount: str, words: str = "余额") -> Screen:
        clock = element("c", "text", time, package=APP)
        money = element("m", "text", amount, package=APP)
        return page(clock, money, element("w", "text", words), platform="android", package=APP)

    assert identity_of(at("12:01", "1,200.00")) == identity_of(at("12:02", "980.50"))
    assert identity_of(at("12:01", "1")) != identity_of(at("12:01", "1", "明细"))
    activity = {"settings": {"activity": ".Main"}}
    assert identity_of(page(platform="android", **activity)) != identity_of(page(platform="android"))


def test_another_app_in_front_is_no_way() -> None:
    app = phone(首页=[*row("帮助")], 帮助=[])
    app.screens["帮助"] = page(
        element("b", "button", "隐私政策", package="com.example.browser"), platform="android", package=APP
    )
    found = search(app, named("隐私政策"), 3)
    assert (found.path, found.pages, found.complete) == (None, 1, False)


def test_search_comes_back_from_another_app() -> None:
    class Leaving(FakeApp):
        def capture(self, name: str | None = None) -> Screen:
            if self.shown == "帮助":
                raise fault("app-not-in-front")
            return super().capture(name)

    def leaving() -> FakeApp:
        made = phone(首页=[*row("帮助"), *row("关于我们")], 帮助=[], 关于我们=[*row("隐私政策")])
        app = Leaving(made.screens)
        app.doors = made.doors
        return app

    assert search(leaving(), named("隐私政策"), 3).path == ("关于我们", "隐私政策")
    found = search(leaving(), named("没有"), 3)
    assert (found.path, found.complete) == (None, True)
    app = leaving()
    app.back = lambda: None  # type: ignore[method-assign]  # a call: nothing leads back
    assert not search(app, named("没有"), 3).complete
    app = leaving()
    app.shown = "帮助"
    with pytest.raises(RigError):  # it begins nowhere
        search(app, named("隐私政策"), 3)


def test_page_inside_an_app_is_looked_at_but_not_walked() -> None:
    inside = element("l", "link", "条款", href="http://bank.example/b")
    app = phone(首页=[*row("余额")])
    app.screens["首页~2"] = page(inside, url="http://bank.example/a", package=APP)
    found = search(app, named("隐私政策"), 3)
    assert (found.complete, taps(app)) == (False, [])
    assert search(app, named("条款"), 3).path == ("条款",)


# --- one walk for many questions


def settings_app() -> FakeApp:
    """Settings with two menus; what stands below them is one tap further."""
    app = phone(
        settings=[*row("隐私"), *row("帮助")],
        隐私=[*row("撤回同意"), *row("清单")],
        帮助=[*row("常见问题"), *row("关于我们")],
        清单=[element("l", "text", "手机号码", package=APP)],
        关于我们=[*row("备案号")],
    )
    app.doors |= {"常见问题": "帮助", "撤回同意": "撤回同意"}
    return app


def surveyed(app: FakeApp, most: int = 3) -> Survey:
    def start() -> None:
        app.log.append("start")
        app.shown = "settings"

    return Survey(app, most, start, lambda: app.go("settings"))


def test_survey_opens_nothing_before_it_is_asked() -> None:
    app = settings_app()
    survey = surveyed(app)
    assert app.log == []
    assert survey.find(named("隐私")).path == ("隐私",)
    assert taps(app) == []


def test_survey_opens_each_screen_once_for_all_questions() -> None:
    app = settings_app()
    survey = surveyed(app)
    assert survey.find(named("撤回同意")).path == ("隐私", "撤回同意")
    before = list(app.log)
    assert survey.find(named("清单")).path == ("隐私", "清单")
    assert app.log == before
    assert survey.find(named("备案号")).path == ("帮助", "关于我们", "备案号")
    assert taps(app).count("tap text=关于我们") == 1
    done = list(app.log)
    assert survey.find(named("备案号")).path is not None
    assert app.log == done
    assert app.log.count("start") == 2  # others may have used the app in between


def test_survey_goes_no_deeper_than_it_is_asked() -> None:
    survey = surveyed(settings_app())
    assert survey.find(named("备案号"), 2).path is None
    assert survey.find(named("备案号"), 2).complete
    assert survey.find(named("备案号"), 9).path == ("帮助", "关于我们", "备案号")
    assert surveyed(settings_app(), 2).find(named("备案号")).path is None


def test_what_was_not_looked_behind_counts_only_within_the_taps() -> None:
    icon = element("i", "img", None, clickable=True, package=APP)
    app = phone(settings=[*row("隐私")], 隐私=[icon, *row("撤回同意")])
    survey = surveyed(app)
    assert survey.find(named("没有"), 1).complete
    assert survey.find(named("没有"), 2).complete
    assert not survey.find(named("没有"), 3).complete


def test_survey_begins_anew_after_a_fault() -> None:
    app = settings_app()
    survey = surveyed(app)
    app.faults = {"tap text=帮助": fault("session-lost")}
    with pytest.raises(RigError):
        survey.find(named("备案号"))
    app.faults = {}
    assert survey.find(named("备案号")).path == ("帮助", "关于我们", "备案号")
    assert len(list(survey.places())) == 5


def test_a_find_is_gone_to_again() -> None:
    app = settings_app()
    found = surveyed(app).find(named("备案号"))
    app.log.clear()
    app.shown = "elsewhere"
    retrace(app, found)
    assert app.shown == "关于我们"
    assert app.log == ["go settings", "tap text=帮助", "tap text=关于我们"]
    linked = site(home=[link("a", "甲")], a=[POLICY])
    linked.screens["settings"] = linked.screens[f"{HOST}home"]
    survey = Survey(linked, 2, lambda: None, lambda: linked.go("settings"))
    retrace(linked, survey.find(policy))
    assert linked.log[-1] == f"visit {HOST}a"


@pytest.mark.parametrize("role", ["switch", "checkbox"])
def test_row_that_holds_a_switch_is_left_alone(role: str) -> None:
    inside = element("s", role, None, parent="row-隐私", package=APP)
    app = phone(首页=[*row("隐私"), inside], 隐私=[*row("隐私政策")])
    assert search(app, named("隐私政策"), 3).path is None
    assert taps(app) == []


LOGIN = {"screen": "settings", "fields": {}, "submit": {"text": "登录"}, "done": {"text": "余额"}}


def configured(**more: object) -> Settings:
    return Settings.model_validate(
        {"app": {"url": "index.html"}, "screens": {"settings": {"url": "#/a"}}, **more}
    )


def surveys(guest: FakeApp, customer: FakeApp) -> Surveyor:
    return {"guest": surveyed(guest), "customer": surveyed(customer)}.__getitem__


def test_customer_looks_where_a_guest_found_nothing() -> None:
    guest, customer = phone(settings=row("帮助")), phone(settings=row("撤回同意"))
    sought = seek(named("撤回同意"), surveys(guest, customer), configured(forms={"login": LOGIN}))
    assert (sought.who, sought.found.path, len(sought.surveys)) == ("customer", ("撤回同意",), 2)
    alone = seek(named("撤回同意"), surveys(guest, customer), configured())
    assert (alone.who, alone.found.path, len(alone.surveys)) == ("guest", None, 1)
    first = seek(named("帮助"), surveys(guest, customer), configured(forms={"login": LOGIN}))
    assert (first.who, len(first.surveys)) == ("guest", 1)


def test_what_a_customer_found_is_gone_to_as_a_customer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explore, "accept_notice", lambda app: None)
    monkeypatch.setattr(explore, "log_in", lambda app, settings: app._did("log_in"))
    app = phone(settings=row("撤回同意"))
    found = surveyed(app).find(named("撤回同意"))
    for who, way in (("guest", ["reset", "launch"]), ("customer", ["reset", "launch", "log_in"])):
        app.log.clear()
        lead(app, Sought(found, who, ()), configured())
        assert app.log == [*way, "go settings"]
