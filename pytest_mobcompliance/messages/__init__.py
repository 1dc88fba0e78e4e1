"""Every sentence that people read, as data: one folder per language, one TOML file per topic."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("zh-CN", "en")


class Messages:
    """The sentences of one language; ``messages("rules/6.target-size/violated", measured=40)``."""

    def __init__(self, lang: str, topics: Mapping[str, Any]) -> None:
        self.lang = lang
        self._topics = topics

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
    topics = {
        entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text("utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }
    return Messages(lang, topics)
