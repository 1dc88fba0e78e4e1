"""Clause 13: what of a customer's data leaves the screens of the app: the log, its files, notifications.

That logs and local files hold no personal data is common practice: of the article that may say so (JR/T 0092
5.5) only the title was read. Of what is found the report tells kind and place, never the value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import PurePosixPath
from typing import TypeAlias

import pytest

from pytest_mobcompliance.device.android_traces import FOLDERS
from pytest_mobcompliance.device.android_windows import MUTED
from pytest_mobcompliance.device.app import App, PhoneVerbs, PrivateFile
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.forms import log_in
from pytest_mobcompliance.device.tour import tour
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.findings import Finding
from pytest_mobcompliance.messages import Said, say, say_all
from pytest_mobcompliance.recognise.held import OTHERS, Held, held_in, values_of
from pytest_mobcompliance.settings import IdentitySettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = pytest.mark.identity

SETTLES = 3.0
"""s after the last screen, in which notifications come and preferences are written."""
PRACTICE = say("that clause 13 covers logs, files and notifications is common practice")
FOR_A_PERSON = frozenset({"name", "account", "phone", f"{OTHERS}phone"})
"""Kinds that an app may have a reason to keep in its own files: who logged in last. A person judges."""
NOT_LOOKED_AT = say("pages' own storage (app_webview), no_backup, caches, shared storage")

Found: TypeAlias = Counter[tuple[Held, str]]
"""How often what was found where."""


@pytest.fixture
def on_phone(mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """A page's log, files and notifications are the browser's."""
    if mob_settings.app.platform == "web":
        told = say("log and files are the browser's, not a page's")
        mob_verdict.not_applicable("traces-of-the-browser", told)


@pytest.fixture
def values(person: IdentitySettings, mob_verdict: MobVerdict) -> Mapping[str, str]:
    """The declared identity's values, by kind."""
    kept = values_of(person.telling() | person.codes())
    return kept or mob_verdict.not_verified("not-configured", say("add values to the first of [identities]"))


@pytest.mark.destructive
@pytest.mark.requirement("13.leak-prevention/logcat")
@pytest.mark.needs("shell")
@pytest.mark.usefixtures("on_phone")
def test_log_tells_nothing_personal(
    mob_app: PhoneVerbs, mob_settings: Settings, mob_verdict: MobVerdict, values: Mapping[str, str]
) -> None:
    """A customer logs in and looks around; the app's lines of the log hold none of their data."""
    mark = mob_app.mark_log()
    missed = _as_customer(mob_app, mob_settings)
    log = mob_app.log_since(mark)
    mob_verdict.observe(say("lines of the app"), len(log.lines))
    found = _found(((say("lines of tag {tag}", tag=line.tag), line.text) for line in log.lines), values)
    _judge(found, mob_verdict, "logged-in-clear")
    if not log.whole:
        told = say("the phone threw away what the app logged first, or does not tell the app's user id")
        mob_verdict.not_verified("log-cut", told)
    if not log.lines:
        mob_verdict.not_verified("log-silent", say("no line of the app since the login began"))
    mob_verdict.findings(missed)


@pytest.mark.destructive
@pytest.mark.requirement("13.leak-prevention/stored")
@pytest.mark.needs("shell")
@pytest.mark.usefixtures("on_phone")
def test_files_hold_nothing_personal_in_clear(
    mob_app: PhoneVerbs, mob_settings: Settings, mob_verdict: MobVerdict, values: Mapping[str, str]
) -> None:
    """A customer logs in and looks around; preferences, files and databases hold no password, card or ID."""
    _must_be_readable(mob_app, mob_verdict)
    missed = _as_customer(mob_app, mob_settings)
    files = mob_app.private_files()
    read = [each for each in files if each.plain]
    mob_verdict.observe(say("files read"), _how_far(files))
    found = _found(((each.path, each.text) for each in files), values)
    _judge(found, mob_verdict, "stored-in-clear", for_a_person=FOR_A_PERSON)
    cut = [each.path for each in read if not each.whole]
    if cut:
        mob_verdict.not_verified("files-cut", say("not read, or not to the end: {files}", files=cut))
    if not read:
        mob_verdict.not_verified("no-files-seen", say("none that holds text in {folders}", folders=FOLDERS))
    mob_verdict.findings(missed)


@pytest.mark.destructive
@pytest.mark.requirement("13.leak-prevention/notifications")
@pytest.mark.needs("shell")
@pytest.mark.usefixtures("on_phone")
def test_notifications_tell_nothing_personal(
    mob_app: PhoneVerbs, mob_settings: Settings, mob_verdict: MobVerdict, values: Mapping[str, str]
) -> None:
    """A customer logs in and looks around; no notification holds their data, for anybody sees it."""
    if mob_app.permission_state("notifications") in MUTED:
        mob_app.allow_notifications()
    missed = _as_customer(mob_app, mob_settings)
    seen = mob_app.notifications()
    found = _found(((say("a notification"), each.text) for each in seen), values)
    _judge(found, mob_verdict, "notified-in-clear", for_a_person=frozenset({"name"}))
    if any(each.hidden for each in seen):
        mob_verdict.not_verified("notification-hidden", say("the phone does not tell what it says"))
    if not seen:
        mob_verdict.not_verified("no-notification", say("neither the login nor a screen led to one"))
    mob_verdict.observe(
        say("notifications"), say("{notifications} ({practice})", notifications=len(seen), practice=PRACTICE)
    )
    mob_verdict.findings(missed)


def _must_be_readable(app: PhoneVerbs, verdict: MobVerdict) -> None:
    """Look before the login: a release build, which is the rule, lets nobody in."""
    try:
        app.private_files()
    except RigError as fault:
        if fault.reason != "not-debuggable":
            raise
        verdict.not_verified("not-debuggable", say_all([fault.got, fault.next_step]))


def _how_far(files: Collection[PrivateFile]) -> str:
    """How many files were read to the end, and what was not looked at."""
    told = say("{files} of {folders}", files=sum(each.whole for each in files), folders=FOLDERS)
    passed = Counter(PurePosixPath(each.path).suffix.lower() for each in files if not each.plain)
    if passed:
        kinds = [say("{ending} ({n}×)", ending=ending, n=n) for ending, n in sorted(passed.items())]
        told = say("{told}; left out, since no text stands in them as it is: {kinds}", told=told, kinds=kinds)
    return say("{told}; not looked at: {rest}", told=told, rest=NOT_LOOKED_AT)


def _as_customer(app: App, settings: Settings) -> list[Finding]:
    """Log in, and go to each screen behind the login; returns those that were not reached."""
    app.launch()
    accept_notice(app)
    closed = [name for name, screen in settings.screens.items() if screen.login]
    if not closed:
        log_in(app, settings)
    missed = list(tour(app, settings, lambda name: None, closed))
    app.let_pass(SETTLES)
    return missed


def _found(texts: Iterable[tuple[str, str]], values: Mapping[str, str]) -> Found:
    """What the texts hold. ``texts``: place and words."""
    return Counter((held, where) for where, text in texts for held in held_in(text, values))


def _judge(
    found: Found, verdict: MobVerdict, reason: str, *, for_a_person: Collection[str] = frozenset()
) -> None:
    """Declared values are violated; what may be something else, or may be there, is for a person."""
    sure = Counter({(held, where): n for (held, where), n in found.items() if held.sure})
    broken = Counter({key: n for key, n in sure.items() if key[0].kind not in for_a_person})
    if broken:
        verdict.violated(reason, say("{found} ({practice})", found=_told(broken), practice=PRACTICE))
    if found:
        verdict.needs_review("maybe-personal", detail=say("{found}; may it be there?", found=_told(found)))


def _told(found: Found) -> list[Said]:
    return [
        say("{kind} in {where} ({n}×)", kind=_kind(held), where=where, n=n)
        for (held, where), n in sorted(found.items())
    ]


def _kind(held: Held) -> str:
    """The kind of a value; whose a number is that is not the declared identity's, is said in words."""
    kind = held.kind.removeprefix(OTHERS)
    return kind if kind == held.kind else say("somebody's {kind}", kind=kind)
