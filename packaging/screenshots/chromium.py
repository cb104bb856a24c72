"""Debian's Chromium without a window, driven over its debugging pipe (file descriptors 3 and 4).

Commands and events are those of the Chrome DevTools Protocol, one JSON text each, a zero byte behind it.
"""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


class BrowserError(Exception):
    """The browser did not do what it was asked to."""


class Chromium:
    """One browser with one page; a context manager that ends it and removes its profile."""

    def __init__(self, program="chromium"):
        self._profile = tempfile.mkdtemp(prefix="chromium-")
        commands, self._out = os.pipe()
        self._in, answers = os.pipe()
        flags = [
            "--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--no-proxy-server", "--remote-debugging-pipe", f"--user-data-dir={self._profile}",
        ]
        if os.geteuid() == 0:  # its sandbox refuses to run as root, as containers do
            flags.append("--no-sandbox")
        # The shell puts the two pipes where Chromium looks for them.
        self._process = subprocess.Popen(
            ["sh", "-c", f'exec "$@" 3<&{commands} 4>&{answers}', "sh", program, *flags,
             "about:blank"],
            pass_fds=(commands, answers), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(commands)
        os.close(answers)
        self._bytes = b""
        self._count = 0
        self._events = []
        self._session = None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask(
            "Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self._session = None
            self.ask("Browser.close", seconds=10)
            self._process.wait(10)
        except (BrowserError, OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    def ask(self, method, seconds=60, **parameters):
        """Sends a command and gives its result."""
        self._count += 1
        number = self._count
        message = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + seconds
        while True:
            answer = self._next(end, method)
            if answer.get("id") == number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error'].get('message')}")
                return answer["result"]
            if "method" in answer:
                self._events.append(answer["method"])

    def _next(self, end, what):
        while b"\0" not in self._bytes:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._in], [], [], left)[0]:
                raise BrowserError(f"{what}: the browser does not answer")
            part = os.read(self._in, 1 << 16)
            if not part:
                raise BrowserError(f"{what}: the browser is gone")
            self._bytes += part
        line, self._bytes = self._bytes.split(b"\0", 1)
        return json.loads(line)

    def look(self, width=1280, dark=False, media=""):
        """Has pages laid out for a screen of `width` points, light or dark, or for `media`."""
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1,
            mobile=width < 600)
        self.ask(
            "Emulation.setEmulatedMedia", media=media,
            features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def open(self, url, seconds=60):
        """Goes to `url` and waits until the page and what belongs to it are there."""
        self._events.clear()
        result = self.ask("Page.navigate", url=url)
        if "errorText" in result:
            raise BrowserError(f"{url}: {result['errorText']}")
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'", seconds)

    def value(self, script):
        """What the page's `script` comes to."""
        result = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in result:
            raise BrowserError(f"{script}: {result['exceptionDetails'].get('text')}")
        return result["result"].get("value")

    def wait(self, script, seconds):
        """Waits until `script` is true on the page; gives whether it came to that."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if self.value(script):
                    return True
            except BrowserError as error:
                # A page that is just being left or made has nothing to say.
                if "context" not in str(error) and "Uncaught" not in str(error):
                    raise
            time.sleep(0.1)
        return False

    def picture(self, path):
        """Writes the whole page, as long as it is, as a PNG."""
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 8000),
                "scale": 1}
        data = self.ask(
            "Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)["data"]
        _write(path, data)

    def print_to(self, path):
        """Writes the page as it is printed, as a PDF on A4."""
        data = self.ask(
            "Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"]
        _write(path, data)


def _write(path, data):
    with open(path, "wb") as file:
        file.write(base64.b64decode(data))
