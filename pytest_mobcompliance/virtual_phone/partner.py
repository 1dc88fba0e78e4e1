"""A second app of the demo phone: the partner that the bank leads to. Name and package are made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .apps import Context, Intent, Manifest, Pane, Process
from .views import column, text

PACKAGE = "cn.example.partner"
SCHEME = "examplepartner"


@dataclass(frozen=True, slots=True)
class PartnerApp:
    """A shop with one screen that shows what came with the address; ``examplepartner://…`` opens it too."""

    manifest: Manifest = field(
        default=Manifest(
            package=PACKAGE,
            label="示例商城",
            permissions=("android.permission.CAMERA", "android.permission.ACCESS_COARSE_LOCATION"),
            schemes=(SCHEME,),
        )
    )

    def start(self, context: Context) -> Process:
        """A new process."""
        return _Shop()


@dataclass(slots=True)
class _Shop:
    address: str = ""
    activity: str = field(default=".Main", init=False)

    def open(self, intent: Intent) -> None:
        self.address = intent.data or self.address

    def panes(self) -> Sequence[Pane]:
        root = column(
            text("示例商城", id="partner_title", size=22, heading=True),
            text("这是另一家公司的应用（虚构）。", id="partner_text"),
            text(self.address or "没有收到信息", id="partner_received", size=14),
            height="fill",
            padding=16,
            gap=12,
        )
        return (Pane(root=root),)

    def back(self) -> bool:
        return False

    def paused(self) -> None:
        """Nothing to do."""

    def resumed(self) -> None:
        """Nothing to do."""
