"""`Screen` walks its tree however deep it is."""

from __future__ import annotations

from pytest_mobcompliance.screen import Element, Platform, Screen


def chain(depth: int) -> Screen:
    elements = [
        Element(
            id=str(n),
            parent=str(n - 1) if n else None,
            children=(str(n + 1),) if n + 1 < depth else (),
        )
        for n in range(depth)
    ]
    return Screen(platform=Platform.WEB, elements=tuple(elements), size=(1, 1))


def test_subtree_is_in_document_order_and_has_no_depth_limit():
    screen = chain(5000)
    assert [e.id for e in screen.subtree(screen["0"])] == [e.id for e in screen.elements]
    assert len(list(screen.ancestors(screen["4999"]))) == 4999


def test_element_survives_json():
    element = Element(id="a", bounds=(0.0, 1.0, 2.0, 3.0), clickable=False, children=("b",))
    assert Element.from_json(element.to_json()) == element
