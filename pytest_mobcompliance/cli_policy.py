"""``mobcompliance policy``: what a privacy policy tells and what it leaves out, without a device."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from .cli_audit import one_line
from .device.document import Document, fetch_document, read_file
from .evidence.files import write_whole
from .evidence.redact import Redactor
from .findings import Json
from .ledger.exports import columns, reason_words
from .messages import LANGUAGES, Messages, load_messages
from .recognise.policy import PERMISSION, SDK, Found, Policy, permission_kinds, read_policy

_SIGNS = {"told": "✔", "unclear": "?", "denied": "?", "missing": "✘"}
_TIMEOUT = 20.0
"""Seconds that an address may take."""


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was asked for. ``policy``: None where nothing was read of it."""

    named: str
    document: Document
    policy: Policy | None

    @property
    def lacks(self) -> bool:
        """Whether it does not tell what it must."""
        if self.policy is None:
            return False
        found = self.policy.found.values()
        return _no_channel(self.policy) or any(each.needed and each.state == "missing" for each in found)


def _no_channel(policy: Policy) -> bool:
    """Whether nothing in it is about complaints; a word of them without a channel is unclear."""
    return not policy.channels and not policy.speaks_of_complaints


@click.command("policy")
@click.argument("places", nargs=-1, required=True, metavar="FILE|URL...")
@click.option("--sdk", "sdks", multiple=True, metavar="NAME", help="It must name this SDK. 必须写到的 SDK。")
@click.option(
    "--permission",
    "permissions",
    multiple=True,
    type=click.Choice(permission_kinds()),
    metavar="KIND",
    help=f"It must name this permission. 必须写到的权限：{', '.join(permission_kinds())}",
)
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write JSON there."
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh-CN", show_default=True)
def policy_command(
    places: Sequence[str],
    sdks: Sequence[str],
    permissions: Sequence[str],
    json_file: Path | None,
    lang: str,
) -> None:
    """Read privacy policies and say what they leave out. 读隐私政策，列出写明和缺少的内容。

    FILE is a page (*.html) or a plain text; URL is fetched, with its certificate verified.

    Numbers of people that a document names are redacted, as in a run.

    Exit status: 1 when something required is missing, 2 when a document cannot be read.
    """
    messages = load_messages(lang)
    read = [_read(place, sdks, permissions) for place in places]
    redactor = Redactor(key=secrets.token_bytes(32))
    for each in read:
        for line in policy_lines(each, messages):
            click.echo(redactor.text(line))
    if json_file is not None:
        try:
            write_whole(
                json_file,
                json.dumps([redactor.json(_as_json(each)) for each in read], ensure_ascii=False, indent=1),
            )
        except OSError as error:
            raise click.UsageError(f"{json_file}: {error.strerror or error}") from error
        click.echo(messages("audit/written", file=json_file))
    unread = any(each.policy is None for each in read)
    raise SystemExit(2 if unread else int(any(each.lacks for each in read)))


def _read(place: str, sdks: Iterable[str], permissions: Sequence[str]) -> Read:
    if place.startswith(("http://", "https://")):
        document = fetch_document(place, timeout=_TIMEOUT)
    else:
        try:
            document = read_file(Path(place))
        except OSError as error:
            document = Document(source=place, problem="policy-unread", detail=error.strerror or str(error))
    if document.problem:
        return Read(place, document, None)
    named: dict[str, tuple[str, ...]] = dict.fromkeys(sdks, ())
    return Read(place, document, read_policy(document.blocks, sdks=named, permissions=permissions))


def _as_json(read: Read) -> dict[str, Json]:
    return {
        "document": read.named,
        "title": read.document.title,
        "problem": read.document.problem,
        "detail": read.document.detail,
        "policy": read.policy.to_json() if read.policy is not None else None,
    }


# ------------------------------------------------------------------ the terminal


def policy_lines(read: Read, messages: Messages) -> Iterator[str]:
    """Give the table of items with the words that tell them, what is left open, and the total."""
    yield messages("policy/title", name=one_line(read.named))
    policy = read.policy
    if policy is None:
        detail = one_line(messages.said(read.document.detail))
        yield f"  ✘ {reason_words(read.document.problem, messages)}: {detail}"
        yield ""
        return
    names = {each.item: item_name(each.item, messages) for each in policy.found.values()}
    width = max(map(columns, names.values()))
    for each in policy.found.values():
        name = names[each.item] + " " * (width - columns(names[each.item]))
        sign = _SIGNS[each.state] if each.needed or each.state == "told" else "○"
        yield f"  {sign} {name}  {_said(each, messages)}".rstrip()
    if policy.doubt:
        yield f"  ? {reason_words(policy.doubt, messages)}"
    yield from _others(policy, messages)
    needed = [each for each in policy.found.values() if each.needed]
    counts = {state: sum(each.state == state for each in needed) for state in _SIGNS}
    unclear = counts["unclear"] + counts["denied"] + (not policy.channels and not _no_channel(policy))
    missing = counts["missing"] + _no_channel(policy)
    told = counts["told"] + bool(policy.channels)
    yield messages("policy/total", told=told, unclear=unclear, missing=missing)
    yield ""


def item_name(item: str, messages: Messages) -> str:
    """What people call an item; SDKs and permissions by their name and kind."""
    for prefix, path in ((SDK, "policy/sdk"), (PERMISSION, "policy/permission")):
        if item.startswith(prefix):
            return messages(path, name=one_line(item.removeprefix(prefix)))
    return messages(f"policy/item/{item}")


def _said(found: Found, messages: Messages) -> str:
    state = "" if found.state == "told" else messages(f"policy/state/{found.state}")
    if not found.quote:
        return state
    place = f" ({one_line(found.section)})" if found.section else ""
    return f"{state} “{one_line(found.quote)}”{place}".strip()


def _others(policy: Policy, messages: Messages) -> Iterator[str]:
    """What a person should know beside the items."""
    channels = ", ".join(messages(f"policy/channel/{each}") for each in policy.channels)
    sign = "✔" if channels else "✘" if _no_channel(policy) else "?"
    yield f"  {sign} {messages('policy/channels')}: {channels or '–'}"
    for answer in policy.answers[:3]:
        kind = "answer-working" if answer.working else "answer"
        yield f"    {messages(f'policy/{kind}', days=answer.number)} “{one_line(answer.quote)}”"
    if policy.elsewhere or policy.elsewhere_permissions:
        listed = ", ".join((*policy.elsewhere, *policy.elsewhere_permissions))
        yield f"  ? {messages('policy/elsewhere')}: {one_line(listed)}"
    for word in dict.fromkeys(each.word for each in policy.vague):
        first, *more = [each for each in policy.vague if each.word == word]
        count = 1 + len(more)
        yield f"  ? {messages('policy/vague', word=word, count=count)} “{one_line(first.quote)}”"
    if policy.traditional_share:
        share = f"{policy.traditional_share:.1%}"
        yield f"  {messages('policy/traditional', share=share)}"
    told = policy.statistics
    yield "  " + messages(
        "policy/plain",
        characters=told.characters,
        sentences=told.sentences,
        mean=told.mean_sentence,
        longest=told.longest_sentence,
    )
