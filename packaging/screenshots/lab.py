#!/usr/bin/env python3
"""Watches a lab work off its suites in Chromium: takes pictures, and looks for what must be there.

usage: lab.py URL FOLDER MCUBENCH STORE BOARDS MODELS

URL is a running mcubenchd whose suite 'arrival' has begun and whose suite 'nightly' is known to it.
Status 0: everything was there. Status 1: something was not, and stderr says what.
"""

import json
import pathlib
import subprocess
import sys
import time
import urllib.request

from chromium import BrowserError, Chromium

PHONE = 390
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Lab:
    """The daemon's API."""

    def __init__(self, url):
        self.url = url

    def get(self, path):
        with OPENER.open(f"{self.url}/api/v1/{path}", timeout=30) as answer:
            return json.load(answer)

    def post(self, path):
        request = urllib.request.Request(f"{self.url}/api/v1/{path}", data=b"", method="POST")
        with OPENER.open(request, timeout=30) as answer:
            return json.load(answer)

    def counts(self):
        return {state: count for state, count in self.get("health")["jobs"].items() if count}

    def wait(self, what, seconds, condition):
        """Waits until `condition` gives something, and gives that."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = condition()
            if found:
                return found
            time.sleep(0.2)
        raise SystemExit(f"error: {what} did not come within {seconds} s: {self.counts()}")


class Visit:
    """One browser's way through the pages, and what was missing on it."""

    def __init__(self, browser, url, folder):
        self.browser = browser
        self.url = url
        self.folder = folder
        self.missing = []

    def expect(self, what, found, wanted):
        isThere = wanted(found) if callable(wanted) else found == wanted
        print(f"  {'seen   ' if isThere else 'MISSING'} {what}: {found}")
        if not isThere:
            self.missing.append(f"{what}: {found}")

    def draw(self, name, path, expectations=(), printed=False):
        """Pictures of a page: light, dark, on a phone, and on paper where `printed`."""
        url = path if "://" in path else f"{self.url}{path}"
        print(name)
        for kind, width, dark in (
            ("light", 1280, False), ("dark", 1280, True), ("phone", PHONE, False)):
            self.browser.look(width=width, dark=dark)
            self.browser.open(url)
            self.browser.picture(self.folder / f"{name}-{kind}.png")
            self.expectFit(kind)
        self.browser.look()
        for what, script, wanted in expectations:
            self.expect(what, self.browser.value(script), wanted)
        if printed:
            self.browser.open(url)
            self.browser.print_to(self.folder / f"{name}.pdf")

    def expectFit(self, kind):
        """Nothing but the tables, which scroll, may be wider than the screen."""
        widths = self.browser.value(
            "[document.scrollingElement.scrollWidth, window.innerWidth]")
        if widths[0] > widths[1]:
            self.expect(f"the width on {kind}", widths, lambda found: found[0] <= found[1])


def cells(table, column):
    """A script: the words in the `column`th cell of each row of a section's table."""
    return (
        f"Array.from(document.querySelectorAll('{table} tbody tr'))"
        f".map(row => row.cells[{column}].innerText.trim())")


def followJob(lab, visit):
    """The page of a job while it is measured, with scripts and without reloading."""
    print("live")
    browser = visit.browser
    # The suite's last model is its largest: its passes last long enough to be looked at.
    model = lab.get("jobs?limit=1")["jobs"][0]["model_name"]
    job = lab.wait(f"a job that measures {model}", 1800, lambda: [
        job for job in lab.get("jobs?state=flashing,measuring")["jobs"]
        if job["model_name"] == model])[0]["job_id"]
    browser.look()
    browser.open(f"{visit.url}/jobs/{job}")
    rows = "document.querySelectorAll('#live-layers tr').length"
    arrived = browser.wait(f"{rows} >= 3", 600)
    visit.expect("layers' rows while the job runs", browser.value(rows), lambda n: arrived and n >= 3)
    visit.expect(
        "the stream", browser.value("document.getElementById('live')?.innerText"), "Live.")
    state = browser.value("document.getElementById('state')?.innerText")
    visit.expect("its state", state, lambda word: "measuring" in word)
    cycles = browser.value(cells("#layers", 3))
    visit.expect("cycles", cycles[:4], lambda all: all and all[0].replace(" ", "").isdigit())
    browser.picture(visit.folder / "live-light.png")
    browser.look(dark=True)
    browser.picture(visit.folder / "live-dark.png")
    browser.look(width=PHONE)
    browser.picture(visit.folder / "live-phone.png")
    browser.look()
    ended = browser.wait("document.getElementById('state')?.innerText.includes('done') ?? false", 600)
    visit.expect("its end, by itself", ended, True)


