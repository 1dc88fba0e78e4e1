"""Gets a document's text: from the app's own screens, from a page, from an address, from a file."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from charset_normalizer import from_bytes

from ..messages import say
from ..recognise import own_part
from ..recognise.blocks import Block, blocks_of_screens, blocks_of_text, folded_blocks, joined, page_of_html
from ..screen import Element, Platform, Screen
from ..settings import Settings
from .app import MOST_PARTS, App
from .explore import identity_of
from .flows import locator_of
from .server import is_loopback
from .walk import text_of

MOST_BYTES = 5 * 1024 * 1024
"""A longer document is not read to its end: no policy needs as much."""
MOST_REDIRECTS = 5
SHORTEST = 100
"""Characters: a text that is shorter is a page that has not loaded, or a pointer to another one."""
LOADS = 10.0
"""Seconds that a document may take until its texts change no more."""
STILL = 0.5
"""Seconds between two looks that must show the same texts."""
_WAITS = re.compile(r"加载中|正在加载|载入中|请稍[候等后]|loading", re.IGNORECASE)
"""What a page says that has not loaded, as long as it says next to nothing else."""
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_HEAD = 4096
"""Bytes in which a page names its encoding."""
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "iso-8859-1": "windows-1252"}
"""What browsers read instead of an encoding that a page names."""
_TEXT_KINDS = ("text/", "application/xhtml", "application/xml")
_BINARY = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "ZIP",
    b"\xd0\xcf\x11\xe0": "DOC",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that was looked for.

    ``problem``: a reason code, empty when it was read; with ``blocks``, a part of it was. ``source``: address
    or file, empty for the app's own screens.
    """

    blocks: tuple[Block, ...] = ()
    folded: tuple[Block, ...] = ()
    """What it holds and does not show."""
    title: str = ""
    source: str = ""
    screens: tuple[Screen, ...] = ()
    problem: str = ""
    detail: str = ""

    @property
    def text(self) -> str:
        """Its words as they are written, a block on each line."""
        return "\n".join(block.text for block in self.blocks)


# ------------------------------------------------------------------ an address, a file


def fetch_document(
    address: str, allowed_hosts: Collection[str] = (), *, timeout: float = 20.0, most: int = MOST_BYTES
) -> Document:
    """Read a document from an address; what stands in the way is its ``problem``.

    Certificates are verified. Redirects lead to the same host or an allowed one, else they are not followed.

    :param timeout: seconds for the whole of it.
    :param most: bytes.
    """
    end = time.monotonic() + timeout
    here = address
    allowed = {_host(address), *allowed_hosts}
    for _ in range(MOST_REDIRECTS + 1):
        left = end - time.monotonic()
        if left <= 0:
            break
        try:
            with requests.Session() as session:
                session.trust_env = not is_loopback(here)  # a proxy is not for this machine itself
                with session.get(here, timeout=left, stream=True, allow_redirects=False) as answer:
                    if not answer.is_redirect:
                        return replace(_answered(answer, end, most), source=address)
                    here = urljoin(here, answer.headers["Location"])
        except requests.exceptions.SSLError as error:
            return _failed(address, "policy-tls", _last(error))
        except (requests.RequestException, ValueError) as error:
            return _failed(address, "policy-unreachable", f"{type(error).__name__}: {_last(error)}")
        if not here.startswith(("http://", "https://")) or _host(here) not in allowed:
            return _failed(address, "other-host", say("it leads to {host}: not opened", host=_host(here)))
    late = say(
        "no answer after {seconds:g} s or {redirects} redirects", seconds=timeout, redirects=MOST_REDIRECTS
    )
    return _failed(address, "policy-unreachable", late)


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _last(error: Exception) -> str:
    return str(error).rpartition(": ")[2].strip("()'\" ")[:120]


def _failed(source: str, problem: str, detail: str) -> Document:
    return Document(source=source, problem=problem, detail=detail)


