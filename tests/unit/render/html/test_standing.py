"""The numbers that an audit opens with."""

from __future__ import annotations

from dataclasses import replace

from fastapi_lint.model.effect import Hop
from fastapi_lint.model.finding import Chain, Confidence, Finding, Severity
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.report import Report, Statistics
from fastapi_lint.render.html.causes import causes_of, foremost
from fastapi_lint.render.html.overview import everywhere, verdict
from fastapi_lint.render.html.standing import Counts, Standing

ROUTES = tuple(f"GET /{letter}" for letter in "abcdefgh")


def finding(number: int, severity: Severity, *routes: str, path: str = "a.py") -> Finding:
    place = Location(path, Span(number, 1, number, 2))
    return Finding(
        "FAL101", "blocking-call", severity, Confidence.HIGH, "m", place, routes=routes, fingerprint=f"{number:032}"
    )


def standing(*findings: Finding, routes: int = len(ROUTES)) -> Standing:
    return Standing(Report("1", "/srv/shop", findings, (), statistics=Statistics(files=2, routes=routes)))


def plain(html: str) -> str:
    return html.replace("</strong>", "").replace("<strong>", "").replace('<strong class="error">', "")


def test_the_verdict_names_the_gravest_and_the_routes_it_reaches() -> None:
    found = standing(
        finding(1, Severity.ERROR, *ROUTES[:2]), finding(2, Severity.ERROR, ROUTES[1]), finding(3, Severity.INFO)
    )
    assert plain(verdict(found)) == "2 errors reach 2 of 8 routes, with 1 remark besides."


def test_what_concerns_every_route_is_told_apart() -> None:
    everywhere = finding(1, Severity.ERROR, *ROUTES)
    assert plain(verdict(standing(everywhere))) == "1 error on every route."
    found = standing(everywhere, finding(2, Severity.ERROR, ROUTES[0]), finding(3, Severity.WARNING, ROUTES[1]))
    assert plain(verdict(found)) == "2 errors: 1 on every route, the others on 1 of 8, with 1 warning besides."
    assert found.everywhere == [everywhere]
    assert [(one.name, one.counts) for one in found.worst_routes] == [
        ("GET /a", Counts(1, 0, 0)),
        ("GET /b", Counts(0, 1, 0)),
    ]


def test_what_leads_everywhere_to_the_same_leaf_is_told_together() -> None:
    shared = [leading(number, Severity.ERROR, *ROUTES) for number in (1, 2)]
    told = everywhere(standing(*shared, finding(3, Severity.INFO, *ROUTES)))
    assert "2 findings lead to <code>hashlib.pbkdf2_hmac</code>" in told
    assert 'href="#severity=error&amp;leaf=hashlib.pbkdf2_hmac"' in told
    assert "<summary>1 remark</summary>" in told


def test_a_project_of_few_routes_has_nothing_everywhere() -> None:
    assert standing(finding(1, Severity.ERROR, *ROUTES[:2]), routes=2).everywhere == []


def test_without_findings_or_routes() -> None:
    assert verdict(standing()) == "Nothing was found."
    assert plain(verdict(standing(finding(1, Severity.ERROR), routes=0))) == "1 error."
    assert plain(verdict(standing(finding(1, Severity.ERROR)))) == "1 error reaches no route."


def test_files_with_most_errors_come_first() -> None:
    found = standing(
        finding(1, Severity.WARNING),
        finding(2, Severity.WARNING),
        finding(3, Severity.ERROR, path="b.py"),
    )
    assert [(one.name, one.counts.all) for one in found.worst_files] == [("b.py", 1), ("a.py", 2)]


HASH = Hop("auth.py", 9, 5, "digest", "hashlib.pbkdf2_hmac(…)")
SEND = Hop("mail.py", 3, 5, "send", "smtplib.SMTP(…)")


def leading(number: int, severity: Severity, *routes: str, **told: object) -> Finding:
    here = Hop("a.py", number, 1, f"f{number}", "digest(…)")
    chained = finding(number, severity, *routes)
    return replace(chained, trace=(here, HASH), leaf="cpu", leaf_name="hashlib.pbkdf2_hmac", **told)  # type: ignore[arg-type]


def test_causes_gather_the_findings_that_lead_to_a_leaf() -> None:
    one = leading(1, Severity.WARNING, "GET /a", "GET /b", also=(Chain("smtplib.SMTP", "network", (HASH, SEND)),))
    two = leading(2, Severity.ERROR, "GET /b")
    hashing, mailing = causes_of(standing(one, two).report)
    assert (hashing.leaf, hashing.kind, hashing.severity) == ("hashlib.pbkdf2_hmac", "cpu", Severity.ERROR)
    assert hashing.findings == [two, one]
    assert hashing.routes == {"GET /a", "GET /b"}
    assert hashing.callers == [("digest", "auth.py", 9)]
    assert (mailing.leaf, mailing.findings) == ("smtplib.SMTP", [one])


def test_the_few_causes_behind_most_findings_are_named() -> None:
    errors = [leading(number, Severity.ERROR, "GET /a") for number in range(1, 5)]
    others = [replace(leading(number, Severity.ERROR, "GET /a"), leaf_name=f"leaf{number}") for number in range(5, 8)]
    report = standing(*errors, *others, leading(9, Severity.INFO)).report
    chosen, covered = foremost(causes_of(report), Severity.ERROR)
    assert [cause.leaf for cause in chosen] == ["hashlib.pbkdf2_hmac", "leaf5", "leaf6"]
    assert covered == 6


def test_leaves_that_the_types_leave_open_at_the_same_call_are_one_cause() -> None:
    other = Chain("hashlib.scrypt", "cpu", (Hop("a.py", 1, 1, "f1", "digest(…)"), HASH))
    (cause,) = causes_of(standing(leading(1, Severity.ERROR, also=(other,))).report)
    assert (cause.leaf, cause.aliases) == ("hashlib.pbkdf2_hmac", ["hashlib.scrypt"])
