from __future__ import annotations

import pytest

from pytest_mobcompliance.device.android_permissions import (
    Held,
    answered_actions,
    names_of,
    runtime_permissions,
    state_in_dump,
    state_in_lists,
)
from pytest_mobcompliance.settings import PermissionKind

DUMP = """\
Packages:
  Package [cn.example.bank] (1a2b3c):
    requested permissions:
      android.permission.CAMERA
      android.permission.SEND_SMS: restricted=true
    install permissions:
      android.permission.INTERNET: granted=true
    User 0: ceDataInode=1 installed=true hidden=false
      gids=[3003]
      runtime permissions:
        android.permission.CAMERA: granted=false, flags=[ USER_SET|USER_FIXED|524288 ]
        android.permission.READ_CONTACTS: granted=true, flags=[ USER_SET]
        com.huawei.permission.X: granted=false
    User 10: ceDataInode=2
      runtime permissions:
        android.permission.CAMERA: granted=true
"""


def test_dump_is_read_for_the_first_user() -> None:
    assert runtime_permissions(DUMP) == {
        "android.permission.CAMERA": Held(False, frozenset({"USER_SET", "USER_FIXED", "524288"})),
        "android.permission.READ_CONTACTS": Held(True, frozenset({"USER_SET"})),
        "com.huawei.permission.X": Held(False, frozenset()),
    }


@pytest.mark.parametrize(
    "dump", ["", "Unable to find package: cn.example.bank", "    runtime permissions:\n"]
)
def test_dump_without_runtime_permissions(dump: str) -> None:
    assert runtime_permissions(dump) == {}


def held(granted: bool, *flags: str) -> Held:
    return Held(granted, frozenset(flags))


@pytest.mark.parametrize(
    ("known", "state"),
    [
        ({}, None),
        ({"a": held(False)}, "prompt"),
        ({"a": held(False, "USER_SET")}, "denied"),
        ({"a": held(False, "USER_FIXED")}, "denied"),
        ({"a": held(False, "USER_SET"), "b": held(True)}, "granted"),  # approximate location only
        ({"a": held(True, "ONE_TIME")}, "granted"),
        ({"c": held(True)}, None),
    ],
)
def test_states(known: dict[str, Held], state: str | None) -> None:
    assert state_in_dump(known, ("a", "b")) == state


@pytest.mark.parametrize(
    ("granted", "denied", "asked", "state"),
    [
        (["a"], ["b"], False, "granted"),
        ([], ["a"], True, "denied"),
        ([], ["a"], False, "prompt"),
        (["x"], ["y"], True, None),
    ],
)
def test_states_without_flags(granted: list[str], denied: list[str], asked: bool, state: str | None) -> None:
    assert state_in_lists(granted, denied, ("a",), asked=asked) == state


def test_every_kind_of_the_settings_is_known_but_the_browsers_own() -> None:
    kinds = PermissionKind.__args__  # type: ignore[attr-defined]
    assert [kind for kind in kinds if not names_of(kind, 36)] == ["clipboard"]


@pytest.mark.parametrize(
    ("kind", "before", "since"), [("notifications", 32, 33), ("nearby", 30, 31), ("activity", 28, 29)]
)
def test_older_systems_ask_for_less(kind: str, before: int, since: int) -> None:
    assert names_of(kind, before) == ()
    assert names_of(kind, since)
    assert names_of(kind, None)  # unknown: better asked for than passed over


# Shapes of S #2761017997 and #70908382245.
TABLES = """\
Receiver Resolver Table:
  Non-Data Actions:
      android.app.action.DEVICE_ADMIN_ENABLED:
        9186131 cn.example.bank/.Receiver filter 9e48016
          Action: "android.app.action.DEVICE_ADMIN_ENABLED"

Service Resolver Table:
  Non-Data Actions:
      android.service.wallpaper.WallpaperService:
        93c0879 cn.example.bank/.Faces filter fbaa9be permission android.permission.BIND_WALLPAPER
          Action: "android.service.wallpaper.WallpaperService"

"""


def test_actions_stand_in_the_resolver_tables() -> None:
    assert answered_actions(TABLES + DUMP) == (
        "android.app.action.DEVICE_ADMIN_ENABLED",
        "android.service.wallpaper.WallpaperService",
    )
    assert answered_actions(DUMP) == ()
