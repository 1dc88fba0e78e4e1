"""A project's own decisions: one overridden fixture and one added rule."""

from collections.abc import Callable, Iterator, Mapping

import pytest

from pytest_mobcompliance import Screen, Verdict
from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.rules import Judgement, Rule


@pytest.fixture
def mob_clean_state() -> Callable[[App], None]:
    """Our tests start on the home page, with the privacy notice behind them."""

    def on_the_home_page(app: App) -> None:
        app.reset()
        app.launch()
        accept_notice(app)

    return on_the_home_page


def no_exclamation(screen: Screen, limits: Mapping[str, float]) -> Iterator[Judgement]:
    """House style: nothing shouts at the customer."""
    for element in screen.shown():
        if element.text:
            shouts = "!" in element.text or "！" in element.text
            yield Judgement(
                element=element,
                verdict=Verdict.VIOLATED if shouts else Verdict.SATISFIED,
                reason="exclamation-mark" if shouts else "",
            )


def pytest_mobcompliance_rules() -> list[Rule]:
    return [Rule(id="6.house-style", requirement="6.ease-of-use", judge=no_exclamation)]
