"""A catalogue that is wrong is refused, with one message that says where and what is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_mobcompliance.errors import ConfigurationError
from pytest_mobcompliance.notice import Source, Standard, load_notice, load_notice_file
from pytest_mobcompliance.notice.model import chinese_number

HEAD = """\
id = "demo-rule"
title_zh = "示范规定"
title_en = "Demo rule"
date = 2030-01-02
source = "made up for this test"
confidence = "A"

[standards.demo-std]
title_zh = "示范标准"
title_en = "Demo standard"
number = "DEMO 1"
"""

CLAUSE = """\
number = 1
numeral = "第一条"
title_zh = "登录"
title_en = "Login"

[[requirements]]
id = "1.login"
title_zh = "登录"
title_en = "Login"
asks_zh = "用户可以登录。"
asks_en = "Users can log in."
decided = "partial"
decided_because_zh = "可以试。"
decided_because_en = "It can be tried."
left_to_human_zh = "附上记录。"
left_to_human_en = "Attach a record."
areas = ["identity"]
sources = [{ standard = "demo-std", article = "第二条", confidence = "B" }]
"""

OTHER = (
    CLAUSE[CLAUSE.index("[[requirements]]") :]
    .replace("登录", "退出")
    .replace("Login", "Logout")
    .replace("1.login", "1.logout")
)


def catalogue(folder: Path, *clauses: str, head: str = HEAD) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "notice.toml").write_text(head, "utf-8")
    for number, text in enumerate(clauses, start=1):
        (folder / f"{number:02}.toml").write_text(text, "utf-8")
    return folder


def refusal(path: Path) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        load_notice_file(path)
    assert caught.value.who == "notice"
    assert caught.value.next_step
    return caught.value


def changed(old: str, new: str) -> str:
    assert old in CLAUSE
    return CLAUSE.replace(old, new)


def test_a_second_notice_is_data_alone(tmp_path: Path) -> None:
    notice = load_notice_file(catalogue(tmp_path, CLAUSE + OTHER))
    assert (notice.id, notice.document_number, notice.title("en")) == ("demo-rule", "", "Demo rule")
    assert [each.id for each in notice.requirements] == ["1.login", "1.logout"]
    own, behind = notice.requirement("1.login").sources
    assert own.cite("en") == "Demo rule, art. 1"
    assert behind.cite("en") == "Demo standard, art. 2 (secondary source)"
    assert behind.cite("zh-CN") == "示范标准 第二条（二手来源）"


def test_a_notice_fits_in_one_file_too(tmp_path: Path) -> None:
    one = "[[clauses]]\n" + CLAUSE.replace("[[requirements]]", "[[clauses.requirements]]")
    file = tmp_path / "demo.toml"
    file.write_text(HEAD + one, "utf-8")
    assert load_notice_file(file) == load_notice_file(catalogue(tmp_path / "folder", CLAUSE))


def test_a_duplicate_id_is_refused(tmp_path: Path) -> None:
    error = refusal(catalogue(tmp_path, CLAUSE + OTHER.replace("1.logout", "1.login")))
    assert "requirement 1.login" in error.where
    assert "already taken" in error.got


@pytest.mark.parametrize("requirements", ["", "requirements = []\n"])
def test_a_clause_without_requirement_is_refused(tmp_path: Path, requirements: str) -> None:
    error = refusal(catalogue(tmp_path, CLAUSE[: CLAUSE.index("[[req")] + requirements))
    assert "01.toml" in error.where
    assert "requirements" in error.where


def test_a_notice_without_clauses_is_refused(tmp_path: Path) -> None:
    assert refusal(catalogue(tmp_path)).wanted == "at least one clause"


def test_a_source_without_confidence_is_refused(tmp_path: Path) -> None:
    error = refusal(catalogue(tmp_path, changed(', confidence = "B"', "")))
    assert "requirement 1.login: sources [1] confidence" in error.where
    assert error.got == "nothing"


def test_an_unconfirmed_source_without_note_is_refused(tmp_path: Path) -> None:
    error = refusal(catalogue(tmp_path, changed('confidence = "B"', 'confidence = "C"')))
    assert "sources [1]" in error.where
    assert "note_zh and note_en" in error.wanted


def test_a_note_in_one_language_is_refused(tmp_path: Path) -> None:
    text = changed('confidence = "B"', 'confidence = "B", note_zh = "节选"')
    assert "both languages" in refusal(catalogue(tmp_path, text)).wanted


def test_a_text_that_names_an_unconfirmed_standard_is_refused(tmp_path: Path) -> None:
    unread = 'confidence = "C", note_zh = "未查到", note_en = "not found"'
    text = changed('confidence = "B"', unread)
    assert load_notice_file(catalogue(tmp_path, text)).requirement("1.login").sources[1].note("en")
    error = refusal(catalogue(tmp_path, text.replace("Users can", "By DEMO 1 users can")))
    assert "1.login" in error.where
    assert "'DEMO 1'" in error.got


@pytest.mark.parametrize(
    ("old", "new", "key", "allowed"),
    [
        ('"partial"', '"guessed"', "decided", "attested"),
        ('["identity"]', '["login"]', "areas [1]", "elderly_mode"),
        ('confidence = "B"', 'confidence = "D"', "confidence", "'C'"),
        ('"1.login"', '"1.Login Now"', "id", "pattern"),
    ],
)
def test_unknown_values_are_refused(tmp_path: Path, old: str, new: str, key: str, allowed: str) -> None:
    error = refusal(catalogue(tmp_path, changed(old, new)))
    assert key in error.where
    assert allowed in error.wanted


def test_an_id_of_another_clause_is_refused(tmp_path: Path) -> None:
    error = refusal(catalogue(tmp_path, changed("1.login", "2.login")))
    assert error.got == "'2.login' in clause 1"
    assert "'1.'" in error.wanted


@pytest.mark.parametrize("second", [1, 3])
def test_clause_numbers_run_without_gap_or_repeat(tmp_path: Path, second: int) -> None:
    numeral = f"第{chinese_number(second)}条"
    other = CLAUSE.replace("number = 1", f"number = {second}").replace("1.login", f"{second}.x")
    error = refusal(catalogue(tmp_path, CLAUSE, other.replace("第一条", numeral)))
    assert error.got == f"{second} in place 2"


def test_a_numeral_that_is_not_its_number_is_refused(tmp_path: Path) -> None:
    error = refusal(catalogue(tmp_path, changed("第一条", "第二条")))
    assert (error.got, error.wanted) == ("'第二条'", "'第一条'")


@pytest.mark.parametrize("key", ["title", "asks", "decided_because", "left_to_human"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_missing_or_empty_translation_is_refused(tmp_path: Path, key: str, lang: str) -> None:
    head, line, rest = OTHER.partition(f"{key}_{lang} = ")
    assert line
    tail = rest.partition("\n")[2]
    for text in (head + tail, f'{head}{line}" "\n{tail}'):
        error = refusal(catalogue(tmp_path, CLAUSE + text))
        assert "requirement 1.logout" in error.where
        assert f"{key}_{lang}" in error.where + error.wanted


@pytest.mark.parametrize("key", ["title_zh", "title_en"])
def test_a_clause_and_a_standard_need_both_titles(tmp_path: Path, key: str) -> None:
    clause = CLAUSE.replace(f"{key} = ", f"x{key} = ", 1)
    assert key in str(refusal(catalogue(tmp_path, clause)))
    before, _, standard = HEAD.partition("[standards")
    head = f"{before}[standards{standard.replace(f'{key} = ', f'x{key} = ')}"
    assert f"standards demo-std {key}" in refusal(catalogue(tmp_path, CLAUSE, head=head)).where


@pytest.mark.parametrize(
    ("old", "new", "next_step"),
    [
        ('decided = "partial"', 'decided = "partial"\nasks_e = "x"', "write 'asks_en'"),
        ('confidence = "B"', 'confidence = "B", note_fr = "x"', "note_"),
        ("number = 1\n", "number = 1\nbogus = 1\n", "take the key out"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_right_one(
    tmp_path: Path, old: str, new: str, next_step: str
) -> None:
    error = refusal(catalogue(tmp_path, changed(old, new)))
    assert "unknown key" in error.got
    assert next_step in error.next_step


@pytest.mark.parametrize("decided", ["automated", "supervisor"])
def test_nothing_is_left_to_people_where_nothing_can_be(tmp_path: Path, decided: str) -> None:
    error = refusal(catalogue(tmp_path, changed('"partial"', f'"{decided}"')))
    assert "left_to_human" in error.wanted


def test_an_unknown_standard_is_refused(tmp_path: Path) -> None:
    error = refusal(catalogue(tmp_path, changed("demo-std", "demo-xyz")))
    assert "'demo-xyz'" in error.got
    assert "demo-std" in error.wanted


def test_the_notice_is_not_listed_among_its_standards(tmp_path: Path) -> None:
    head = HEAD.replace("demo-std", "notice")
    assert "standards.notice" in refusal(catalogue(tmp_path, CLAUSE, head=head)).where


def test_a_notice_that_nobody_has_read_is_refused(tmp_path: Path) -> None:
    head = HEAD.replace('confidence = "A"', 'confidence = "C"')
    assert "confidence" in refusal(catalogue(tmp_path, CLAUSE, head=head)).where


def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    assert "01.toml" in refusal(catalogue(tmp_path, "number =")).where
    (tmp_path / "01.toml").write_bytes(b"\xff\xfe")
    assert "01.toml" in refusal(tmp_path).where
    assert "missing.toml" in refusal(tmp_path / "missing.toml").where


def test_an_unknown_notice_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_notice("nfra-2024")
    assert "nfra-2024-09-12" in caught.value.wanted
    assert "nfra-2024-09-12" in caught.value.next_step


def test_articles_are_cited_in_the_readers_language() -> None:
    standard = Standard(id="s", title_zh="某标准", title_en="A standard")
    for article, english in (
        ("第六条第5项", "art. 6 item 5"),
        ("第二十八条、第三十一条", "art. 28, art. 31"),
        ("5.11、附录B", "5.11, annex B"),
        ("2.1", "2.1"),
    ):
        source = Source(standard=standard, article=article, confidence="A")
        assert source.cite("zh-CN") == f"某标准 {article}"
        assert source.cite("en") == f"A standard, {english}"
    assert Source(standard=standard, article="", confidence="A").cite("en") == "A standard"


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (18, "十八"), (20, "二十"), (99, "九十九")]
)
def test_articles_are_counted_in_chinese(number: int, words: str) -> None:
    assert chinese_number(number) == words


@pytest.mark.parametrize("number", [0, 100])
def test_numbers_that_no_notice_reaches_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 99"):
        chinese_number(number)
