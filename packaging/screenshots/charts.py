#!/usr/bin/env python3
"""Takes pictures of every page in a folder, and measures whether its words can be read.

usage: charts.py FOLDER

Status 0: nothing is clipped. Status 1: something is, and stderr says what.
"""

import pathlib
import subprocess
import sys

from chromium import Chromium

PHONE = 390
WIDE = 1280

# What must not be: a page wider than its screen, an element whose contents stick out, words of a chart
# beyond its edge or on other words. What scrolls by design may hold more than it shows; the word for
# the evidence lies under everything.
MEASURE = r"""
(() => {
  const wrong = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) wrong.push(`the page is ${root.scrollWidth} wide on ${root.clientWidth}`);
  const name = e => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + (e.className.baseVal ?? e.className ? '.' + (e.className.baseVal ?? e.className) : '');
  for (const element of document.querySelectorAll('main *, header *')) {
    if (element.closest('svg') || element.closest('.scroll, .sheets')) continue;
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0
        && getComputedStyle(element).display !== 'inline')
      wrong.push(`${name(element)} holds ${element.scrollWidth} in ${element.clientWidth}`);
  }
  const charts = document.querySelectorAll('svg.chart');
  let count = 0;
  let smallest = 1e9;
  for (const chart of charts) {
    const view = chart.viewBox.baseVal;
    const edge = chart.getBoundingClientRect();
    const texts = [...chart.querySelectorAll('text:not(.watermark)')];
    const boxes = texts.map(t => t.getBoundingClientRect());
    texts.forEach((text, i) => {
      count += 1;
      const box = boxes[i];
      smallest = Math.min(smallest, parseFloat(getComputedStyle(text).fontSize) * edge.width / view.width);
      if (box.left < edge.left - 0.5 || box.right > edge.right + 0.5 || box.top < edge.top - 0.5 || box.bottom > edge.bottom + 0.5)
        wrong.push(`"${text.textContent}" lies beyond the edge of ${chart.getAttribute('aria-labelledby') ?? 'a meter'}`);
    });
    // Boxes of lines are taller than their letters: two fifths of the height may lie on each other.
    for (let i = 0; i < boxes.length; i++)
      for (let j = i + 1; j < boxes.length; j++) {
        const across = Math.min(boxes[i].right, boxes[j].right) - Math.max(boxes[i].left, boxes[j].left);
        const down = Math.min(boxes[i].bottom, boxes[j].bottom) - Math.max(boxes[i].top, boxes[j].top);
        const height = Math.min(boxes[i].height, boxes[j].height);
        if (across > 0.5 && down > 0.4 * height)
          wrong.push(`"${texts[i].textContent}" and "${texts[j].textContent}" lie on each other in ${chart.getAttribute('aria-labelledby')}`);
      }
  }
  return {wrong: wrong.slice(0, 20), total: wrong.length, charts: charts.length, count, smallest};
})()
"""

# The least height of a chart's letters in points of the screen, the smallest class at the narrowest.
LEAST_LETTERS = 7.0


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    failures = 0
    with Chromium() as browser:
        for page in sorted([*folder.glob("*.html"), *folder.glob("*.svg")]):
            for kind, width, dark in (
                ("light", WIDE, False), ("dark", WIDE, True), ("phone", PHONE, False)):
                browser.look(width=width, dark=dark)
                browser.open(page.as_uri())
                browser.picture(folder / f"{page.stem}{page.suffix.replace('.html', '').replace('.', '-')}-{kind}.png")
                if page.suffix == ".svg":
                    continue
                found = browser.value(MEASURE)
                small = found["count"] > 0 and found["smallest"] < LEAST_LETTERS
                isFine = not found["wrong"] and not small
                print(f"{'fine   ' if isFine else 'WRONG  '} {page.name} {kind}: {found['charts']} charts,"
                      f" {found['count']} words, letters from {found['smallest']:.1f}")
                if not isFine:
                    failures += 1
                    for what in found["wrong"]:
                        print(f"  {what}", file=sys.stderr)
                    if small:
                        print(f"  letters of {found['smallest']:.1f}", file=sys.stderr)
            if page.suffix == ".svg":
                continue
            browser.look(width=718, media="print")  # A4 without the style sheet's margins
            browser.open(page.as_uri())
            found = browser.value(MEASURE)
            if found["wrong"]:
                failures += 1
                print(f"WRONG   {page.name} print", file=sys.stderr)
                for what in found["wrong"]:
                    print(f"  {what}", file=sys.stderr)
            browser.look()
            browser.open(page.as_uri())
            browser.print_to(page.with_suffix(".pdf"))
            subprocess.run(
                ["pdftoppm", "-r", "60", "-png", page.with_suffix(".pdf"), page.with_suffix("").as_posix() + "-print"],
                check=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
