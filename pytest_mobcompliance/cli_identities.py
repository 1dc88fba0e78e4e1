"""``mobcompliance identities``: made-up persons for the virtual phone and the sample banks.

Their numbers pass every check of form. Region 999999 does not exist and the networks are given to nobody, but
that may change, and a name is somebody's: so each says ``generated = true``, which settings accept for demos
only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, get_args

import click
from stdnum import luhn
from stdnum.cn import ric

from .messages import LANGUAGES, load_messages
from .settings import Unfit

REGION = "999999"
"""Of the ID number; GB/T 2260 has no such code."""
NETWORKS = ("154", "163", "164")
"""First digits of phones. MIIT had given them to no operator at the end of March 2023 (its list of networks
of public mobile communication, published 2023-06-05)."""
CARD_BEGIN = "6217000000"
"""As on the demo bank's cards; 8 digits and the check digit (ISO/IEC 7812-1) follow."""
DEMO_CODE = "246810"
"""The one-time code that the demo banks accept."""
OF_AGE = (20, 60)
"""Years: the ages of persons who may register."""
UNDER_AGE = (7, 15)
"""Years: those of persons who may not. In full, so that a birthday soon changes nothing."""
_YEAR = 365.25  # days
_MOST = 5000

Names = Callable[[bool], str]
"""From whether it is a woman's to a name."""
Values = dict[str, str | bool]


@click.command("identities")
@click.option(
    "--count", type=click.IntRange(0, _MOST), default=1, show_default=True, help="Fit ones. 合格身份的个数。"
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help="The same seed and day: the same identities."
)
@click.option(
    "--unfit",
    multiple=True,
    type=click.Choice(get_args(Unfit)),
    help="One more, which a registration must refuse; may be repeated. 另加一个应被拒绝的身份。",
)
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day that ages and documents count from (default: today). 计算年龄和有效期的日期。",
)
@click.option("--code", default=DEMO_CODE, show_default=True, help="One-time code: digits, hook or sms.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh-CN", show_default=True)
def identities_command(
    count: int, seed: int, unfit: Sequence[Unfit], day: datetime | None, code: str, lang: str
) -> None:
    """Write generated identities as TOML, for demo apps only. 生成演示用身份（TOML）。

    They go to the standard output: append them to the mobcompliance.toml of a demo app.
    """
    messages = load_messages(lang)
    random = Random(seed)
    try:
        names = chinese_names(random.getrandbits(32))
    except ImportError as error:
        raise click.ClickException(messages("identities/no-faker")) from error
    on = day.date() if day is not None else date.today()
    for line in messages("identities/head", seed=seed, day=on).splitlines():
        click.echo(f"# {line}")
    for name, values in identities(random, names, count, unfit, on=on, code=code).items():
        click.echo()
        for line in table(name, values):
            click.echo(line)


def chinese_names(seed: int) -> Names:
    """Return a source of names. :raises ImportError: without Faker (the extra ``identities``)."""
    from faker import Faker

    faker = Faker("zh_CN")
    faker.seed_instance(seed)
    return lambda female: str(faker.name_female() if female else faker.name_male())


def identities(
    random: Random, names: Names, count: int, unfit: Sequence[Unfit] = (), *, on: date, code: str = DEMO_CODE
) -> dict[str, Values]:
    """Return the fields of each identity, by its name: ``p01`` …, then ``under-age-1`` …

    No number and no name comes twice.

    :param on: the day that ages and documents count from.
    """
    wanted: list[tuple[str, Unfit | None]] = [(f"p{number:02}", None) for number in range(1, count + 1)]
    wanted += [(f"{why}-{number}", why) for number, why in enumerate(unfit, 1)]
    made: dict[str, Values] = {}
    used: set[str | bool] = set()
    for name, why in wanted:
        values = _identity(random, names, why, on, code)
        while used & {values[key] for key in ("name", "id_number", "phone", "card")}:
            values = _identity(random, names, why, on, code)
        used |= set(values.values())
        made[name] = values
    return made


def _identity(random: Random, names: Names, unfit: Unfit | None, on: date, code: str) -> Values:
    female = random.random() < 0.5
    born = _born(random, UNDER_AGE if unfit == "under-age" else OF_AGE, on)
    phone = random.choice(NETWORKS) + _digits(random, 8)
    values: Values = {
        "name": names(female),
        "id_number": id_number(random, born, female=female, right=unfit != "bad-checksum"),
        "id_expiry": _expiry(random, on, over=unfit == "expired-document").isoformat(),
        "phone": phone,
        "card": card(random),
        "account": phone,
        "password": f"Demo-{_digits(random, 6)}-{''.join(random.choices('abcdefghkmnpqrstuvwxyz', k=4))}",
        "code": code,
        "generated": True,
    }
    return values if unfit is None else {**values, "unfit": unfit}


def id_number(random: Random, born: date, *, female: bool, right: bool = True) -> str:
    """Return an ID number (GB 11643): region, birth date, a serial that is even for women, check digit.

    :param right: whether the check digit is.
    """
    serial = random.randrange(1, 500) * 2 - (0 if female else 1)
    body = f"{REGION}{born:%Y%m%d}{serial:03}"
    digit = str(ric.calc_check_digit(body + "0"))
    return body + (digit if right else random.choice([other for other in "0123456789" if other != digit]))


def card(random: Random) -> str:
    """Return a card number of 19 digits with the right check digit."""
    body = CARD_BEGIN + _digits(random, 8)
    return body + str(luhn.calc_check_digit(body))


def _born(random: Random, years: tuple[int, int], on: date) -> date:
    youngest, oldest = (timedelta(days=int(year * _YEAR) + 1) for year in years)
    return on - timedelta(days=random.randrange(youngest.days, oldest.days))


def _expiry(random: Random, on: date, *, over: bool) -> date:
    days = random.randrange(30, 900) if over else random.randrange(400, 3600)
    return on - timedelta(days=days) if over else on + timedelta(days=days)


def _digits(random: Random, count: int) -> str:
    return "".join(random.choices("0123456789", k=count))


def table(name: str, values: Mapping[str, Any]) -> Iterator[str]:
    """Give the lines of a TOML table; basic strings of TOML are written like those of JSON."""
    yield f"[identities.{name}]"
    for key, value in values.items():
        yield f"{key} = {json.dumps(value, ensure_ascii=False)}"
