"""Asks a link's own host whether the link opens."""

from __future__ import annotations

import time
from urllib.parse import urljoin, urlsplit

import requests

from ..messages import say
from .server import is_loopback

MOST_REDIRECTS = 5


def refusal(address: str, timeout: float) -> str:
    """Return why a link does not open, like ``404``; empty when it does. Other hosts are never asked.

    Only the head of the answer is read, so a download behind the link costs nothing.

    :param timeout: seconds for the whole of it, redirects included.
    """
    end = time.monotonic() + timeout
    host = urlsplit(address).netloc
    with requests.Session() as session:
        session.trust_env = not is_loopback(address)  # a proxy is not for this machine itself
        for _ in range(MOST_REDIRECTS):
            left = end - time.monotonic()
            if left <= 0:
                return say("no answer in time")
            try:
                with session.get(address, timeout=left, stream=True, allow_redirects=False) as answer:
                    status, location = answer.status_code, answer.headers.get("Location", "")
            except requests.Timeout:
                return say("no answer in time")
            except requests.RequestException as error:
                return type(error).__name__
            if status >= 400:
                return str(status)
            address = urljoin(address, location)
            if not location or urlsplit(address).netloc != host:
                return ""  # it opens, or leads to a host that is not the app's
    return say("more than {most} redirects", most=MOST_REDIRECTS)
