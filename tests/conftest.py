"""What tests in several folders share: a real Chromium, in which audits are opened."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "no Chromium with its driver: `make browser` installs them where it can"
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--window-size=1280,900",
)


@pytest.fixture(scope="module")  # not longer: other tests look for processes that were left behind
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser for the tests of a module, with a profile that nobody has used."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    chromedriver = shutil.which("chromedriver")
    if browser is None or chromedriver is None:
        pytest.skip(MISSING)
    webdriver = pytest.importorskip("selenium.webdriver")
    os.environ["SE_OFFLINE"] = "true"  # selenium is to use what is there, and to ask nobody for another
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for argument in (*ARGUMENTS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    running = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=chromedriver))
    yield running
    running.quit()


Open = Callable[..., Any]


@pytest.fixture
def open_page(driver: Any) -> Iterator[Open]:
    """A function that opens a file, at a fragment; afterwards nothing was complained of and nothing was fetched."""
    driver.get("about:blank")
    driver.get_log("browser")
    driver.get_log("performance")

    def opened(file: Path, fragment: str = "") -> Any:
        driver.get("about:blank")  # else another fragment of the same file is no new page
        driver.get(file.as_uri() + fragment)
        return driver

    yield opened
    assert [entry["message"] for entry in driver.get_log("browser")] == []
    assert {address.scheme for address in requests_of(driver)} <= {"file", "data", "about"}


def requests_of(driver: Any) -> list[Any]:
    """The addresses that the browser has asked for."""
    events = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    return [
        urlsplit(event["params"]["request"]["url"])
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]
