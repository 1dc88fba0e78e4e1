"""`Screen` and `Element`, and the parsers that make them, one for each source."""

from .android import parse_android
from .bundle import find_bundles, read_bundle, write_bundle
from .ios import parse_ios
from .model import Box, Element, Platform, Rgb, Screen, ScreenshotState
from .pixels import classify_screenshot
from .web import load_collect_script, parse_web

__all__ = [
    "Box",
    "Element",
    "Platform",
    "Rgb",
    "Screen",
    "ScreenshotState",
    "classify_screenshot",
    "find_bundles",
    "load_collect_script",
    "parse_android",
    "parse_ios",
    "parse_web",
    "read_bundle",
    "write_bundle",
]
