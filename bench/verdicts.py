"""What people who read the source said of findings: one line a finding, one file an application.

A verdict holds for a finding with its fingerprint and its leaf: where a finding comes to lead somewhere else, it is to
be read again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path

from fastapi_lint.model.finding import Finding

FOLDER = Path(__file__).resolve().parent / "precision"


@dataclass(frozen=True)
class Verdict:
    """`true`: what the finding says is so. `thanked`: whoever owns the code would be glad to hear of it."""

    code: str
    path: str
    line: int
    function: str
    leaf: str
    fingerprint: str
    true: bool
    thanked: bool
    reason: str


def leaf_of(finding: Finding) -> str:
    """What the chain ends in; the names that the message gives where there is no chain."""
    return finding.trace[-1].call if finding.trace else "".join(finding.message.split("`")[1::2])


def read_verdicts(app: str, folder: Path = FOLDER) -> dict[str, Verdict]:
    """The verdicts on an application's findings, by fingerprint."""
    file = folder / f"{app}.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {verdict.fingerprint: verdict for verdict in (Verdict(**json.loads(line)) for line in lines if line)}


def write_verdicts(app: str, verdicts: Iterable[Verdict], folder: Path = FOLDER) -> None:
    """All verdicts on an application, in order of rule and place."""
    ordered = sorted(verdicts, key=lambda each: (each.code, each.path, each.line, each.fingerprint))
    lines = (json.dumps(asdict(verdict), ensure_ascii=False) + "\n" for verdict in ordered)
    (folder / f"{app}.jsonl").write_text("".join(lines), encoding="utf-8")


def verdict_on(finding: Finding, verdicts: dict[str, Verdict]) -> Verdict | None:
    """The verdict that holds for a finding."""
    verdict = verdicts.get(finding.fingerprint)
    return verdict if verdict is not None and verdict.leaf == leaf_of(finding) else None


def judged(finding: Finding, *, true: bool, thanked: bool, reason: str) -> Verdict:
    """A verdict on a finding."""
    return Verdict(
        finding.code,
        finding.location.path,
        finding.span.line,
        finding.function,
        leaf_of(finding),
        finding.fingerprint,
        true,
        thanked,
        reason,
    )


def draw(seed: str, app: str, finding: Finding) -> bytes:
    """The lot that a finding draws: the lowest ones of a rule are read. Other findings have no say in it."""
    return blake2b(f"{seed}\0{app}\0{finding.fingerprint}".encode(), digest_size=8).digest()
