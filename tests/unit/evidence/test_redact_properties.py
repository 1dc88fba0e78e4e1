"""Nothing that tells who somebody is gets past the redactor, however it is written."""

from __future__ import annotations

import io
import json
import re
import time

import pytest
from faker import Faker
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from stdnum import luhn

from pytest_mobcompliance.evidence.leaks import find_in, wanted_of
from pytest_mobcompliance.evidence.redact import Redactor
from pytest_mobcompliance.evidence.unwrap import Layer, layers
from pytest_mobcompliance.screen import Element, Platform, Screen, ScreenshotState

KEY = b"k" * 32
PLAIN = Redactor(key=KEY)
TOKEN = re.compile(r"‹[^›]+#[0-9a-f]{6}›")
AROUND = st.text(st.characters(exclude_categories=("Nd", "Cs"), exclude_characters="‹›"), max_size=12)

fake = Faker("zh_CN")
fake.seed_instance(20240912)
IDENTITIES = [
    {"name": fake.name(), "phone": fake.phone_number(), "id": fake.ssn(), "password": fake.password(12)}
    for _ in range(20)
]
SECRETS = [value for identity in IDENTITIES for value in identity.values()]


def card(prefix: str, length: int) -> str:
    body = prefix + "".join(str((7 * n + 3) % 10) for n in range(length - len(prefix) - 1))
    return body + luhn.calc_check_digit(body)


@given(AROUND, st.sampled_from(SECRETS), AROUND)
def test_no_declared_value_survives(before: str, secret: str, after: str) -> None:
    redactor = Redactor(SECRETS, key=KEY)
    for text in (f"{before} {secret} {after}", json.dumps({"v": secret}), f"x={secret}&y"):
        assert secret not in redactor.text(text)


@given(AROUND, st.sampled_from(SECRETS), AROUND)
def test_no_value_survives_as_keys_or_bytes(before: str, secret: str, after: str) -> None:
    redactor = Redactor(SECRETS, key=KEY)
    wanted, _ = wanted_of({"one": {"name": secret}})
    keys = list(secret)
    for written in (
        str(keys),
        json.dumps(keys),
        json.dumps(json.dumps({"value": keys})),
        str(secret.encode()),
    ):
        for text, leaks in ((written, True), (redactor.text(f"{before} {written} {after}"), False)):
            found = [
                hit
                for layer in layers(text.encode(), lambda picture: None)
                if isinstance(layer, Layer)
                for hit in find_in(layer.text, wanted)
                if hit[0] == "value"
            ]
            assert bool(found) is leaks
    assert redactor.text(str(keys))[-8:-3] == redactor.text(secret)[-6:-1]  # the same mark for both


@given(AROUND, st.integers(13_000_000_000, 19_999_999_999), AROUND)
def test_no_mobile_number_survives(before: str, number: int, after: str) -> None:
    assert str(number) not in PLAIN.text(f"{before}{number}{after}")


@given(st.sampled_from(["4", "51", "62", "35", "9"]), st.integers(14, 19))
def test_card_is_one_token_however_it_is_grouped(prefix: str, length: int) -> None:
    number = card(prefix, length)
    token = PLAIN.text(number)
    assert TOKEN.fullmatch(token)
    spaced = " ".join(number[i : i + 4] for i in range(0, length, 4))
    for written in (number, spaced, spaced.replace(" ", "-")):
        assert PLAIN.text(f"卡号{written}，余额") == f"卡号{token}，余额"


@pytest.mark.parametrize("identity", IDENTITIES[:6], ids=range(6))
def test_resident_id_is_known_without_being_declared(identity: dict[str, str]) -> None:
    number = identity["id"]
    for written in (number, number.lower(), f"{number[:6]} {number[6:14]} {number[14:]}"):
        assert written not in PLAIN.text(f"证件{written}号")


def test_resident_id_with_wrong_checksum_is_hidden_too() -> None:
    number = "110101194910010013"
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert TOKEN.fullmatch(PLAIN.text(wrong))


@pytest.mark.parametrize(
    "written",
    [
        "13800000001",
        "138 0000 0001",
        "138-0000-0001",
        "86 13800000001",
        "86 138 0000 0001",
        "8613800000001",
        "１３８０００００００１",
    ],
)
def test_phone_is_one_token_however_it_is_written(written: str) -> None:
    token = PLAIN.text("13800000001")
    assert TOKEN.fullmatch(token)
    assert PLAIN.text(f"电话：{written}。") == f"电话：{token}。"


@pytest.mark.parametrize(
    "harmless",
    [
        "2024-09-12 08:30:00",
        "run-20240912-083000",
        "bounds [0,844][390,1688]",
        "1726099200000",  # a time in milliseconds
        "138****0001",
        "400-820-8820",
        "京ICP备12345678号-1",
        "4.5:1",
        "0000000000000000",
        "savannah",
    ],
)
def test_ordinary_numbers_and_words_stay(harmless: str) -> None:
    assert Redactor(["anna"], key=KEY).text(harmless) == harmless


