"""`mobcompliance.toml` and the options, read once and validated; nothing here knows pytest."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from .errors import ConfigurationError
from .messages import say
from .shape import what_fits

CONFIG_NAME = "mobcompliance.toml"
PROFILES = ("miit-2021", "taf-114", "wcag-aa", "atf")
LOCATORS = ("id", "accessibility_id", "text", "css", "class", "predicate")
DEMO = Path(__file__).parent / "virtual_phone" / "bank" / CONFIG_NAME
"""Settings of the demo bank on the virtual phone."""
BLIND = ("autoGrantPermissions", "autoAcceptAlerts", "autoDismissAlerts")
"""Capabilities that answer permission dialogs unseen: with them no check of permissions means anything."""
ANSWERS = "defaultAlertAction"
"""Setting of the XCUITest driver that does the same when it says ``accept`` or ``dismiss``."""
PACKAGE = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+")
PermissionKind = Literal[
    "camera", "microphone", "geolocation", "notifications", "clipboard",  # the web's, and those below
    "phone", "contacts", "storage", "photos", "calendar", "sms", "call_log", "sensors", "activity", "nearby",
    "installed_apps",
]  # fmt: skip


FormField = Literal[
    "account", "phone", "code", "name", "id_number", "id_expiry", "card", "password", "new_password",
    "payee", "payee_card", "amount",
]  # fmt: skip
"""What may be typed into a form: always a value of a declared identity."""

FormName = Literal["registration", "login", "reset", "transfer"]

Secret = Literal["password", "verify"]
"""What is typed in secret: a login password, and what a transfer asks for once more."""

Unfit = Literal["bad-checksum", "expired-document", "under-age"]
"""Why a registration has to refuse a declared identity."""

SpecialAccess = Literal[
    "overlay", "usage", "accessibility", "notification_listener", "device_admin", "write_settings",
    "all_files", "install_packages",
]  # fmt: skip
"""Accesses that Android grants on a page of its settings, as a manifest asks for them."""


def blind_in(capabilities: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """Names of what answers permission dialogs unseen, however it is prefixed, spelt or nested.

    Appium also takes capabilities out of ``appium:options``, and settings out of ``appium:settings`` and
    ``appium:settings[…]``. What is switched off is none.
    """
    known = {name.casefold() for name in (*BLIND, ANSWERS, f"settings[{ANSWERS}]")}
    for name, value in capabilities.items():
        told = f"{before}{name}"
        plain = name.rpartition(":")[2].replace("_", "").casefold()
        if isinstance(value, Mapping):
            yield from blind_in(value, f"{told}.")
        elif isinstance(value, list | tuple):
            for each in value:
                if isinstance(each, Mapping):
                    yield from blind_in(each, f"{told}.")
        elif plain in known and value not in (None, False, "", "false"):
            yield told


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Locator(_Part):
    """How an element is found again each time: exactly one of the strategies. XPath is refused."""

    id: str | None = None
    accessibility_id: str | None = None
    text: str | None = None
    css: str | None = None
    class_: str | None = Field(default=None, alias="class")
    predicate: str | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError(say("a locator is exactly one of {choices}", choices=LOCATORS))
        return self

    @property
    def strategy(self) -> str:
        """The one strategy that is set (``id``, ``text``, ``css`` …)."""
        return next(iter(self.model_fields_set)).rstrip("_")

    @property
    def value(self) -> str:
        """What the strategy looks for."""
        return str(getattr(self, next(iter(self.model_fields_set))))

    def __str__(self) -> str:
        return f"{self.strategy}={self.value}"


class Step(_Part):
    """One step of a path: tap an element."""

    tap: Locator


class AppSettings(_Part):
    """The app under test."""

    platform: Literal["android", "ios", "web"] = "web"
    kind: Literal["bank", "pay", "loan", "invest", "insurance"] = "bank"
    name: str = ""
    package: str | None = None
    """Android (``--mob-app`` may give it as well)."""
    bundle_id: str | None = None
    """iOS (``--mob-app`` may give it as well)."""
    activity: str | None = None
    """Android: what a launch starts (``.Main``); without it, what the launcher would."""
    url: str | None = None
    """Web: the start page; relative to the served folder when `serve` is set."""
    serve: Path | None = None
    """Web: a folder of static files to serve on loopback during the run."""
    demo: bool = False
    """The app is a sample: every report says so."""
    test_packages: tuple[str, ...] = ()
    """Packages (web: host names) where destructive checks may run."""
    necessary: tuple[str, ...] = ()
    """What registration needs beside what the rules list for the app's kind, by meaning (see
    ``recognise/collection.toml``). For insurance, which the rules do not list, all of it."""
    file: Path | None = None
    """Installation file of the version under test, for the checks that install one version over another."""
    previous: Path | None = None
    """Installation file of the version before it."""

    @model_validator(mode="after")
    def _app_is_named(self) -> Self:
        if self.platform == "web" and not self.url:
            raise ValueError(say("a web app needs 'url'"))
        if self.package is not None and PACKAGE.fullmatch(self.package) is None:
            raise ValueError(say("{name!r} is no package name, like cn.example.bank", name=self.package))
        return self


class ServerSettings(_Part):
    """The Appium server: where it is installed and how long it may take."""

    home: Path | None = None
    """Folder with ``node_modules/appium`` for ``--mob-server auto``."""
    start_timeout: float = Field(default=60.0, gt=0)
    """Seconds until a server that we start must answer ``/status``."""
    command_timeout: float = Field(default=60.0, gt=0)
    """Seconds that one command may take before the rig is held to be stuck."""
    new_command_timeout: int = Field(default=300, gt=0)
    """Seconds without a command after which Appium ends the session (a person may be looking)."""


class WebSettings(_Part):
    """What only web pages need."""

    axe: Path | None = None
    """Folder of the npm package ``axe-core``; else ``<server.home>/node_modules/axe-core``."""
    chromium: Path = Path("/usr/bin/chromium")
    chromedriver: Path = Path("/usr/bin/chromedriver")
    headless: bool = True
    page_timeout: float = Field(default=20.0, gt=0)
    """Seconds that a page may take to load."""
    script_timeout: float = Field(default=30.0, gt=0)
    max_elements: int = Field(default=50_000, gt=0)
    """A longer page is captured up to here and marked `truncated`."""


class AndroidSettings(_Part):
    """What only Android apps need."""

    app_wait: float = Field(default=20.0, gt=0)
    """Seconds that the app may take to come to the front."""
    step_timeout: float = Field(default=10.0, gt=0)
    """Seconds that an element may take to appear before a tap gives up."""
    idle_timeout: int = Field(default=500, ge=0, le=60_000)
    """Milliseconds that the driver waits for an animated screen to be idle (``waitForIdleTimeout``)."""
    ignore_unimportant_views: bool = False
    """Leave layouts without content out of the tree (``ignoreUnimportantViews``)."""
    invisible_elements: bool = False
    """Put what does not show into the tree (``allowInvisibleElements``)."""
    multi_windows: bool = True
    """Put every window into the tree, not only the one in front (``enableMultiWindows``)."""
    max_depth: int = Field(default=70, ge=10, le=500)
    """Levels of the tree (``snapshotMaxDepth``)."""
    max_scrolls: int = Field(default=12, ge=0, le=100)
    """Times that a screen is scrolled, looking for an element or for its end."""
    webviews: bool = True
    """Look into WebViews of the app that can be debugged."""


class VirtualSettings(_Part):
    """A virtual phone: which Android it runs, its display, and what the demo app does wrong."""

    api: int = Field(default=34, ge=26, le=36)
    vendor: Literal["aosp", "miui", "emui", "coloros", "originos", "oneui"] = "aosp"
    width: int = Field(default=1080, ge=240, le=4000)
    """px."""
    height: int = Field(default=2340, ge=320, le=8000)
    """px."""
    density: int = Field(default=440, ge=120, le=960)
    """dpi: 160 is 1 px for each dp."""
    locale: str = Field(default="zh-CN", pattern=r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
    font_scale: float = Field(default=1.0, ge=0.5, le=2.0)
    night: bool = False
    defects: tuple[str, ...] = ()
    """Names of defects of the demo app that are switched on."""
    behaviours: tuple[str, ...] = ()
    """Names of behaviours of real apps that are switched on, and that no check may mind."""
    faults: tuple[Literal["prompt-twice", "prompt-changes", "prompt-presses", "prompt-covers"], ...] = ()
    """What the phone does to permission dialogs, so that nobody can answer them blindly."""
    root: bool = True
    """An image for development, whose shell may set the clock; else a phone as it is sold."""
    surroundings: tuple[Literal["rooted", "emulated"], ...] = ()
    """What an app can find out about an unsafe device: ``su`` is there, or it is an emulator."""
    latency_ms: float = Field(default=0.0, ge=0, le=10_000)
    """Milliseconds that each command takes longer (real phones take 50 to 300)."""


class DeviceSettings(_Part):
    """One device of the farm; for the web, an emulated handset."""

    udid: str | None = None
    """Serial number (Android, ``adb devices``) or identifier (iOS) of the phone."""
    server: str | None = None
    """URL of the Appium server that it hangs on; else what ``--mob-server`` says."""
    capabilities: Mapping[str, Any] = Field(default_factory=dict)
    """Further Appium capabilities, like ``"appium:adbPort"``."""
    virtual: VirtualSettings | None = None
    """A simulated phone instead of a real one (Android)."""
    width: int = Field(default=390, ge=200, le=2000)
    """CSS px (web)."""
    height: int = Field(default=844, ge=200, le=4000)
    """CSS px (web)."""
    pixel_ratio: float = Field(default=2.0, gt=0, le=5)
    """Screenshot px per CSS px (web)."""

    @model_validator(mode="after")
    def _nothing_blind(self) -> Self:
        for name in blind_in(self.capabilities):
            raise ValueError(
                say(
                    "{name!r} answers permission dialogs unseen: no check of permissions proves anything",
                    name=name,
                )
            )
        if self.virtual is not None and (self.udid or self.server):
            raise ValueError(say("a virtual phone has no 'udid' and no 'server'"))
        return self


class ScreenSettings(_Part):
    """How a screen is reached and recognised."""

    url: str | None = None
    """Web: address, relative to the start page; Android, iOS: a deep link. Comes before `path`."""
    path: tuple[Step, ...] = ()
    expect: Locator | None = None
    login: bool = False
    elderly: bool = False
    """The screen is part of the elderly mode too."""
    guest: bool = False
    """Who declined the privacy notice may look at it."""
    sensitive: bool = False


class SearchSettings(_Part):
    """The app's own search, to look for the elderly mode by its names."""

    path: tuple[Step, ...] = ()
    field: Locator
    submit: Locator | None = None


