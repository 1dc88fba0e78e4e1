"""Every sentence that people read, as data: one folder per language, one TOML file per topic."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

LANGUAGES = ("zh-CN", "en")
SEPARATORS = {"zh-CN": ("、", "；"), "en": (", ", "; ")}
"""What stands between the parts of a list, and between sentences, by language."""


class Said(str):
    """A sentence in English that remembers how it was put together, so that another language can say it."""

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]


def say(template: str, **values: object) -> Said:
    """Return a sentence with its values filled in; a value may be such a sentence, or a list of them.

    Other languages have it under its template: ``messages/zh-CN/said/<file>.toml``.

    :raises KeyError: for a place in the template that has no value.
    """
    said = Said(template.format(**{name: _joined(value, "en", str) for name, value in values.items()}))
    said.template, said.values = template, values
    return said


def say_all(sentences: Iterable[str]) -> Said:
    """Return sentences one after the other, parted as each language does."""
    return say("{sentences}", sentences=_Sentences(sentences))


class _Sentences(tuple[str, ...]):
    """Values that are parted as sentences are, and not as the parts of a list."""

    __slots__ = ()


def _joined(value: object, lang: str, told: Callable[[object], object]) -> object:
    if not isinstance(value, list | tuple):
        return told(value) if isinstance(value, str) else value
    return SEPARATORS[lang][isinstance(value, _Sentences)].join(str(told(each)) for each in value)


class Messages:
    """The sentences of one language; ``messages("rules/6.target-size/violated", measured=40)``.

    :param said: what `say` puts together, by its English template.
    """

    def __init__(self, lang: str, topics: Mapping[str, Any], said: Mapping[str, str] | None = None) -> None:
        self.lang = lang
        self._topics = topics
        self._said = said or {}

    def said(self, text: str) -> str:
        """Return what `say` put together in this language; any other text as it is."""
        if not isinstance(text, Said):
            return text
        template = self._said.get(text.template, text.template)
        return template.format(
            **{name: _joined(value, self.lang, self._told) for name, value in text.values.items()}
        )

    def _told(self, value: object) -> object:
        return self.said(value) if isinstance(value, str) else value

    def has(self, path: str) -> bool:
        """Tell whether a sentence stands at this path."""
        return isinstance(self._find(path), str)

    def __call__(self, path: str, **values: object) -> str:
        """Return the sentence with its values filled in. :raises KeyError: if there is none."""
        sentence = self._find(path)
        if not isinstance(sentence, str):
            raise KeyError(f"messages/{self.lang}: no sentence {path!r}")
        return sentence.format(**values) if values else sentence

    def _find(self, path: str) -> object:
        node: object = self._topics
        for part in path.split("/"):
            if not isinstance(node, Mapping) or part not in node:
                return None
            node = node[part]
        return node


@cache
def load_messages(lang: str) -> Messages:
    """Read all topics of a language. :raises ValueError: for a language that is not in `LANGUAGES`."""
    if lang not in LANGUAGES:
        raise ValueError(f"no messages in {lang!r}; there are {', '.join(LANGUAGES)}")
    folder = files(__name__) / lang
    said = folder / "said"
    sentences: dict[str, str] = {}
    for file in _read(said).values() if said.is_dir() else ():  # English is what the code says itself
        sentences |= file
    return Messages(lang, _read(folder), sentences)


def _read(folder: Traversable) -> dict[str, Any]:
    return {
        entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text("utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }
