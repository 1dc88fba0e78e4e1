"""Expressions of ``-android uiautomator``: what is read, what is refused, what matches."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.virtual_phone.appium.selectors import (
    Item,
    Scrollable,
    Selector,
    SelectorError,
    find_all,
    find_first,
    parse,
)


def item(name: str, *children: Item, **facts: str) -> Item:
    attributes = {"text": name, "class": "android.widget.TextView", "enabled": "true"}
    attributes |= {key.replace("_", "-"): value for key, value in facts.items()}
    made = Item(attributes=attributes, children=list(children))
    for number, child in enumerate(children):
        child.parent, child.index = made, number
    return made


@pytest.fixture
def screen() -> Item:
    return item(
        "",
        item("标题", content_desc="首页", heading="true"),
        item(
            "",
            item(
                "转账",
                **{"class": "android.widget.Button"},
                clickable="true",
                resource_id="cn.example:id/pay",
            ),
            item("Transfer", **{"class": "android.widget.Button"}, clickable="true"),
            **{"class": "android.widget.LinearLayout"},
        ),
        item(
            "",
            item("转账", item('他说"好"\\'), resource_id="cn.example:id/row"),
            **{"class": "android.widget.ScrollView"},
            scrollable="true",
        ),
    )


def one(expression: str) -> Selector:
    (found,) = parse(expression)
    assert isinstance(found, Selector)
    return found


def texts(screen: Item, expression: str) -> list[str]:
    return [found.attributes["text"] for found in find_all(one(expression), [screen])]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('new UiSelector().text("转账")', ["转账", "转账"]),
        ('UiSelector().text("转账")', ["转账", "转账"]),
        ('text("转账")', ["转账", "转账"]),
        ('.text("转账").clickable(true)', ["转账"]),
        ('new UiSelector().text("转账").clickable(false)', ["转账"]),
        ('new UiSelector().textContains("FER")', ["Transfer"]),
        ('new UiSelector().textStartsWith("trans")', ["Transfer"]),
        ('new UiSelector().textMatches("T.*r")', ["Transfer"]),
        ('new UiSelector().textMatches("rans")', []),
        ('new UiSelector().description("首页")', ["标题"]),
        ('new UiSelector().descriptionContains("页")', ["标题"]),
        ('new UiSelector().resourceId("cn.example:id/pay")', ["转账"]),
        ('new UiSelector().resourceId("pay")', []),
        ('new UiSelector().resourceIdMatches(".*:id/(pay|row)")', ["转账", "转账"]),
        ('new UiSelector().className("android.widget.Button").instance(1)', ["Transfer"]),
        ('new UiSelector().className("android.widget.Button").instance(2)', []),
        ('new UiSelector().className("android.widget.Button").index(1)', ["Transfer"]),
        ('new UiSelector().text("a").text("Transfer")', ["Transfer"]),
        ('new UiSelector().scrollable(true).childSelector(new UiSelector().text("转账"))', ["转账"]),
        ('new UiSelector().text("Transfer").fromParent(new UiSelector().text("转账"))', ["转账"]),
        (
            'new UiSelector().scrollable(true).childSelector(text("转账")).childSelector(textContains("好"))',
            ['他说"好"\\'],
        ),
        ('new UiSelector().text("(")', []),
        ('new UiSelector().text("a;b")', []),
    ],
)
def test_finds(screen: Item, expression: str, expected: list[str]) -> None:
    assert texts(screen, expression) == expected


def test_a_child_selector_stays_below_its_parent(screen: Item) -> None:
    selector = one('new UiSelector().scrollable(true).childSelector(new UiSelector().text("转账"))')
    found = find_first(selector, [screen])
    assert found is not None
    assert found.attributes["resource-id"] == "cn.example:id/row"


def test_only_the_quote_is_escaped_as_on_the_phone() -> None:
    assert one(r'new UiSelector().textStartsWith("他说\"好\"")').criteria == {"textStartsWith": '他说"好"'}
    assert one(r'new UiSelector().text("a\\b\n")').criteria == {"text": r"a\\b\n"}
    assert one('new UiSelector().text("two\nlines, (and) a comma")').criteria == {
        "text": "two\nlines, (and) a comma"
    }


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("", "empty string"),
        ('new UiSelector().txt("a")', "UiSelector has no `txt` method"),
        ("new UiSelector().text(1)", "1 is not a string"),
        ("new UiSelector().clickable(yes)", "yes is not a boolean"),
        ('new UiSelector().instance("1")', '"1" is not a integer'),
        ('new UiSelector().text("a", "b")', "Invalid arguments count. Actual: 2. Expected: 1."),
        ('new UiSelector().text("a"', "unclosed paren"),
        ('new UiSelector().text("a")x', 'Expected "." but saw "x"'),
        ("new UiSelector().text", "No opening parenthesis after method name"),
        ('new UiSelector().textMatches("(")', "not a regular expression"),
        ("new UiSelector", "no opening paren"),
        (
            'new UiScrollable(new UiSelector().scrollable(true)).text("a")',
            "UiScrollable has no `text` method",
        ),
        ("new UiScrollable(new UiSelector()).scrollToEnd(3)", "must return an UiObject instance"),
        ('new UiScrollable().scrollTextIntoView("a")', "no suitable constructor"),
        ('new UiSelector().childSelector("a")', "No opening parenthesis after method name"),
    ],
)
def test_what_is_no_selector_is_refused_in_the_servers_words(expression: str, why: str) -> None:
    with pytest.raises(SelectorError) as refused:
        parse(expression)
    assert str(refused.value).startswith("Could not parse selector expression `")
    assert why in str(refused.value)


def test_scrollables_keep_container_calls_and_target() -> None:
    (found,) = parse(
        "new UiScrollable(new UiSelector().scrollable(true).instance(0)).setMaxSearchSwipes(5)"
        '.scrollIntoView(new UiSelector().text("尾"))'
    )
    assert isinstance(found, Scrollable)
    assert found.container.criteria == {"scrollable": True, "instance": 0}
    assert [call.name for call in found.calls] == ["setMaxSearchSwipes", "scrollIntoView"]
    assert found.target.criteria == {"text": "尾"}


@pytest.mark.parametrize(
    ("call", "target"),
    [
        ('scrollTextIntoView("尾")', {"text": "尾"}),
        ('scrollDescriptionIntoView("尾")', {"description": "尾"}),
        ('getChildByText(new UiSelector().className("a.B"), "尾")', {"className": "a.B", "text": "尾"}),
        ('getChildByInstance(className("a.B"), 2)', {"className": "a.B", "instance": 2}),
    ],
)
def test_each_call_of_a_scrollable_has_its_target(call: str, target: dict[str, object]) -> None:
    (found,) = parse(f"new UiScrollable(new UiSelector().scrollable(true)).{call}")
    assert isinstance(found, Scrollable)
    assert found.target.criteria == target


def test_several_expressions_stand_between_semicolons() -> None:
    assert [each.criteria for each in parse('text("a;"); text("b");') if isinstance(each, Selector)] == [
        {"text": "a;"},
        {"text": "b"},
    ]