class ElderlySettings(_Part):
    """How the elderly mode is switched on and off."""

    on: tuple[Step, ...] = ()
    off: tuple[Step, ...] = ()
    search: SearchSettings | None = None
    still: tuple[str, ...] = ()
    """Screens that are left alone, to see whether they change; by default the first one of the mode."""
    still_seconds: float = Field(default=3.0, gt=0, le=60)
    """For how long: the house's number, since the specification gives none. Slower changes are not seen."""
    text_size: Literal["system"] | None = None
    """``system``: how large text gets is up to the system's setting alone; what stays small is violated.

    Unset, the app may have a setting of its own, which nobody tries: a person must look.
    """


class PurposeSettings(_Part):
    """One permission that the app may ask for: for what, where, and after which tap."""

    purpose: str
    screen: str
    trigger: Locator | None = None
    """What the user taps to use the feature."""


class ConsentSettings(_Part):
    """A feature that needs a separate consent: where it begins, and after which tap."""

    screen: str
    trigger: Locator


class PartnerSettings(_Part):
    """Another app or site that this one leads to with the user's data."""

    screen: str
    trigger: Locator
    name: str = ""
    """What the user knows it by; else the table's own name."""
    package: str = ""
    """The partner's app: without it nobody knows who came to the front."""
    host: str = ""
    """The partner's site, likewise."""


