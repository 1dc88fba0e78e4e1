"""`Screen`, `Element` and the parsers that make them, one for each source."""

from .model import Box, Element, Platform, Rgb, Screen, ScreenshotState

__all__ = ["Box", "Element", "Platform", "Rgb", "Screen", "ScreenshotState"]