def _answered(answer: requests.Response, end: float, most: int) -> Document:
    if answer.status_code >= 400:
        return _failed("", "policy-unreachable", f"HTTP {answer.status_code}")
    body = bytearray()
    for chunk in answer.iter_content(65536):
        body += chunk
        if len(body) > most:
            return _failed("", "policy-too-large", say("more than {most} bytes", most=most))
        if time.monotonic() > end:
            return _failed("", "policy-unreachable", say("it did not end in time"))
    return document_of(bytes(body), answer.headers.get("Content-Type", ""))


def read_file(file: Path, most: int = MOST_BYTES) -> Document:
    """Read a document from a file. :raises OSError: when it cannot be read."""
    with file.open("rb") as opened:
        body = opened.read(most + 1)
    if len(body) > most:
        return _failed(str(file), "policy-too-large", say("more than {most} bytes", most=most))
    html = file.suffix.casefold() in (".html", ".htm", ".xhtml")
    return replace(document_of(body, "text/html" if html else ""), source=str(file))


def document_of(body: bytes, content_type: str) -> Document:
    """Make a document of bytes. ``content_type``: as the server says, empty when nobody says."""
    kind = content_type.partition(";")[0].strip().casefold()
    binary = next((name for sign, name in _BINARY.items() if body.lstrip()[:8].startswith(sign)), "")
    if binary or (kind and not kind.startswith(_TEXT_KINDS)):
        return _failed("", "policy-not-text", say("it is {kind}, not a page of text", kind=binary or kind))
    text = decoded(body, content_type)
    head = text[:_HEAD].lstrip().casefold()
    if "html" in kind or head.startswith(("<!doctype html", "<html", "<?xml")) or "<body" in head:
        page = page_of_html(text)
        return with_enough(Document(blocks=page.blocks, folded=page.folded, title=page.title))
    return with_enough(Document(blocks=blocks_of_text(text)))


def with_enough(document: Document) -> Document:
    """The document, or that it says next to nothing."""
    length = sum(len(block.text) for block in document.blocks)
    if document.problem or length >= SHORTEST:
        return document
    return replace(document, problem="policy-empty", detail=say("{length} characters of text", length=length))


def decoded(body: bytes, content_type: str) -> str:
    """Return the text of a page: by its byte order mark, by what server or page say, else as it can be read.

    What is named wrongly is read as it can be; nothing is refused for one broken character.
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if body.startswith(mark):
            return body.decode(name, "replace")
    told = re.search(r"charset\s*=\s*[\"']?([\w-]{2,20})", content_type, re.IGNORECASE)
    inside = _CHARSET.search(body[:_HEAD])
    names = [told[1] if told else "", inside[1].decode("ascii") if inside else "", "utf-8"]
    for name in filter(None, names):
        try:
            return body.decode(_WIDER.get(name.casefold(), name))
        except (UnicodeDecodeError, LookupError):
            continue
    best = from_bytes(body[:65536], cp_isolation=["gb18030", "big5"]).best()
    return body.decode(best.encoding if best is not None else "utf-8", "replace")


# ------------------------------------------------------------------ the app's own screens


def document_of_screens(parts: Sequence[Screen], most: int = MOST_PARTS) -> Document:
    """Make a document of what was captured of it, in parts; a page inside an app comes last, as itself.

    :param most: parts after which nobody scrolls further: so many may not reach the end.
    """
    first = parts[0]
    pages = [part for part in parts if part.platform is Platform.WEB]
    native = blocks_of_screens(part for part in parts if part.platform is not Platform.WEB)
    web = blocks_of_screens(pages)
    blocks = max(native, web, key=lambda each: sum(len(block.text) for block in each))
    title = next((page.title for page in pages if page.title), "") or next(iter(titles(first)), "")
    document = Document(blocks=blocks, folded=folded_blocks(pages), title=title, screens=tuple(parts))
    if not pages and any(map(is_seen_from_outside, parts)):
        return replace(
            document, problem="in-webview", detail=say("the page in it says nothing to the outside")
        )
    if any(part.truncated for part in parts) or (not web and len(parts) >= most):
        cut = say("{parts} parts of it were read, not its end", parts=len(parts))
        return replace(document, problem="policy-cut", detail=cut)
    if not web and not joined(parts):
        return replace(document, problem="policy-cut", detail=say("two parts of it share no text: a gap"))
    return with_enough(document)


def is_seen_from_outside(screen: Screen) -> bool:
    """Tell whether a web view shows that says nothing: its page cannot be read from outside."""
    own = own_part(screen).shown()
    views = [each for each in own if each.role == "webview"]
    inside = [each for view in views for each in screen.subtree(view)]
    return bool(views) and not any(each.text or each.name for each in inside if each not in views)


def titles(screen: Screen) -> list[str]:
    """What may be the title of a document, as it is written; see ``checks/documents.py`` for its folded form.

    First heading and page title; on a phone, what stands at the top: the first heading, else the first two
    short texts of the upper half, a bar's and the page's.
    """
    headings = [e.name or e.text or "" for e in own_part(screen).shown() if e.role == "heading"]
    if screen.platform is Platform.WEB:
        return [*headings[:1], screen.title or ""]
    top = [
        e.text
        for e in own_part(screen).shown()
        if e.text and not e.clickable and (e.bounds is None or e.bounds[1] < screen.size[1] / 2)
    ]
    return headings[:1] or [text for text in top if len(text) <= LONGEST_TITLE][:2] or [""]


LONGEST_TITLE = 60
"""Characters: a bank's full name and its app's stand in titles; longer texts are sentences."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What shows after a link was followed. ``problem``: a code for why that may not be its target."""

    screen: Screen
    problem: str = ""
    detail: str = ""


