"""Where things are served: strings, in all the ways in which strings are made."""

from enum import Enum, IntEnum
from typing import Final, NamedTuple

BASE: Final = "/atlas"
VERSION: Final[int] = 3


class Area(str, Enum):
    CITIES = "cities"
    RIVERS = "rivers"

    @property
    def path(self) -> str:
        return f"/{self.value}"

    def under(self, prefix: str) -> str:
        return prefix.rstrip("/") + self.path


class Layer(IntEnum):
    GROUND = 0
    WATER = 1


class Place(NamedTuple):
    root: str
    name: str = "default"

    def __str__(self) -> str:
        return f"{self.root}/{self.name}"


class Urls:
    root = BASE
    api = root + "/api"
    cities = api + Area.CITIES.path
    detail = "%s/{city}" % cities
    search = "{}/search/{kind}".format(api, kind="fuzzy")
    zoom = f"{Layer.GROUND.value}/{VERSION!s}"


VERSIONED = "/".join(["", "v" + str(VERSION), "maps"])
SLICED = "/atlas/sliced/"[:-1]
TITLE = "/Some Title".lower().replace(" ", "_")
JOINT = "/implicit/joint"
PARTS = "a/b/c".split("/")
CONDITIONAL = "/new" if VERSION >= 3 else "/old"
FALLBACK = "" or "/fallback"
