"""Numbers as people read them: the one number format, and that nothing else writes a number."""

import ast
import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.numbers import NumberFormat

POINT, COMMA = NumberFormat("."), NumberFormat(",")
HOUSE = Path(__file__).parents[2] / "src/pipectl"
# Where numbers are written: for people in one module; for machines, and as cells hold them.
WRITERS = {
    HOUSE / name
    for name in (
        "numbers.py",
        "render/serialize.py",
        "render/svg.py",
        "importing/rules/workbook.py",
    )
}
# Layers and roles whose texts a person sees as they are.
SHOWN = ("render", "cli", "app", "prompting", "view", "commands", "prompts")
# A format of a number: grouping, decimals, a type; not of a fixed width of digits (09, 002a).
NUMERIC = re.compile(r"^(?!0\d)[^%]*(?:[,_]|\.\d|[eEfFgGn%]$)")
GROUPED = re.compile(r"(?<![\w.-])\d{1,3}[,.]\d{3}(?![\w,.])")  # 2,000 in a sentence
DOCUMENTED = (ast.FunctionDef, ast.ClassDef)
QUANTITY = re.compile(r"(?:^|_)(?:n|count|counts|days|wins|times|minor|share|ratio|rate|bp)$")
ARITHMETIC = {"len", "sum", "round", "float", "int", "abs", "max", "min", "half_up"}


