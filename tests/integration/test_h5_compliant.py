"""The compliant bank: nothing violated, the whole matrix, and a report that a reviewer can open."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from suite_runner import H5_BESIDE, SuiteRun, allure_page, run_h5, shown

from pytest_mobcompliance import load_notice


@pytest.fixture(scope="module")
def compliant(appium: str, tmp_path_factory: pytest.TempPathFactory) -> SuiteRun:
    """One run of all checks against the compliant site."""
    return run_h5(tmp_path_factory.mktemp("compliant"), appium)


@pytest.fixture(scope="module")
def violated(appium: str, tmp_path_factory: pytest.TempPathFactory) -> SuiteRun:
    """One run of the accessibility checks against a site with one defect."""
    tmp_path = tmp_path_factory.mktemp("violated")
    return run_h5(tmp_path, appium, "--mob-app", "index.html?defects=contrast", "-m", "accessibility")


def test_nothing_is_violated(compliant: SuiteRun) -> None:
    assert compliant.raised() == set()
    assert compliant.code == 0, compliant.output


def test_every_check_saw_something(compliant: SuiteRun) -> None:
    assert len(compliant.ledger) > 40
    others = {
        (r["check"], r["verdict"], r["reason"]) for r in compliant.ledger if r["verdict"] != "satisfied"
    }
    assert others == H5_BESIDE


def test_terminal_shows_all_clauses(compliant: SuiteRun) -> None:
    for clause in load_notice().clauses:
        assert clause.numeral in compliant.output


def test_matrix_has_all_clauses(compliant: SuiteRun) -> None:
    assert [clause["number"] for clause in compliant.matrix["clauses"]] == list(range(1, 19))
    assert compliant.matrix["simulated"] is True


def test_matrix_page_is_self_contained(compliant: SuiteRun, browser: webdriver.Chrome) -> None:
    page = compliant.folder / "matrix.html"
    assert not re.search(r'(src|href)="(https?:)?//(?!beian)', page.read_text("utf-8"))
    browser.get(page.as_uri())
    text = browser.find_element(By.TAG_NAME, "body").text
    for clause in load_notice().clauses:
        assert clause.numeral in text
        assert clause.title("zh-CN") in text


def test_allure_shows_all_clauses(compliant: SuiteRun, browser: webdriver.Chrome, tmp_path: Path) -> None:
    text = shown(browser, allure_page(compliant.allure, compliant.folder, tmp_path))
    places = [text.find(clause.label("zh-CN")) for clause in load_notice().clauses]
    assert -1 not in places
    assert places == sorted(places)


def test_allure_shows_the_annotated_screenshot(
    violated: SuiteRun, browser: webdriver.Chrome, tmp_path: Path
) -> None:
    page = allure_page(violated.allure, violated.folder, tmp_path)
    shown(browser, page)
    (result,) = [r for r in violated.ledger if r["verdict"] == "violated" and "contrast" in r["check"]]
    assert result["findings"]
    open_failed_test(browser)
    WebDriverWait(browser, 30).until(lambda b: picture_width(b) > 100)


def open_failed_test(browser: webdriver.Chrome) -> None:
    """Open the failed contrast check in the tree, and its attachments."""
    leaf = next(
        leaf
        for leaf in by_id(browser, "tree-leaf")
        if by_id(leaf, "tree-leaf-status-failed") and "文字、图标和输入框对比度足够" in leaf.text
    )
    leaf.click()
    WebDriverWait(browser, 30).until(lambda b: by_id(b, "test-result-attachment-header"))
    for header in by_id(browser, "test-result-attachment-header"):
        header.click()


def by_id(within: webdriver.Chrome | WebElement, name: str) -> list[WebElement]:
    return within.find_elements(By.CSS_SELECTOR, f"[data-testid={name}]")


def picture_width(browser: webdriver.Chrome) -> int:
    script = "return Math.max(0, ...[...document.images].map(i => i.naturalWidth))"
    return int(browser.execute_script(script))
