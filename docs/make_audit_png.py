"""Draw `docs/images/audit.png`: a finding of the example application in its audit, as the README shows it.

Run it from anywhere after the audit has changed: `python docs/make_audit_png.py`. It needs Chromium with its driver
(`make browser`) and selenium, and looks best where the fonts Inter and JetBrains Mono are installed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from selenium import webdriver

from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import analyse, load_rules
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.problem import Problem
from fastapi_lint.model.report import Report
from fastapi_lint.render.html.audit import audit
from fastapi_lint.source.overlay import Files

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "bookshop"
PICTURE = ROOT / "docs" / "images" / "audit.png"
WIDTH, HEIGHT = 1360, 940
ARGUMENTS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking")


def main() -> None:
    """Write the picture of the finding with the longest chain, among the errors of its file."""
    files = Files(EXAMPLE)
    rules = load_rules()
    report = analyse(Request(EXAMPLE, Settings(), rules, files=files, route_table=True))
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "audit.html"
        page.write_text(audit(report, lambda path: lines_of(files, path), rules.all), encoding="utf-8")
        driver = browser(Path(folder) / "profile")
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [LIGHT]})
        driver.get(f"{page.as_uri()}#severity=error&group=file&finding={longest(report).fingerprint}")
        driver.save_screenshot(str(PICTURE))
        driver.quit()


LIGHT = {"name": "prefers-color-scheme", "value": "light"}


def lines_of(files: Files, path: str) -> Sequence[str]:
    """The lines of a file of the example."""
    source = files.read(path)
    return [] if isinstance(source, Problem) else source.lines


def longest(report: Report) -> Finding:
    """The finding with the longest chain that leads to one leaf."""
    straight = [finding for finding in report.findings if not finding.also]
    return max(straight, key=lambda finding: (len(finding.trace), finding.location.path))


def browser(profile: Path) -> webdriver.Chrome:
    """Chromium without a window, of the size of the picture."""
    os.environ["SE_OFFLINE"] = "true"
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    for argument in (*ARGUMENTS, f"--user-data-dir={profile}", f"--window-size={WIDTH},{HEIGHT}"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False},
    )
    return driver


if __name__ == "__main__":
    main()