def main(url, folder, program, store, boards, models):
    lab = Lab(url)
    folder = pathlib.Path(folder)
    boards, models = int(boards), int(models)
    with Chromium() as browser:
        visit = Visit(browser, url, folder)
        lab.wait("a job on a board", 300, lambda: set(lab.counts()) & {"flashing", "measuring"})
        visit.draw("overview-busy", "/", [
            ("boards", cells("#boards", 0), lambda names: len(names) == boards),
            ("what they do", cells("#boards", 3), lambda states: any("busy" in state for state in states)),
        ])
        visit.draw("queue-busy", "/jobs", [
            ("jobs that wait", "document.body.innerText.match(/[0-9]+ .{0,3}queued/)?.[0]", bool),
        ])
        followJob(lab, visit)

        jobs = boards * models
        lab.wait("the end of the suite", 3600, lambda: not set(lab.counts()) - {"done", "failed", "cancelled"})
        visit.expect("jobs", lab.counts(), {"done": jobs})
        night = lab.post("nights?suite=nightly")["night"]
        lab.wait("the end of the night", 1800, lambda: lab.get(f"nights/{night}").get("ended"))

        visit.draw("overview", "/", [
            ("boards", cells("#boards", 0), lambda names: len(set(names)) == boards),
            ("jobs done", cells("#boards", 5), lambda counts: len(counts) == boards and all(int(n) >= models for n in counts)),
            ("models", cells("#night", 1), lambda names: len(set(names)) == models),
            ("what they are worth", "document.body.innerText.includes('simulated')", True),
        ])
        visit.draw("boards", "/boards")
        visit.draw("queue", "/jobs")
        ended = lab.get("jobs?state=done&limit=1")["jobs"][0]["job_id"]
        visit.draw("job", f"/jobs/{ended}")
        visit.draw("nights", "/nights")
        visit.draw("night", f"/nights/{night}", printed=True)
        visit.draw("runs", "/runs", [
            ("runs", "document.querySelectorAll('tbody tr').length", jobs + models),
        ])
        visit.draw("series-list", "/series", [
            ("series", "document.querySelectorAll('tbody tr').length", models)])
        series = browser.value("document.querySelector('tbody a').href")
        visit.draw("series", series, [
            ("points", "document.querySelectorAll('svg.chart g.item').length", boards + 1),
            ("boards' marks", "document.querySelectorAll('.legend svg').length", boards),
        ], printed=True)
        runs = lab.get("runs?limit=500")["runs"]
        newest = runs[0]
        visit.draw("run", f"/runs/{newest['run_id']}", [
            ("layers", "document.querySelectorAll('#layer-table tbody tr').length", lambda n: n > 3),
        ], printed=True)

        pair = [run["run_id"] for run in runs if run["model"] == newest["model"]][:2]
        for name, words in (
            ("report", [newest["run_id"]]), ("comparison", pair[::-1]),
            ("report-suite", ["--suite", "nightly"])):
            page = folder / f"{name}.html"
            subprocess.run(
                [program, "report", *words, "-o", str(page), "--store", store], check=True)
            visit.draw(name, page.resolve().as_uri(), printed=True)
    if visit.missing:
        print("error: the pages lack: " + "; ".join(visit.missing), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 7:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    try:
        sys.exit(main(*sys.argv[1:]))
    except (BrowserError, OSError, subprocess.CalledProcessError) as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)