@pytest.mark.parametrize(
    "written", ["张 三丰", "张　三丰", "%E5%BC%A0%E4%B8%89%E4%B8%B0", r"\u5f20\u4e09\u4e30"]
)
def test_names_are_found_spaced_and_escaped(written: str) -> None:
    assert PLAIN.text(written) == written
    assert TOKEN.fullmatch(Redactor(["张三丰"], key=KEY).text(written))


@given(st.text(max_size=80))
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    redactor = Redactor(SECRETS, [("digits", r"[0-9a-f]{4}")], key=KEY)
    once = redactor.text(text)
    assert redactor.text(once) == once


def test_tokens_depend_on_key_and_value() -> None:
    one, two = "13800000001", "13800000002"
    assert PLAIN.text(one) == Redactor(key=KEY).text(one)
    assert len({PLAIN.text(one), PLAIN.text(two), Redactor(key=b"other").text(one)}) == 3


def test_json_is_redacted_in_keys_strings_and_numbers() -> None:
    hidden = PLAIN.json({"13800000001": [13800000001, {"a": "13800000001"}], "n": 3, "f": 1.5, "t": True})
    assert "138" not in json.dumps(hidden)
    assert isinstance(hidden, dict)
    assert (hidden["n"], hidden["f"], hidden["t"]) == (3, 1.5, True)


@pytest.mark.parametrize(
    "text",
    ["1" * 100_000, "1 " * 50_000, "138 " * 25_000, "张" * 100_000, "‹a#000000›" * 10_000],
    ids=["digits", "spaced", "groups", "name", "tokens"],
)
def test_time_grows_with_the_length_only(text: str) -> None:
    redactor = Redactor(SECRETS, key=KEY)
    start = time.process_time()
    redactor.text(text)
    assert time.process_time() - start < 3


def picture() -> bytes:
    buffer = io.BytesIO()
    image = Image.new("RGB", (200, 200), "white")
    image.putpixel((0, 0), (1, 2, 3))
    image.save(buffer, "PNG")
    return buffer.getvalue()


def screen(*elements: Element, png: bytes | None = None) -> Screen:
    return Screen(
        platform=Platform.WEB,
        elements=elements,
        size=(200, 200),
        screenshot=png or picture(),
        screenshot_state=ScreenshotState.OK,
        title="13800000001",
        url="https://m.example.test/?phone=13800000001",
    )


def pixel(hidden: Screen, at: tuple[int, int]) -> object:
    assert hidden.screenshot is not None
    return Image.open(io.BytesIO(hidden.screenshot)).convert("RGB").getpixel(at)


WHITE = (255, 255, 255)


def test_screen_is_redacted_in_text_and_pixels() -> None:
    phone = Element(id="p", role="text", text="13800000001", name="13800000001", bounds=(10, 10, 60, 30))
    other = Element(id="o", role="text", text="转账", bounds=(10, 100, 60, 120))
    hidden = PLAIN.screen(screen(phone, other))
    assert "13800000001" not in json.dumps(hidden.to_json(), ensure_ascii=False)
    assert pixel(hidden, (30, 20)) != WHITE
    assert pixel(hidden, (30, 110)) == WHITE
    assert hidden["o"] is other


def test_password_fields_are_blanked() -> None:
    box = (10, 10, 60, 30)
    field = Element(id="f", text="hunter2!", value="hunter2!", name="密码", password=True, bounds=box)
    hidden = PLAIN.screen(screen(field))
    assert "hunter2!" not in json.dumps(hidden.to_json())
    assert hidden["f"].name == "密码"
    assert pixel(hidden, (30, 20)) != WHITE


def test_card_around_a_number_is_not_covered_as_a_whole() -> None:
    inner = Element(id="i", role="text", text="13800000001", bounds=(10, 10, 60, 30), parent="c")
    outer = Element(id="c", role="link", name="我的 13800000001", bounds=(0, 0, 200, 200), children=("i",))
    assert pixel(PLAIN.screen(screen(outer, inner)), (150, 150)) == WHITE


def test_picture_that_cannot_be_painted_is_dropped() -> None:
    phone = Element(id="p", role="text", text="13800000001", bounds=(10, 10, 60, 30))
    hidden = PLAIN.screen(screen(phone, png=b"\x89PNG damaged"))
    assert hidden.screenshot is None
    assert hidden.screenshot_state is ScreenshotState.UNAVAILABLE


def test_screen_without_personal_data_keeps_its_picture() -> None:
    plain = screen(Element(id="o", role="text", text="转账", bounds=(10, 100, 60, 120)))
    assert PLAIN.screen(plain).screenshot is plain.screenshot