class ClosingSettings(_Part):
    """How the account is closed, up to the step that cannot be taken back."""

    screen: str
    path: tuple[Step, ...] = ()
    """Taps that lead to the last step, which is `submit`."""
    fields: Mapping[FormField, Locator] = Field(default_factory=dict)
    """Fields on the way; each is filled in on the first step that shows it."""
    submit: Locator
    """What closes the account for good: tapped on test packages only."""
    done: Locator
    """Only there when the account is closed."""

    @model_validator(mode="after")
    def _path_ends_before_it(self) -> Self:
        for number, step in enumerate(self.path):
            if step.tap == self.submit:
                raise ValueError(
                    say("path[{number}] is submit itself, which cannot be taken back", number=number)
                )
        return self


class SpecialAccessSettings(_Part):
    """A special access that the app asks for: the function that cannot do without it."""

    reason: str = Field(min_length=1)


CODE_BY_HOOK = "hook"
"""Instead of a test code: somebody else supplies it when it is needed."""
CODE_BY_MESSAGE = "sms"
"""Instead of a test code: it is read in the phone's own inbox."""
CODE_SOURCES = (CODE_BY_HOOK, CODE_BY_MESSAGE)
"""What stands for a one-time code that is supplied when it is needed."""
_TELLS_OF_NOBODY = frozenset({"code", "id_expiry", "amount", "unfit"})
"""Codes are looked for in a way of their own (`IdentitySettings.codes`)."""


