"""What leads to disclosures, what must not be tapped on the way, and channels for complaints."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.recognise import complaint_channels, is_menu
from pytest_mobcompliance.recognise.text import fold
from pytest_mobcompliance.screen import Element


def named(words: str) -> Element:
    return Element(id="0", text=words, name=words, role="button", clickable=True)


@pytest.mark.parametrize(
    "words",
    [
        "设置",
        "我的",
        "更多",
        "关于我们",
        "隐私",
        "全部",
        "全部功能",
        "查看全部",
        "账户与安全",
        "授权管理",
        "绑定设置",
        "帮助与客服",
    ],
)
def test_menus_are_opened(words: str) -> None:
    assert is_menu(named(words))


@pytest.mark.parametrize(
    "words",
    [
        "锁定账户",
        "账户止付",
        "解除代扣协议",
        "终止协议",
        "签订协议",
        "恢复默认设置",
        "还原设置",
        "保存设置",
        "全部卖出",
        "全部结清",
        "全部还清",
        "全部提取",
        "全部转入",
        "全部买入",
        "全部投入",
        "全部接受",
        "全部领取",
        "绑定账户",
        "移除账户",
        "停用账户",
        "激活账户",
        "账户升级",
        "授予权限",
        "接受协议",
        "确认协议",
        "上传资料",
        "点击拨打客服",
        "拨打客服",
        "客服热线",
        "客服电话",
        "注销账号",
        "关闭账户",
        "删除账户",
        "授权登录",
    ],
)
def test_deeds_are_not_tapped(words: str) -> None:
    assert not is_menu(named(words))


def test_channel_stands_near_a_complaint() -> None:
    assert complaint_channels(fold("投诉邮箱：tousu@example.com，热线 400-000-0000")) == ("hotline", "mail")
    assert complaint_channels(fold("联系邮箱：tousu@example.com")) == ()
    assert complaint_channels(fold("投诉请拨打 12378")) == ()


def test_mail_pattern_is_bounded() -> None:
    """A long run without @ is no address, and is not searched from each of its characters to its end."""
    assert complaint_channels("投诉" + "a" * 400_000 + "@" + "b" * 400_000) == ()
