"""What a privacy policy tells: each item with words that tell it, that do not, and that only look like it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pytest_mobcompliance.recognise as recognise
from pytest_mobcompliance.recognise import fold
from pytest_mobcompliance.recognise.blocks import Block
from pytest_mobcompliance.recognise.policy import (
    ITEMS,
    PERMISSION,
    SDK,
    permission_kinds,
    read_policy,
)
from pytest_mobcompliance.settings import PermissionKind

RIGHTS = "六、您的权利\n"
CASES = {
    "operator-name": {
        "told": [
            "本应用由示例银行股份有限公司运营。",
            "示例财产保险有限公司（以下简称“我们”）重视您的隐私。",
            "开发者名称：示例软件有限公司",
            "运营者 | 示例农村信用合作联社",
        ],
        "unclear": ["推送服务由示例推送科技有限公司提供。", "SDK开发者：示例推送有限公司"],
        "missing": ["本应用仅用于演示。", "我们收集您的银行卡号。"],
    },
    "operator-address": {
        "told": [
            "注册地址：示例市示例路 1 号",
            "办公地址 | 示例省示例市示例大道 8 号楼",
            "住所：示例市样本区样本街 2 号",
        ],
        "unclear": ["注册地址请向客服询问。", "您可以填写收货地址，例如示例市示例路 1 号"],
        "missing": ["我们收集您的 IP 地址和 MAC 地址。"],
    },
    "operator-contact": {
        "told": [
            "个人信息保护负责人的联系方式：privacy@bank.example",
            "个人信息保护部门\n电话：0000-0000000",
            "隐私保护专员电话 95000",
        ],
        "unclear": ["客服电话 95000", "我们设有个人信息保护负责人。", "联系方式见“关于我们”页。"],
        "missing": ["您可以到网点询问。", "编号 202400010001"],
    },
    "date": {
        "told": [
            "更新日期：2024年7月17日",
            "生效日期：2024-07-17",
            "本政策自 2024 年 1 月 8 日起生效",
            "版本发布日期：２０２４．７．１７",
            "生效日期：20240717",
        ],
        "unclear": [
            "更新日期：2024528",
            "更新日期：2024年1210",
            "生效日期：202212月28日",
            "2024 年 1 月 1 日",
            "生效日期：2024年13月45日",
            "更新日期：见首页",
        ],
        "missing": ["本政策会不定期更新。"],
    },
    "storage-place": {
        "told": [
            "信息存储于中华人民共和国境内。",
            "在中国境内收集的信息，存放在中国大陆。",
            "我们不会把信息存储到境外以外，只存放于境内",
        ],
        "unclear": ["存储地点：以公告为准。", "境内外均可能。"],
        "missing": ["我们妥善保管您的信息。"],
    },
    "storage-period": {
        "told": [
            "交易记录保存五年。",
            "日志保存 6 个月。",
            "保存期限：自注册起至账号注销为止",
            "账号存续期间存储",
            "自交易结束起留存 5 年",
        ],
        "unclear": ["我们只在最短期限内保存。", "保存期限以法律规定为准。"],
        "missing": ["我们会保存您的信息。", "您须年满 18 年"],
    },
    "storage-after": {
        "told": ["超出保存期限后，我们删除或匿名化处理。", "账号注销后，您的信息会被删除。"],
        "unclear": ["我们对信息作匿名化处理后用于统计。"],
        "missing": ["超出期限后，我们另行通知。"],
    },
    "right-look-up": {
        "told": [RIGHTS + "在“我的设置”中查阅清单。", "您可以在设置中查看个人信息。"],
        "unclear": ["我们依法配合有关机关查询个人信息。", "暂不支持查询个人信息。"],
        "missing": [RIGHTS + "您享有法律规定的权利。", "您可以查询附近网点。"],
    },
    "right-correct": {
        "told": [
            RIGHTS + "更正：联系客服。",
            RIGHTS + "修改您的资料；\n您可以通过个人中心行使上述权利。",
            "您有权在个人中心更正信息。",
        ],
        "unclear": ["信息有误时予以更正。"],
        "missing": ["修改后的政策另行通知。"],
    },
    "right-delete": {
        "told": [RIGHTS + "删除信息：设置 > 隐私。", "您可以通过客服电话删除个人信息。"],
        "unclear": ["期满后我们删除信息。"],
        "missing": [RIGHTS + "您可以查阅信息。"],
    },
    "right-close": {
        "told": [RIGHTS + "注销账号：我的设置。", "您可以在“我的”页面注销账户。"],
        "unclear": ["账号被注销以后不再提供服务。"],
        "missing": [RIGHTS + "您可以退出登录。"],
    },
    "right-withdraw": {
        "told": [RIGHTS + "在设置中撤回同意。", "您可以在系统设置中撤回授权。"],
        "unclear": ["撤回同意不影响此前的处理。"],
        "missing": [RIGHTS + "您可以拒绝。"],
    },
    "minors-age": {
        "told": ["不满十四周岁的未成年人。", "未满14岁的儿童。"],
        "unclear": ["我们不向未满 18 周岁的未成年人提供服务。", "成年人方可办理。"],
        "missing": ["我们重视您的隐私。"],
    },
    "minors-guardian": {
        "told": ["应当取得监护人的同意。", "经您同意并授权其父母代为办理"],
        "unclear": ["请监护人妥善保管手机。", "儿童请勿使用。"],
        "missing": ["我们重视您的隐私。"],
    },
    "sharing": {
        "told": ["我们与第三方共享您的信息。", "我们不会转让您的信息。"],
        "missing": ["我们重视您的隐私。"],
    },
    "personalised": {
        "told": ["您可以关闭个性化推荐。", "个性化推荐可以在设置中关闭。"],
        "unclear": ["我们提供个性化推荐。"],
        "missing": ["我们提供推荐。"],
    },
    "security": {"told": ["传输时加密。"], "missing": ["我们收集信息。"]},
    "change": {
        "told": ["本政策更新后会弹窗提示您。"],
        "unclear": ["本政策可能修订。"],
        "missing": ["本政策适用于本应用。"],
    },
}
FLAT = [
    (item, state, text) for item, cases in CASES.items() for state, texts in cases.items() for text in texts
]


def test_every_item_has_words_that_tell_it_and_words_that_do_not() -> None:
    assert CASES.keys() == {item.id for item in ITEMS}
    for item in ITEMS:
        assert {"told", "missing"} <= CASES[item.id].keys()
        assert ("unclear" in CASES[item.id]) is (item.unclear is not None)
        assert item.sources


@pytest.mark.parametrize(("item", "state", "text"), FLAT)
def test_item(item: str, state: str, text: str) -> None:
    found = read_policy([*map(Block, text.split("\n"))]).found[item]
    denied = "denied" if "暂不支持" in text else state
    assert found.state == denied, found
    assert bool(found.quote) is (state != "missing")


@pytest.mark.parametrize("right", ["查询", "更正", "删除", "注销", "撤回"])
def test_a_right_that_is_denied_beside_its_promise_is_a_contradiction(right: str) -> None:
    item = {"查询": "look-up", "更正": "correct", "删除": "delete", "注销": "close", "撤回": "withdraw"}[
        right
    ]
    text = f"{RIGHTS}您可以在设置中{right}。\n本应用暂不支持{right}信息。"
    assert read_policy(text).found[f"right-{item}"].state == "denied"


def test_what_follows_a_failure_is_no_denial() -> None:
    text = RIGHTS + "如果您无法在页面删除信息，可以联系客服删除。"
    assert read_policy(text).found["right-delete"].state == "told"


SEEN = {  # headings and phrases of real policies (the project's lexicon, section 10): none is passed over
    "operator-name": "以下简称“我行” 开发者信息：示例科技公司 公司名称：示例集团 运营者：示例中心 "
    "统一社会信用代码",
    "operator-address": "注册地址：示例市 常用办公地址 联系地址 注册地：示例市 办公场所：示例市",
    "operator-contact": "如何联系我们 如何联系我行 联系方式 电子邮箱 客服热线 服务热线 个人信息保护负责人 "
    "个人信息保护部门 个人信息保护专员 个人信息保护工作专员联系方式",
    "date": "更新日期 生效日期 发布日期 版本发布日期 版本生效日期 本版更新日期 本版生效日期 最近更新日期 "
    "版本号 2024年7月17日 更新日期2024528 更新日期2024年1210 更新日期202212月28日 "
    "二〇二四年七月十七日 2024·7·17 2024/7/17",
    "storage-place": "信息存储的地点 存储于中华人民共和国境内 境内 跨境 出境 境外 "
    "您的个人信息如何在全球范围转移",
    "storage-period": "存储期限 保存期限 最短时间 超出上述期限 法律法规规定的期限 保存时限 "
    "保留至您注销 必需的时间",
    "storage-after": "删除或匿名化处理 停止运营 去标识化 期满清除",
    "right-look-up": "访问 查询 查阅 获取副本 可携带",
    "right-correct": "更正 补充 更改您的号码",
    "right-delete": "删除 清除",
    "right-close": "注销 账户注销 关闭手机银行",
    "right-withdraw": "撤回 改变您授权同意的范围 取消同意 变更授权范围",
    "minors-age": "未成年人 儿童 14周岁 不满十四周岁 18周岁 青少年",
    "minors-guardian": "监护人 父母同意 父母 家长",
}


@pytest.mark.parametrize(("item", "phrase"), [(i, p) for i, all_ in SEEN.items() for p in all_.split()])
def test_a_phrase_of_real_policies_is_never_taken_for_silence(item: str, phrase: str) -> None:
    if phrase.startswith("以下"):
        phrase = f"示例银行股份有限公司（{phrase}）"
    assert read_policy(phrase).found[item].state != "missing"


@pytest.mark.parametrize(
    "phrase",
    [
        *("投诉", "投诉举报", "举报", "监管部门", "网信", "人民法院", "仲裁", "管辖", "争议解决"),
        *("投诉、建议、如何联系我们", "联系我们", "客服热线"),
    ],
)
def test_a_phrase_about_complaints_is_never_taken_for_silence(phrase: str) -> None:
    assert read_policy(phrase).speaks_of_complaints


@pytest.mark.parametrize(
    ("text", "days"),
    [
        *[
            (f"{number}{of}{kind}内答复您的请求", value)
            for number, value in (("10", 10), ("15", 15), ("十五", 15), ("三十", 30), ("30", 30))
            for of in ("", "个")
            for kind in ("工作日", "自然日", "日", "天")
        ],
        ("15（十五）个工作日内答复", 15),
        ("三十（30）个工作日内答复", 30),
    ],
)
def test_the_ways_to_promise_an_answer(text: str, days: int) -> None:
    assert [(each.number, each.to_user) for each in read_policy(text).answers] == [(days, True)]


def test_times_of_a_business_are_no_promise_of_an_answer() -> None:
    (found,) = read_policy("收到退款申请后 30 个工作日内处理。").answers
    assert not found.to_user


# ------------------------------------------------------------------ permissions and SDKs


def test_the_words_of_every_kind_are_known() -> None:
    assert set(permission_kinds()) == set(PermissionKind.__args__)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("相机权限：用于扫码", "told"),
        ("我们申请使用您的相机，用于扫码", "told"),
        ("二、系统权限\n相机 | 扫码", "told"),
        ("您可以上传相机拍下的照片", "unclear"),
        ("我们不会申请相机权限", "denied"),
        ("我们收集手机号码", "missing"),
    ],
)
def test_permission(text: str, state: str) -> None:
    assert read_policy(text, permissions=["camera"]).found[f"{PERMISSION}camera"].state == state


def test_a_kind_without_words_is_not_asked_for() -> None:
    assert PERMISSION + "unknown" not in read_policy("相机", permissions=["unknown"]).found


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("第三方 SDK：示例推送", "told"),
        ("三、信息共享\n我们接入了demo  push", "told"),
        ("三、信息共享\nDemoPusher 用于统计", "missing"),
        ("欢迎关注示例推送", "unclear"),
        ("我们没有接入第三方 SDK 示例推送", "denied"),
        ("我们接入了其他 SDK", "missing"),
    ],
)
def test_sdk(text: str, state: str) -> None:
    policy = read_policy(text, sdks={"示例推送": ["Demo Push"]})
    assert policy.found[f"{SDK}示例推送"].state == state
    assert [each.item for each in policy.group("third-parties")] == [f"{SDK}示例推送"]


def test_columns_of_the_table_of_sdks() -> None:
    head, row = "SDK名称 | 所属公司 | 收集信息 | 使用目的 | 场景", "示例推送 | 某公司 | 标识 | 推送 | 提醒"
    text = f"三、信息共享\n{head}\n{row}"
    assert read_policy(text).sdk_columns == ("name", "company", "data", "purpose", "scene")
    assert read_policy("我们与第三方共享").sdk_columns == ()


def test_lists_in_other_documents_are_named() -> None:
    policy = read_policy("详见《第三方SDK目录》和《应用权限说明》，以及《用户协议》。")
    assert policy.elsewhere == ("第三方sdk目录",)
    assert policy.elsewhere_permissions == ("应用权限说明",)
    assert read_policy("点击查看第三方 SDK 目录。").elsewhere == ("第三方sdk目录",)
    assert read_policy("列在设置中的第三方信息共享清单里。").elsewhere == ("第三方信息共享清单",)
    assert read_policy("三、第三方 SDK 目录").elsewhere == ()


# ------------------------------------------------------------------ sections and quotes


def test_sections_by_number_and_by_mark() -> None:
    titles = ["一、我们如何收集和使用信息", "（一）注册", "1.1 登录", "第二条 我们如何共享", "3. 您的权利"]
    text = "\n".join([*titles, "我们保护信息，也就是说这一句很长，不是标题。"])
    kinds = [(section.title, section.kind) for section in read_policy(text).sections]
    assert kinds == [
        ("一、我们如何收集和使用信息", "collection"),
        ("（一）注册", "collection"),
        ("1.1 登录", "collection"),
        ("第二条 我们如何共享", "sharing"),
        ("3. 您的权利", "rights"),
    ]
    (marked,) = read_policy([Block("信息如何存储", heading=True), Block("存储")]).sections
    assert marked.kind == "storage"


def test_a_section_of_no_known_kind_does_not_take_over_the_one_before_it() -> None:
    policy = read_policy("一、信息收集\n（一）注册\n手机号等信息。\n二、其他\n手机号等信息。")
    assert [section.kind for section in policy.sections] == ["collection", "collection", ""]
    assert len(policy.vague) == 1


def test_quotes_are_the_document_s_own_words() -> None:
    text = "本應用由示例銀行股份有限公司（以下簡稱“我們”）運營。註冊地址：示例市示例路１號。"
    found = read_policy(text).found
    assert found["operator-name"].quote == "本應用由示例銀行股份有限公司（以下簡稱“我們”）運營"
    assert found["operator-address"].quote == "註冊地址：示例市示例路１號"


@given(st.text(alphabet="更新日期：2024年1月8起，您 \u200b登陆帐A。", max_size=120))
def test_a_quote_is_short_and_stands_in_the_text(text: str) -> None:
    for found in read_policy([Block(text)]).found.values():
        assert len(found.quote) <= 80
        assert found.quote.strip("…") in text


def test_a_long_sentence_is_quoted_around_what_was_found() -> None:
    found = read_policy("甲" * 200 + "更新日期：2024年1月8日" + "乙" * 200).found["date"]
    assert "更新日期：2024年1月8日" in found.quote
    assert len(found.quote) <= 80
    assert (found.quote[0], found.quote[-1]) == ("…", "…")


@pytest.mark.parametrize("pad", range(60, 82))
def test_a_quote_cuts_no_number_and_no_address_in_two(pad: int) -> None:
    number, mail = "13800000001", "privacy@bank.example"
    said = f"{number}{'甲' * (pad // 2)}更新日期：2024年1月8日{'乙' * (pad // 2)}{mail}"
    quote = read_policy(said).found["date"].quote
    rest = quote.replace(number, "").replace(mail, "").replace("2024年1月8日", "")
    assert len(quote) <= 80
    assert not re.search(r"[\w@.]", rest, re.ASCII), quote


# ------------------------------------------------------------------ vague lists, answers, plainness


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("我们收集姓名、手机号码等信息。", ["等"]),
        ("我们收集设备信息，例如型号。", ["例如"]),
        ("包括但不限于位置信息。", ["包括但不限于"]),
        ("我们收集姓名、手机号码等两项信息。", []),
        ("我们按等级保护制度保护信息。", []),
        ("请等待验证码信息。", []),
        ("我们平等对待每位用户的信息。", []),
        ("您可以在春节等假日办理。", []),
    ],
)
def test_vague_lists_of_the_chapter_on_collection(sentence: str, words: list[str]) -> None:
    assert [each.word for each in read_policy(f"一、信息收集\n{sentence}").vague] == words
    assert read_policy(f"一、信息保护\n{sentence}").vague == ()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("我们在15个工作日内答复。", [(15, True)]),
        ("我们将在三十日内处理您的请求。", [(30, False)]),
        ("十五个工作日内回复，最长 45 天内办结并反馈。", [(15, True), (45, False)]),
        ("二十一个工作日内核查", [(21, True)]),
        ("日志保存 180 天。", []),
    ],
)
def test_answers(text: str, days: list[tuple[int, bool]]) -> None:
    assert [(each.number, each.working) for each in read_policy(text).answers] == days


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("投诉热线 95000", ("hotline",)),
        ("投诉请写信到 complaint@bank.example 或者使用在线客服", ("mail", "service")),
        ("举报可以填写投诉表单", ("form",)),
        ("客服电话 95000", ()),
        ("您可以向监管部门投诉。", ()),
        ("监管投诉电话 12378", ()),
        ("可以向示例监管局投诉，电话 0571-0000000", ()),
        ("可以向监管部门投诉，也可以拨打我行投诉热线 95000", ("hotline",)),
        ("可以向监管局投诉：电话 0571-0000000", ()),
        ("向网信部门举报：jubao@12377.cn", ()),
        ("消协投诉电话 0571-0000000，我行投诉电话 95000", ("hotline",)),
    ],
)
def test_complaint_channels(text: str, channels: tuple[str, ...]) -> None:
    assert read_policy(text).channels == channels


def test_plainness_is_counted() -> None:
    told = read_policy("我们收集信息。您可以拒绝！").statistics
    assert (told.characters, told.sentences, told.mean_sentence, told.longest_sentence) == (11, 2, 5.5, 6)
    empty = read_policy("").statistics
    assert (empty.characters, empty.sentences, empty.mean_sentence) == (0, 0, 0.0)


def test_share_of_traditional_characters() -> None:
    assert read_policy("我们收集您的个人信息，用于实名认证。").traditional == 0
    assert read_policy("我們收集您的個人資訊，用於實名認證。").traditional_share > 0.3
    assert read_policy("").traditional_share == 0.0
    assert read_policy("Privacy policy").han == 0


# ------------------------------------------------------------------ the data, and large texts


def test_patterns_are_written_as_folded_text_is() -> None:
    """A pattern with a character that folding replaces would never be met."""
    data = tomllib.loads(Path(recognise.__file__).with_name("policy.toml").read_text("utf-8"))
    for item in data["item"]:
        patterns = [
            *item.get("told", ()),
            *item.get("told_in", {}).values(),
            item.get("unclear", ""),
            item.get("denied", ""),
        ]
        for pattern in patterns:
            for word in re.findall(r"[\u3400-\u9fff]+", pattern):
                assert fold(word) == word, (item["id"], word)
    pairs = data["traditional"]
    assert len(pairs["hans"]) == len(pairs["hant"])


@pytest.mark.parametrize(
    ("line", "size"),
    [
        ("一、我们收集的信息\n" + "您可以在设置中查询。存储期限为必要的期限，收集设备信息等" * 20, 2_000_000),
        ("您可以注册地址运营者由个人信息保护负责人" * 40, 100_000),
        ("a@" * 300 + "www." * 200, 100_000),
        ("2024年" * 200, 100_000),
        ("相机" * 300, 100_000),
    ],
)
def test_a_long_text_is_read_to_its_end(line: str, size: int) -> None:
    text = (line + "\n") * (size // len((line + "\n").encode()) + 1) + "注册地址：示例市示例路 1 号"
    policy = read_policy(text, sdks={"示例推送": ()}, permissions=["camera", "sms"])
    assert policy.statistics.characters > size / 4
    assert policy.found["operator-address"].quote == "注册地址：示例市示例路 1 号"


@settings(max_examples=30)
@given(
    st.text(
        alphabet="您可以在设置中查询删除存储期限为必要的等信息公司地址路号@.2024年月日、，。\n", max_size=400
    )
)
def test_steps_grow_with_the_text_and_no_faster(text: str) -> None:
    """Ten times the text is read, whatever it says: nothing that a pattern tries again and again."""
    assert read_policy(text * 10).statistics.characters == 10 * read_policy(text).statistics.characters