class IdentitySettings(_Part):
    """A fake identity. Nothing else is ever typed.

    Its `repr` tells no value: pytest prints arguments of failing tests, and cuts in the middle what is long.
    """

    name: str = ""
    id_number: str = ""
    id_expiry: str = ""
    """Last day of the document, as the form wants it: ``2030-01-01`` or ``长期``."""
    phone: str = ""
    card: str = ""
    account: str = ""
    password: str = ""
    new_password: str = ""
    """What a reset sets."""
    code: str = ""
    """A fixed test code; ``hook``: `pytest_mobcompliance_code` supplies it; ``sms``: from the inbox."""
    payee: str = ""
    payee_card: str = ""
    amount: str = ""
    """What a transfer is filled in with: a made-up receiver and a small sum."""
    unfit: Unfit | None = None
    """A registration must refuse this identity, and why."""
    generated: bool = False
    """Made by ``mobcompliance identities``: may be a real person's by chance, so demos only."""

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        yield from ((name, "…") for name in type(self).model_fields if getattr(self, name))

    def telling(self) -> dict[str, str]:
        """What tells of the person, by field: redacted, and looked for by ``mobcompliance leaks``.

        A date and a sum stand in too many texts to be looked for, and tell of nobody by themselves.
        """
        values = {field: getattr(self, field) for field in type(self).model_fields}
        return {
            field: value
            for field, value in values.items()
            if isinstance(value, str) and value and field not in _TELLS_OF_NOBODY
        }

    def codes(self) -> dict[str, str]:
        """Its numbers of a few digits, by field: redacted and looked for where they stand by themselves."""
        return {} if self.code in ("", *CODE_SOURCES) else {"code": self.code}


class StepSettings(_Part):
    """A step between a form and its outcome that a machine cannot do: a hook passes it, on a test build."""

    kind: Literal["face", "u-key", "secure-keyboard"]
    shown: Locator
    """Only there while the step is asked for."""