def open_link(app: App, allowed_hosts: Iterable[str], link: Element, screen: Screen, name: str) -> Opened:
    """Follow a link and wait until what it opens has loaded; where it has no address, a tap tells.

    A link to a host that nobody allowed is not opened.
    """
    if link.href:
        here = app.capture()
        host = urlsplit(link.href).hostname
        if host not in {urlsplit(here.url or "").hostname, *allowed_hosts}:
            other = say("{host} is not in [links] allowed_hosts: not opened", host=host)
            return Opened(here, "other-host", other)
        app.visit(link.href)
        return _loaded(app, name)
    app.tap(locator_of(link, screen))
    loaded = _loaded(app, name)
    behind = loaded.screen
    if screen.platform is Platform.WEB or loaded.problem:
        return loaded
    if is_seen_from_outside(behind):
        wordless = say("what {link} opens shows no text to read", link=link.label)
        return Opened(behind, "in-webview", wordless)
    own = own_part(behind)
    same = identity_of(own) == identity_of(own_part(screen))
    if same or not any(each.text or each.name for each in own.shown()):
        unseen = say("what {link} opens was not seen", link=link.label)
        return Opened(behind, "link-target-unseen", unseen)
    return Opened(behind)


def _loaded(app: App, name: str) -> Opened:
    """The screen once its own texts change no more, and do not say alone that they are still to come.

    After `LOADS` seconds it is what shows then, with the problem that it has not loaded.
    """
    end = time.monotonic() + LOADS
    screen = app.capture(name)
    while time.monotonic() < end:
        app.let_pass(STILL)
        before, screen = screen, app.capture(name)
        said = text_of([screen])
        if text_of([before]) == said and not (len(said) < SHORTEST and _WAITS.search(said)):
            return Opened(screen)
    late = say("its text still changes or waits after {seconds:g} s", seconds=LOADS)
    return Opened(screen, "policy-not-loaded", late)


def document_opened(app: App, settings: Settings, opened: Opened, name: str) -> Document:
    """Read what shows after a link was followed; a problem of the way is the document's."""
    if opened.problem:
        return Document(screens=(opened.screen,), problem=opened.problem, detail=opened.detail)
    if opened.screen.platform is Platform.WEB:
        return document_of_screens([opened.screen])
    return document_in_parts(app, settings, name)


def document_in_parts(app: App, settings: Settings, name: str) -> Document:
    """Read what the app shows of it, scrolled as far as the settings let it."""
    return document_of_screens(app.captures(name), min(MOST_PARTS, settings.android.max_scrolls + 1))
