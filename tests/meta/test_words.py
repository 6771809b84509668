"""The repository speaks of the product alone: no path of somebody's machine, no host that packages come from."""

import re
from pathlib import Path

# Put together from pieces, so that this file does not hold what it looks for.
MACHINES = re.compile(r"(?<![\w./-])/(?:" + "|".join(["wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers"]) + r")/\w")
REGISTRIES = re.compile(
    "|".join(
        re.escape(f"{name}.{domain}")
        for name, domain in [
            ("py" + "pi", "org"),
            ("python" + "hosted", "org"),
            ("ana" + "conda", "org"),
            ("registry.npm" + "js", "org"),
            ("crates", "i" + "o"),
        ]
    )
)


def test_no_file_names_a_place_on_a_machine(root: Path, files: list[str]) -> None:
    assert mentions(MACHINES, root, files) == []


def test_no_file_names_the_host_of_a_package_registry(root: Path, files: list[str]) -> None:
    assert mentions(REGISTRIES, root, files) == []


def test_the_patterns_know_what_they_look_for() -> None:
    assert MACHINES.search("see /" + "home/ada/project")
    assert MACHINES.search('"/' + 'work/main"')
    assert REGISTRIES.search("https://files.python" + "hosted.org/x")
    assert not MACHINES.search("GET https://example.com/" + "home/page, tests/" + "work/a")


def mentions(pattern: re.Pattern[str], root: Path, files: list[str]) -> list[str]:
    """`path:line: text` of each line of each text file in which the pattern is found."""
    return [
        f"{name}:{number}: {line.strip()}"
        for name in files
        if (text := text_of(root / name)) is not None
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def text_of(path: Path) -> str | None:
    """The text of a file; None if it is binary."""
    content = path.read_bytes()
    return None if b"\0" in content else content.decode(errors="replace")