def _one_or_more(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


class FormSettings(_Part):
    """A form of the app: its fields by meaning, its buttons, and what tells its outcome."""

    screen: str
    fields: Mapping[FormField, Locator] = Field(default_factory=dict)
    """Those that are not named here are recognised by type, hint and label."""
    send_code: Locator | None = None
    """What asks for a one-time code; tapped before a code is typed."""
    agree: Locator | None = None
    """Consent box that a user has to tick."""
    submit: Locator | None = None
    """Unset, the button is recognised by its words."""
    error: Annotated[tuple[Locator, ...], BeforeValidator(_one_or_more)] = ()
    """What tells that it was refused, one or a list; ``{ class = "android.widget.Toast" }`` is a toast."""
    answers_within: float = Field(default=10.0, gt=0, le=120)
    """s in which the app answers once the form is submitted; the project's own choice."""
    verify: Locator | None = None
    """What asks once more who the user is, before the form takes effect (``transfer``)."""
    step: StepSettings | None = None
    """What is asked for once the form is submitted."""
    done: Locator
    """Only there when the form was accepted."""


class VerificationSettings(_Part):
    """House values of identity verification: no rule that was read names such numbers."""

    attempts: int | None = Field(default=None, ge=1, le=20)
    """Wrong passwords after which the account is locked."""
    lock_identity: str = ""
    """The identity whose account may be locked by the check; its others would find it locked."""
    reset_identity: str = ""
    """The identity whose password the check of the reset may set anew; no other check can log in with it."""
    register_identity: str = ""
    """The identity that the checks of the registration type, instead of the first: nobody with an account.

    A server that remembers who has registered needs it; its data are taken back before each run.
    """
    resend_seconds: int | None = Field(default=None, ge=1, le=600)
    """s until another one-time code may be asked for."""
    least_age: int | None = Field(default=None, ge=0, le=120)
    """Years: who is younger cannot register."""
    weak_passwords: tuple[str, ...] = ()
    """Passwords that registration has to refuse."""
    own_keyboard: tuple[Secret, ...] | None = None
    """Secrets that must be typed on a keyboard of the app's own; for the others the phone's may show.

    Unset, a person looks wherever the phone's keyboard shows for one.
    """
    random_keyboard: bool = False
    """Keys of the app's own keyboard must stand elsewhere each time that it opens."""
    no_clipboard: bool = False
    """Fields for passwords, ID numbers and cards must let nothing be pasted, and nothing be copied out."""


class SessionSettings(_Part):
    """How a login ends. The times are house values: no rule that was read names any."""

    screen: str
    """A screen that needs a login, to see whether it lasts."""
    idle_seconds: float | None = Field(default=None, gt=0, le=7200)
    """s without a touch, after which the login has ended."""
    background_seconds: float | None = Field(default=None, gt=0, le=7200)
    """s in the background, after which the login has ended."""
    logout: tuple[Step, ...] = ()
    """Taps from `logout_screen` that log out."""
    logout_screen: str = ""
    notice: Locator | None = None
    """What tells a user that the account was opened on another device."""
    second_device: str = ""
    """Another one of ``[devices]``, on which the same account is opened, where the house wants the first to
    be told or logged out then; ``virtual``, with options as after ``--mob-device``, for a virtual phone."""


class EnvironmentSettings(_Part):
    """What the app does in surroundings that cannot be trusted: a matter of the house, not of a rule.

    ``warn``: it says so and goes on; ``block``: it says so and nothing else can be done.
    """

    rooted: Literal["warn", "block"] | None = None
    emulated: Literal["warn", "block"] | None = None
    background: Literal["warn"] | None = None
    """When another window takes its place, the app says that it is in the background now."""


class ThresholdSettings(_Part):
    """A house rule for one threshold."""

    value: float
    reason: str = Field(min_length=1)


class LinkSettings(_Part):
    """Where links of the app may lead."""

    allowed_hosts: tuple[str, ...] = ()


class PolicySettings(_Part):
    """Where the privacy policy lies beside the app's own screens."""

    url: str = Field(pattern=r"https?://[^\s/]+\S*")


class SdkSettings(_Part):
    """A third party's SDK that the app embeds: the policy must name it, by one of its names."""

    name: str = Field(min_length=2)
    aliases: tuple[str, ...] = ()


class Settings(_Part):
    """The whole of ``mobcompliance.toml``."""

    app: AppSettings
    server: ServerSettings = ServerSettings()
    web: WebSettings = WebSettings()
    android: AndroidSettings = AndroidSettings()
    devices: Mapping[str, DeviceSettings] = Field(default_factory=dict)
    screens: Mapping[str, ScreenSettings] = Field(default_factory=dict)
    elderly: ElderlySettings | None = None
    permissions: Mapping[PermissionKind, PurposeSettings] = Field(default_factory=dict)
    special_access: Mapping[SpecialAccess, SpecialAccessSettings] = Field(default_factory=dict)
    identities: Mapping[str, IdentitySettings] = Field(default_factory=dict)
    forms: Mapping[FormName, FormSettings] = Field(default_factory=dict)
    consents: Mapping[Literal["face", "id_photo", "location"], ConsentSettings] = Field(default_factory=dict)
    partners: Mapping[str, PartnerSettings] = Field(default_factory=dict)
    closing: ClosingSettings | None = None
    verification: VerificationSettings = VerificationSettings()
    session: SessionSettings | None = None
    environment: EnvironmentSettings = EnvironmentSettings()
    thresholds: Mapping[str, ThresholdSettings] = Field(default_factory=dict)
    links: LinkSettings = LinkSettings()
    policy: PolicySettings | None = None
    sdks: tuple[SdkSettings, ...] | None = None
    """None: nobody said; an empty list says that there are none."""
    file: Annotated[Path | None, Field(exclude=True)] = None

    @model_validator(mode="after")
    def _named_screens_exist(self) -> Self:
        used = {f"permissions.{k}": v.screen for k, v in self.permissions.items()}
        used |= {f"forms.{k}": v.screen for k, v in self.forms.items()}
        used |= {f"consents.{k}": v.screen for k, v in self.consents.items()}
        used |= {f"partners.{k}": v.screen for k, v in self.partners.items()}
        used |= {"closing": self.closing.screen} if self.closing is not None else {}
        used |= {"session": self.session.screen} if self.session is not None else {}
        if self.session is not None and self.session.logout_screen:
            used |= {"session.logout_screen": self.session.logout_screen}
        used |= {f"elderly.still[{n}]": s for n, s in enumerate(self.elderly.still if self.elderly else ())}
        for key, screen in used.items():
            if screen not in self.screens:
                raise ValueError(
                    say("{key} names screen {screen!r}, which is not under [screens]", key=key, screen=screen)
                )
        return self

    @model_validator(mode="after")
    def _named_identities_exist(self) -> Self:
        roles = {key: value for key, value in self.verification if key.endswith("_identity")}
        for role, name in roles.items():
            if name and name not in self.identities:
                raise ValueError(
                    say(
                        "verification.{role} names {name!r}, which is not under [identities]",
                        role=role,
                        name=name,
                    )
                )
        return self

    @model_validator(mode="after")
    def _generated_ones_stay_at_home(self) -> Self:
        for name, person in self.identities.items():
            if person.generated and not self.app.demo:
                raise ValueError(
                    say(
                        "identities.{name} is generated: its numbers may be a real person's, "
                        "so it may be typed into the demo apps only",
                        name=name,
                    )
                )
        return self

    @model_validator(mode="after")
    def _virtual_phones_are_android(self) -> Self:
        for name, device in self.devices.items():
            if device.virtual is not None and self.app.platform != "android":
                raise ValueError(
                    say(
                        "devices.{name} is a virtual phone, and the app's platform is not 'android'",
                        name=name,
                    )
                )
        return self

    @model_validator(mode="after")
    def _devices_are_apart(self) -> Self:
        """Two workers on one phone would take each other's screens for their own."""
        owners: dict[tuple[object, str | None], str] = {}
        for name, device in self.devices.items():
            if self.app.platform == "web" or device.virtual is not None:
                continue
            udid = device.udid or device.capabilities.get("appium:udid") or device.capabilities.get("udid")
            owner = owners.setdefault((udid, device.server), name)
            if owner != name:
                same = say("the udid {udid!r}", udid=udid) if udid else say("no udid")
                raise ValueError(
                    say(
                        "devices.{name} and devices.{owner} have {same}: each is a phone of its own",
                        name=name,
                        owner=owner,
                        same=same,
                    )
                )
        return self

    @property
    def second_device(self) -> str:
        """The other device on which the same account is opened; empty for none."""
        return self.session.second_device if self.session is not None else ""

    @property
    def package(self) -> str | None:
        """What destructive checks are guarded by: package or bundle id; for the web, the host name."""
        if self.app.platform != "web":
            return self.app.package or self.app.bundle_id
        if self.app.serve is not None:
            return "127.0.0.1"
        return urlsplit(self.app.url or "").hostname

    def resolve(self, path: Path) -> Path:
        """Return a path of the file as an absolute one (relative ones count from the file's folder)."""
        base = self.file.parent if self.file is not None else Path.cwd()
        return (base / path).resolve()


def load_settings(file: Path) -> Settings:
    """Read and validate a settings file.

    :raises ConfigurationError: naming file, key, value and what was allowed.
    """
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise ConfigurationError(
            who=CONFIG_NAME,
            where=str(file),
            got=error.strerror or str(error),
            wanted=say("a readable TOML file"),
            next_step=say("name an existing file with --mob-config, or leave the option out"),
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            who=CONFIG_NAME,
            where=str(file),
            got=str(error),
            wanted=say("valid TOML in UTF-8"),
            next_step=say("correct the line that is named above"),
        ) from error
    try:
        return Settings.model_validate({**data, "file": file.resolve()})
    except ValidationError as error:
        raise _explain(file, data, error) from error


def demo_settings() -> Settings:
    """Settings of the demo bank that the virtual phone has installed."""
    return load_settings(DEMO)


def with_app(settings: Settings, app: str) -> Settings:
    """Lay ``--mob-app`` over the settings; an address of its own is opened instead of the served folder.

    :raises ConfigurationError: for a web app whose start page would belong to no site.
    """
    own = settings.app
    change: dict[str, Any] = {{"web": "url", "android": "package", "ios": "bundle_id"}[own.platform]: app}
    if own.platform == "web" and "://" in app:
        change["serve"] = None
    elif own.platform == "web" and own.serve is None:
        raise ConfigurationError(
            who="--mob-app",
            where=str(settings.file),
            got=repr(app),
            wanted=say("the address of a page, since [app] serve names no folder that it could lie in"),
            next_step=say("write the whole address, like https://test.example.bank/index.html"),
        )
    return settings.model_copy(update={"app": own.model_copy(update=change)})


def _explain(file: Path, data: Mapping[str, Any], error: ValidationError) -> ConfigurationError:
    first = error.errors(include_url=False)[0]
    keys = [str(part) for part in first["loc"]]
    key = ".".join(keys) or say("(whole file)")
    where = say("{file}: {key}", file=str(file), key=key)
    if first["type"] == "extra_forbidden":
        allowed = _allowed_keys(keys[:-1])
        near = difflib.get_close_matches(keys[-1], allowed, n=1)
        return ConfigurationError(
            who=CONFIG_NAME,
            where=where,
            got=say("the unknown key {key!r}", key=keys[-1]),
            wanted=say("one of {choices}", choices=allowed),
            next_step=say("write {near!r}", near=near[0]) if near else say("take the key out"),
        )
    return ConfigurationError(
        who=CONFIG_NAME,
        where=where,
        got=_got(keys, first["input"]) if first["type"] != "missing" else say("nothing"),
        wanted=what_fits(first),
        next_step=say("correct {key} in {file}", key=key, file=file.name)
        if keys
        else say("correct {file}", file=file.name),
    )


def _got(keys: list[str], value: object) -> str:
    """A wrong value as it is told; what is or holds an identity is not, for no redactor knows it yet."""
    if not keys:
        return say("entries that do not go together")
    if keys[0] == "identities" and keys[-1] not in ("unfit", "generated"):
        return say("{kind} (not shown: it may tell of a person)", kind=type(value).__name__)
    return repr(value)


def _allowed_keys(path: list[str]) -> list[str]:
    """Field names at a path of the model; names of a mapping's entries are skipped."""
    model: type[BaseModel] = Settings
    for part in path:
        info = model.model_fields.get(part)
        nested = _nested_model(info.annotation) if info is not None else None
        if nested is not None:
            model = nested
    return [field.alias or name for name, field in model.model_fields.items() if name != "file"]


def _nested_model(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        nested = _nested_model(argument)
        if nested is not None:
            return nested
    return None
