"""What an Android phone's keyboard and clipboard do while the app has the input."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Generator
from contextlib import contextmanager, suppress

from selenium.webdriver.remote.webelement import WebElement

from ..errors import RigError
from ..messages import say
from ..settings import Locator
from .android_state import AndroidState
from .session import kept_out_of_the_log

SELECT_ALL, COPY, PASTE = 29, 278, 279
"""Key codes of `android.view.KeyEvent`: A (with Ctrl), COPY and PASTE, which Android's text fields know."""
CTRL = 0x1000
"""``META_CTRL_ON`` of `android.view.KeyEvent`."""
_CLIPBOARD = "clipboard"
_READ_CLIPBOARD = "mobile: getClipboard"
_NO_COMMAND = 'echo "Error: no command reaches the clipboard: copy any other word on the phone"'
"""What the journal runs: only a session or a person can put something else there."""
_IN_USE = re.compile(r"\bmCurId=([\w.$]+/[\w.$]+)")
"""In ``dumpsys input_method``: the keyboard that has the input now."""


class AndroidInput(AndroidState):
    """The verbs of `PhoneVerbs` about input; `AndroidApp` adds the rest."""

    def keyboard_shown(self) -> bool:
        """Whether the phone's own keyboard shows; a keyboard that the app draws is none of it."""
        return self._mobile("isKeyboardShown") is True

    def input_method(self) -> str:
        """The keyboard that has the input, as ``package/service``; else the one that the user has chosen.

        They differ where a vendor puts a keyboard of its own in for passwords.

        :raises RigError: without a shell.
        """
        used = _IN_USE.search(self.shell("dumpsys input_method"))
        return used[1] if used else self.shell("settings get secure default_input_method").strip()

    def holds(self, locator: Locator) -> int:
        """How many characters a field holds; a password tells as many dots, and no more is asked for.

        :raises RigError: ``element-not-found``.
        """

        def count(element: WebElement) -> int:
            with kept_out_of_the_log():
                text, hint = str(element.text or ""), element.get_attribute("hint")
            return 0 if text == hint else len(text)

        return self._with(locator, count)

    def select_all(self) -> None:
        """Select what the field that has the input holds, as Ctrl+A does."""
        self._key(SELECT_ALL, CTRL)

    def copy(self) -> None:
        """Copy what is selected, if the field lets it go."""
        self._key(COPY)

    def paste(self) -> None:
        """Paste into the field that has the input, if it takes it."""
        self._key(PASTE)

    def _key(self, code: int, meta: int = 0) -> None:
        self._touched, self._sight = True, None
        if meta:
            self._mobile("pressKey", keycode=code, metastate=meta)
        else:
            self._mobile("pressKey", keycode=code)

    def clipboard(self) -> str:
        """What is on the clipboard. :raises RigError: ``clipboard-unreadable``."""
        with kept_out_of_the_log():
            told = "".join(str(self._mobile("getClipboard") or "").split())  # Android breaks its lines
        try:
            return base64.b64decode(told, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise RigError(
                reason="clipboard-unreadable",
                who="mob_app",
                where=_READ_CLIPBOARD,
                got=say("{number} characters that are no text in Base64", number=len(told)),
                wanted=say("the clipboard's text"),
                next_step=say("update Appium's settings app on the phone"),
            ) from error

    def set_clipboard(self, words: str) -> None:
        """Put words on the clipboard."""
        with kept_out_of_the_log():
            self._mobile("setClipboard", content=base64.b64encode(words.encode()).decode())

    @contextmanager
    def clipboard_kept(self) -> Generator[None]:
        """The words on the clipboard now are there again when the block ends; a picture is not.

        The journal tells that there is something to clear, not what was there before: that is the user's own.

        :raises RigError: where the clipboard cannot be read: then nothing was changed.
        """
        left = any(change.setting == _CLIPBOARD for change in self._journal.leftovers())
        found = self.clipboard()
        before = "" if left else found  # what a test left there is nothing to keep
        self._journal.note(_CLIPBOARD, "", _NO_COMMAND)
        try:
            yield
        except BaseException:
            with suppress(RigError):  # the block's own fault tells more
                self._give_back(before)
            raise
        self._give_back(before)

    def _give_back(self, words: str) -> None:
        """Whatever an earlier session left on the clipboard is gone now as well."""
        self.set_clipboard(words)
        for change in self._journal.leftovers():
            if change.setting == _CLIPBOARD:
                self._journal.done(change)
