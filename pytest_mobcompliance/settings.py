"""`mobcompliance.toml` and the options, read once and validated; nothing here knows pytest."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from .errors import ConfigurationError

CONFIG_NAME = "mobcompliance.toml"
PROFILES = ("miit-2021", "taf-114", "wcag-aa", "atf")
LOCATORS = ("id", "accessibility_id", "text", "css", "class", "predicate")


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
            raise ValueError(f"a locator is exactly one of {', '.join(LOCATORS)}")
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
    bundle_id: str | None = None
    activity: str | None = None
    url: str | None = None
    """Web: the start page; relative to the served folder when `serve` is set."""
    serve: Path | None = None
    """Web: a folder of static files to serve on loopback during the run."""
    demo: bool = False
    """The app is a sample: every report says so."""
    test_packages: tuple[str, ...] = ()
    """Packages (web: host names) where destructive checks may run."""
    previous: Path | None = None

    @model_validator(mode="after")
    def _web_needs_a_url(self) -> Self:
        if self.platform == "web" and not self.url:
            raise ValueError("a web app needs 'url'")
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


class DeviceSettings(_Part):
    """One device of the farm; for the web, an emulated handset."""

    udid: str | None = None
    server: str | None = None
    width: int = Field(default=390, ge=200, le=2000)
    """CSS px (web)."""
    height: int = Field(default=844, ge=200, le=4000)
    """CSS px (web)."""
    pixel_ratio: float = Field(default=2.0, gt=0, le=5)
    """Screenshot px per CSS px (web)."""


class ScreenSettings(_Part):
    """How a screen is reached and recognised."""

    url: str | None = None
    """Web: address, relative to the start page. Comes before `path`."""
    path: tuple[Step, ...] = ()
    expect: Locator | None = None
    login: bool = False
    elderly: bool = False
    """The screen is part of the elderly mode too."""
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


class PurposeSettings(_Part):
    """One permission that the app may ask for: for what, where, and after which tap."""

    purpose: str
    screen: str
    trigger: Locator | None = None
    """What the user taps to use the feature."""


class IdentitySettings(_Part):
    """A fake identity. Nothing else is ever typed."""

    name: str = ""
    id_number: str = ""
    phone: str = ""
    card: str = ""
    account: str = ""
    password: str = ""
    code: str = ""
    """A fixed test code, or ``hook``."""


class FormSettings(_Part):
    """A form of the app: its fields by meaning, its buttons, and what tells its outcome."""

    screen: str
    fields: Mapping[Literal["account", "phone", "code", "name", "id_number", "card", "password"], Locator]
    agree: Locator | None = None
    """Consent box that a user has to tick."""
    submit: Locator
    error: Locator | None = None
    done: Locator
    """Only there when the form was accepted."""


class ThresholdSettings(_Part):
    """A house rule for one threshold."""

    value: float
    reason: str = Field(min_length=1)


class LinkSettings(_Part):
    """Where links of the app may lead."""

    allowed_hosts: tuple[str, ...] = ()


class Settings(_Part):
    """The whole of ``mobcompliance.toml``."""

    app: AppSettings
    server: ServerSettings = ServerSettings()
    web: WebSettings = WebSettings()
    devices: Mapping[str, DeviceSettings] = Field(default_factory=dict)
    screens: Mapping[str, ScreenSettings] = Field(default_factory=dict)
    elderly: ElderlySettings | None = None
    permissions: Mapping[
        Literal["camera", "microphone", "geolocation", "notifications", "clipboard"],
        PurposeSettings,
    ] = Field(default_factory=dict)
    identities: Mapping[str, IdentitySettings] = Field(default_factory=dict)
    forms: Mapping[Literal["registration", "login", "transfer"], FormSettings] = Field(default_factory=dict)
    thresholds: Mapping[str, ThresholdSettings] = Field(default_factory=dict)
    links: LinkSettings = LinkSettings()
    file: Annotated[Path | None, Field(exclude=True)] = None

    @model_validator(mode="after")
    def _named_screens_exist(self) -> Self:
        used = {f"permissions.{k}": v.screen for k, v in self.permissions.items()}
        used |= {f"forms.{k}": v.screen for k, v in self.forms.items()}
        for key, screen in used.items():
            if screen not in self.screens:
                raise ValueError(f"{key} names screen {screen!r}, which is not under [screens]")
        return self

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
            wanted="a readable TOML file",
            next_step="name an existing file with --mob-config, or leave the option out",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            who=CONFIG_NAME,
            where=str(file),
            got=str(error),
            wanted="valid TOML in UTF-8",
            next_step="correct the line that is named above",
        ) from error
    try:
        return Settings.model_validate({**data, "file": file.resolve()})
    except ValidationError as error:
        raise _explain(file, data, error) from error


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
            wanted="the address of a page, since [app] serve names no folder that it could lie in",
            next_step="write the whole address, like https://test.example.bank/index.html",
        )
    return settings.model_copy(update={"app": own.model_copy(update=change)})


def _explain(file: Path, data: Mapping[str, Any], error: ValidationError) -> ConfigurationError:
    first = error.errors(include_url=False)[0]
    keys = [str(part) for part in first["loc"]]
    key = ".".join(keys) or "(whole file)"
    if first["type"] == "extra_forbidden":
        allowed = _allowed_keys(keys[:-1])
        near = difflib.get_close_matches(keys[-1], allowed, n=1)
        return ConfigurationError(
            who=CONFIG_NAME,
            where=f"{file}: {key}",
            got=f"the unknown key {keys[-1]!r}",
            wanted=f"one of {', '.join(allowed)}",
            next_step=f"write {near[0]!r}" if near else "take the key out",
        )
    return ConfigurationError(
        who=CONFIG_NAME,
        where=f"{file}: {key}",
        got=repr(first["input"]) if first["type"] != "missing" else "nothing",
        wanted=first["msg"],
        next_step=f"correct {key} in {file.name}",
    )


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