def name_of(node: ast.expr) -> str:
    """The last name of an expression: `days` of `found.days`."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def is_quantity(node: ast.expr, known: AbstractSet[str] = frozenset()) -> bool:
    """Whether it is a count, a measure or the result of a calculation, not yet in words."""
    if isinstance(node, ast.BinOp):
        texts = [isinstance(getattr(each, "value", None), str) for each in (node.left, node.right)]
        return not any(texts) and (
            isinstance(node.op, ast.FloorDiv | ast.Mod | ast.Mult) or is_quantity(node.left, known)
        )
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in ARITHMETIC
    if isinstance(node, ast.Name):
        return node.id in known
    return isinstance(node, ast.Attribute) and bool(QUANTITY.search(node.attr))


def quantities(function: Iterable[ast.AST]) -> AbstractSet[str]:
    """The names in a function that stand for numbers: by their annotation, or what they are."""
    found = set()
    for node in function:
        if isinstance(node, ast.arg) and node.annotation is not None and QUANTITY.search(node.arg):
            parts = re.split(r" \| ", ast.unparse(node.annotation))
            if {*parts} & {"int", "float", "Fraction"}:
                found.add(node.arg)
        elif isinstance(node, ast.Assign) and is_quantity(node.value):
            found |= {each.id for each in node.targets if isinstance(each, ast.Name)}
    return found


def gives_keys(node: ast.stmt) -> bool:
    """Whether a function writes for machines: the keys of JSON, or columns."""
    returned = getattr(node, "returns", None)
    return (
        returned is not None
        and re.match(r"(list|Iterator)?\[?(dict|Row)\b", ast.unparse(returned)) is not None
    )


def own_formats(text: str, *, shown: bool) -> Iterator[tuple[int, str]]:
    """The lines that write a number by themselves, and how."""
    tree = ast.parse(text)
    for function in tree.body:
        nodes = [*ast.walk(function)]
        known = quantities(nodes)
        seen = shown and not gives_keys(function)
        docs = {
            ast.get_docstring(each, clean=False) for each in nodes if isinstance(each, DOCUMENTED)
        }
        specs = [each.format_spec for each in nodes if isinstance(each, ast.FormattedValue)]
        widths = {id(each) for spec in specs if spec for each in ast.walk(spec)}
        for node in nodes:
            if isinstance(node, ast.FormattedValue) and id(node) not in widths:
                spec = ast.unparse(node.format_spec)[2:-1] if node.format_spec else ""
                if NUMERIC.search(spec):
                    yield node.lineno, f"the format {spec}"
                elif seen and not spec and is_quantity(node.value, known):
                    yield node.lineno, f"{{{ast.unparse(node.value)}}}"
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
                if isinstance(node.left, ast.Constant) and isinstance(node.left.value, str):
                    yield node.lineno, "% of a text"
            elif isinstance(node, ast.Constant) and node.value not in docs:
                if seen and isinstance(node.value, str) and GROUPED.search(node.value):
                    yield node.lineno, f"the text {node.value}"
            elif isinstance(node, ast.Call):
                yield from own_calls(node, known, shown=seen)


def own_calls(node: ast.Call, known: AbstractSet[str], *, shown: bool) -> Iterator[tuple[int, str]]:
    """Calls that write a number, or swap its marks."""
    name, first = name_of(node), node.args[0] if node.args else None
    if isinstance(node.func, ast.Name) and name == "format":
        yield node.lineno, "format()"
    elif name == "format" and isinstance(node.func, ast.Attribute):
        text = node.func.value
        if isinstance(text, ast.Constant) and re.search(r"\{\w*:", str(text.value)):
            yield node.lineno, "the format in a text"
    elif name == "str" and shown and first is not None and is_quantity(first, known):
        yield node.lineno, ast.unparse(node)
    elif name in ("replace", "maketrans") and len(node.args) == 2:
        values = [getattr(each, "value", None) for each in node.args]
        if values in ([".", ","], [",", "."], [".,", ",."]):
            yield node.lineno, "marks that are swapped"


def test_no_other_module_writes_numbers() -> None:
    found = []
    for file in sorted({*HOUSE.rglob("*.py")} - WRITERS):
        place = file.relative_to(HOUSE)
        shown = any(part.removesuffix(".py") in SHOWN for part in place.parts)
        own = own_formats(file.read_text(), shown=shown)
        found += [f"{place}:{line}: {how}" for line, how in own]
    assert not found, "pipectl.numbers writes numbers:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        'f"{x:,}"', 'f"{x:.1f} %"', 'f"{x:>8.2f}"', '"%.1f" % x', '"%d deals" % n',
        "format(x, ',')",
        '"2,000 ways"',
        '"{:.2f}".format(x)', 'f"{len(rows)} deals"', "str(round(x, 1))", 'f"{found.days} d"',
        'f"{each.wins}"', "str(float(x))", 'f"{tenths // 10}.{tenths % 10}x"',
        'text.replace(".", ",")',
        'text.translate(str.maketrans(".,", ",."))', "str(each.count)", 'f"{x:g}"',
        'f"{100 * x} %"', 'def f(days: int): return f"{days} d"',
        'def f(x):\n    n = len(x)\n    return f"{n} deals"',
    ],
)  # fmt: skip
def test_a_number_that_is_written_by_itself_is_found(line: str) -> None:
    assert list(own_formats(line, shown=True))


@pytest.mark.parametrize(
    "line",
    ['f"{day:%Y-%m-%d}"', 'f"{each.id} {title}"', 'f"{month:02d}"', 'f"{mode:04o}"', "str(path)",
     'f"{label:<10}"', 'f"{numbers.count(n)} deals"', 'name.replace("_", " ")'],
)  # fmt: skip
def test_what_is_no_quantity_is_left_alone(line: str) -> None:
    assert not list(own_formats(line, shown=True))


def swapped(text: str) -> str:
    return text.translate(str.maketrans(".,", ",."))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (lambda f: f.count(1_234_567), "1,234,567"),
        (lambda f: f.counted(1, "deal"), "1 deal"),
        (lambda f: f.counted(2_400, "entry", "entries"), "2,400 entries"),
        (lambda f: f.amount(1_200_050, "USD"), "12,000.50"),
        (lambda f: f.amount(-1_200_000, "USD"), "-12,000"),
        (lambda f: f.money(1_234, "JPY"), "1,234 JPY"),
        (lambda f: f.signed(50_000, "EUR"), "+500"),
        (lambda f: f.signed(0, "EUR"), "0"),
        (lambda f: f.short(5_250_000, "EUR"), "52.5k"),
        (lambda f: f.short(Fraction(10_001, 2), "EUR"), "50"),
        (lambda f: f.tenths(Fraction(12_345, 10)), "1,234.5"),
        (lambda f: f.tenths(Fraction(1, 20)), "0.1"),
        (lambda f: f.tenths(Fraction(-1, 100)), "0"),
        (lambda f: f.tenths_up(Fraction(1701, 1000)), "1.8"),
        (lambda f: f.basis_points(3750), "37.5"),
        (lambda f: f.basis_points(6000), "60"),
        (lambda f: f.percent(Fraction(193, 10)), "19.3 %"),
        (lambda f: f.percent(None), "–"),
        (lambda f: f.whole_percent(Fraction(25, 2)), "13 %"),
        (lambda f: f.rate(None, 1200), "n/a (n=1,200)"),
        (lambda f: f.rate(Fraction(40), 10), "40 % (n=10)"),
        (lambda f: f.likelihood(Fraction(1, 100)), "< 0.1 %"),
        (lambda f: f.likelihood(Fraction(9999, 100)), "> 99.9 %"),
        (lambda f: f.ratio(Fraction(1899, 1000)), "1.89x"),
        (lambda f: f.ratio(Fraction(3)), "3.0x"),
        (lambda f: f.ratio(Fraction(0)), "0x"),
        (lambda f: f.ratio(Fraction(1, 101)), "< 0.01x"),
        (lambda f: f.compared(Fraction(1, 101), Fraction(3))[0], "< 0.01x"),
        (lambda f: f.ratio(None), "–"),
        (lambda f: f.days(Fraction(2401, 2)), "1,200.5 d"),
        (lambda f: f.places(Fraction(1, 3), 4), "0.3333"),
        (lambda f: f.places(Fraction(1, 2), 4, least=4), "0.5000"),
        (lambda f: f.size(1_234_567), "1.2 MB"),
        (lambda f: f.size(401_300), "401 kB"),
        (lambda f: f.size(999), "999 bytes"),
    ],
)
def test_a_number_follows_the_decimal_mark(written, expected) -> None:  # type: ignore[no-untyped-def]
    assert written(POINT) == expected
    assert written(COMMA) == swapped(expected)


@given(st.fractions(min_value=-(10**9), max_value=10**9), st.integers(0, 4))
def test_a_number_is_rounded_half_away_from_zero(value: Fraction, most: int) -> None:
    read = Fraction(POINT.places(value, most).replace(",", ""))
    assert abs(read - value) <= Fraction(1, 2 * 10**most)
    assert COMMA.places(value, most) == swapped(POINT.places(value, most))
    tie = Fraction(int(abs(value) * 10**most)) / 10**most + Fraction(1, 2 * 10**most)
    up = (Decimal(tie.numerator) / tie.denominator).quantize(
        Decimal(1).scaleb(-most), ROUND_HALF_UP
    )
    assert Fraction(POINT.places(tie, most).replace(",", "")) == Fraction(up)
