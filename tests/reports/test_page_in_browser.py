"""The page for a browser, opened in one: nothing is cut on a screen, a phone or paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import browser
from conftest import Shell

pytestmark = pytest.mark.skipif(
    browser.FOUND is None, reason="the page is measured in Chromium, which isn't installed"
)
WIDTHS = (1280, 768, 390)
PRINTED = 688  # pixels between the margins of A4
WORD = ("Donaudampfschifffahrtsgesellschaft" * 6)[:200]  # without a place to break
HOSTILE = '</h2><script>document.title="run"</script><img src=x onerror=alert(1)>'
HUGE = "9999999999.99"

# What is wider than the page, or than the place that it has; a text that is cut, or written over
# its neighbor. A list of what was found, with its text.
CUT = """
(() => {
  const seen = (node) => node.getClientRects().length && !node.closest('.unseen, thead');
  const found = [];
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth) found.push(`page: ${page.scrollWidth} of ${innerWidth}`);
  const tell = (what, node) => found.push(`${what}: ${node.textContent.slice(0, 60)}`);
  for (const node of document.querySelectorAll('body, body *:not(svg *)')) {
    if (!seen(node)) continue;
    const box = node.getBoundingClientRect();
    if (box.right > innerWidth + 1 || box.left < -1) tell('outside', node);
    if (node.matches('svg')) continue;
    if (node.scrollWidth > node.clientWidth + 1 && node.clientWidth) tell('cut', node);
  }
  const range = document.createRange();
  for (const node of document.querySelectorAll('th, td, dd, dt, .row > span')) {
    if (!seen(node) || !node.textContent) continue;
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect(), box = node.getBoundingClientRect();
    // A blank at the end of a line may hang over it.
    if (text.right > box.right + 5 || text.left < box.left - 1) tell('spills', node);
  }
  for (const node of document.querySelectorAll('svg text')) {
    const text = node.getBoundingClientRect(), box = node.ownerSVGElement.getBoundingClientRect();
    if (text.right > innerWidth + 1 || text.left < -1 || text.bottom > box.bottom + 1)
      tell('picture', node);
  }
  return found;
})()
"""
# A bar that isn't beside the first line of its row, and a number that isn't beside its unit.
LOOSE = """
(() => {
  const found = [], range = document.createRange();
  for (const bar of document.querySelectorAll('thead ~ tbody td > .gauge')) {
    const name = bar.closest('tr').querySelector('.n'), box = bar.getBoundingClientRect();
    if (!box.width || getComputedStyle(bar.closest('tr')).display === 'flex') continue;
    range.selectNodeContents(name);
    const text = range.getClientRects()[0], middle = box.top + box.height / 2;
    if (Math.abs(text.top + text.height / 2 - middle) > 2) found.push(`bar: ${name.textContent}`);
  }
  for (const each of document.querySelectorAll('.whole'))
    if (each.getClientRects().length > 1) found.push(`broken: ${each.textContent}`);
  for (const each of document.querySelectorAll('.unit')) {
    const value = each.previousElementSibling.getBoundingClientRect();
    if (each.getBoundingClientRect().top > value.bottom) found.push(`unit: ${value.textContent}`);
  }
  return found;
})()
"""
# The names of rows that take two lines, though they have at most 26 letters.
WRAPPED = """
[...document.querySelectorAll('tbody th')].filter((each) => {
  const range = document.createRange();
  range.selectNodeContents(each);
  const line = 1.5 * parseFloat(getComputedStyle(each).fontSize);
  const high = range.getBoundingClientRect().height;
  return each.textContent.length <= 26 && high > 1.4 * line;
}).map((each) => each.textContent)
"""
# How wide the tables are.
TABLES = "[...new Set([...document.querySelectorAll('table')].map((each) => each.offsetWidth))]"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[browser.Browser]:
    """A browser for all tests of this file."""
    with browser.browser(tmp_path_factory.mktemp("chromium")) as running:
        yield running


def written(shell: Shell, *words: str) -> Path:
    """The page as a file."""
    file = shell.home / "all.html"
    shell("report", "all", "--html", file, *words)
    return file


def measure(chromium: browser.Browser, file: Path) -> None:
    """Nothing of the page is cut at any width, on a screen or on paper."""
    chromium.open(file)
    for width in WIDTHS:
        chromium.show(width)
        assert chromium.value("innerWidth") == width
        assert chromium.value(CUT) == [], width
    chromium.show(PRINTED, media="print")
    assert chromium.value(CUT) == []


def test_nothing_of_the_demo_is_cut(demo: Shell, chromium: browser.Browser) -> None:
    measure(chromium, written(demo, "--explain"))


def test_every_table_is_as_wide_as_the_page(demo: Shell, chromium: browser.Browser) -> None:
    chromium.open(written(demo))
    for width, wide in ((1280, 928), (768, 736), (390, 366)):
        chromium.show(width)
        assert chromium.value(TABLES) == [wide]


def test_titles_of_usual_length_stay_on_one_line(demo: Shell, chromium: browser.Browser) -> None:
    chromium.open(written(demo))
    for width, media in ((1280, "screen"), (768, "screen"), (390, "screen"), (PRINTED, "print")):
        chromium.show(width, media=media)
        assert chromium.value(WRAPPED) == [], (width, media)


def test_a_bar_is_beside_its_numbers_and_a_number_on_a_line_with_its_unit(
    demo: Shell, chromium: browser.Browser
) -> None:
    chromium.open(written(demo))
    for width in WIDTHS:
        chromium.show(width)
        assert chromium.value(LOOSE) == [], width
    assert chromium.value("document.querySelectorAll('.gauge:not(:has(.bar))').length") == 0


def test_on_a_phone_a_row_is_a_title_with_its_numbers_below(
    demo: Shell, chromium: browser.Browser
) -> None:
    chromium.open(written(demo))
    first = "[...document.querySelector('#forecast tbody tr').children]"
    chromium.show(1280)
    tops = f"new Set({first}.map((each) => each.getBoundingClientRect().top)).size"
    assert chromium.value(tops) == 1
    chromium.show(390)
    assert chromium.value(tops) == 3
    named = f"{first}.map((each) => [getComputedStyle(each, '::before').content, each.innerText])"
    assert chromium.value(named) == [
        ["none", "24"],
        ["none", "Cobalt Labs inventory"],
        ['"Stage"', "Negotiation"],
        ['"Amount USD"', "26,000"],
        ['"Chance"', "80.9 %"],
        ['"Stage %"', "80"],
    ]


def test_an_empty_store_has_a_page_too(pipectl: Shell, chromium: browser.Browser) -> None:
    measure(chromium, written(pipectl))


def test_a_word_of_two_hundred_letters_is_broken_and_markup_is_text(
    acme: Shell, chromium: browser.Browser
) -> None:
    acme("add", WORD, HUGE, "--account", WORD, "--source", WORD[:100], "--close", "eoq")
    acme("add", HOSTILE, HUGE, "--stage", "proposal", "--account", HOSTILE, "--close", "eoq")
    acme("quota", "set", "99999999999.99", "--period", "2026-Q4")
    acme("add", f"{WORD[:190]} won", HUGE, "--stage", "proposal")
    acme("win", "won", "--reason", WORD[:80])
    measure(chromium, written(acme, "--explain"))
    assert chromium.value("document.title") == "Sales pipeline on Wed 18 Nov 2026"
    assert chromium.value("document.querySelectorAll('script, img').length") == 0
    assert HOSTILE in chromium.value("document.body.textContent")


@pytest.mark.long
def test_a_thousand_deals_are_no_wider_than_one(acme: Shell, chromium: browser.Browser) -> None:
    rows = "".join(f"Deal {n} of a thousand,{n * 1_000_003},meeting\n" for n in range(1, 1001))
    (acme.home / "deals.csv").write_text(f"title,amount,stage\n{rows}", "utf-8")
    acme("import", acme.home / "deals.csv")
    measure(chromium, written(acme))


def test_dark_is_dark_and_paper_is_white(demo: Shell, chromium: browser.Browser) -> None:
    chromium.open(written(demo))
    paper = "getComputedStyle(document.body).backgroundColor"
    chromium.show(390, scheme="dark")
    assert chromium.value(paper) == "rgb(20, 23, 27)"
    assert chromium.value(CUT) == []
    chromium.show(PRINTED, media="print", scheme="dark")
    assert chromium.value(paper) == "rgb(255, 255, 255)"


@pytest.mark.long  # takes seconds; the page itself is looked at above
def test_it_is_printed_on_pages_of_a4(demo: Shell, chromium: browser.Browser) -> None:
    chromium.open(written(demo))
    pdf = chromium.pdf()
    boxes = {
        tuple(map(float, each.split())) for each in re.findall(rb"/MediaBox \[([\d. ]+)\]", pdf)
    }
    assert {(round(right), round(top)) for _, _, right, top in boxes} == {(595, 842)}
    assert 8 <= len(re.findall(rb"/Type /Page\b", pdf)) <= 30
