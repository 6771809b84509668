"""What this server was started with."""

from dataclasses import dataclass


@dataclass
class Options:
    auth: str | None = None
    with_training: bool = False
    no_gallery: bool = False
    subpath: str = ""


options = Options()
