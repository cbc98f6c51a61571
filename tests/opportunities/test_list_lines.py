"""`list --format tsv` and `list --template`: lines for other programs, whatever is in them."""

import subprocess
import sys

import pytest

from conftest import Shell, made_once
from pipectl.pipeline.view import KEYS_BELOW, OPPORTUNITY_KEYS, PARTED

HOW = "  Use {{ key }}, filters such as {{ title|upper }}, and {% if key %}…{% endif %}.\n"
KEYS = f"  Available: {', '.join(OPPORTUNITY_KEYS)}, fields, fit and score.\n"


@made_once
def deals(acme: Shell) -> Shell:
    """Acme rollout with tags and answers, and a deal with little but a sharp title."""
    acme("edit", 1, "--tag", "hot", "--tag", "big")
    acme("move", 1, "--buying", "yes", "--why", "They asked for a date")
    acme("add", "=1+1 <b>&amp; {{ id }}")
    return acme


# --- tsv


def test_tsv_has_a_header_and_a_line_for_each_deal(deals: Shell) -> None:
    lines = [line.split("\t") for line in deals("list", "--format", "tsv").out.splitlines()]
    shown = [key for key in OPPORTUNITY_KEYS if key != "owner"]  # where a deal has one
    columns = [part for key in shown for part in PARTED.get(key, (key,))]
    assert lines[0] == columns
    assert {len(line) for line in lines} == {len(columns)}
    first = dict(zip(lines[0], lines[1], strict=True))
    assert first["amount"] == "12000.00"
    assert first["tags"] == "big, hot"
    assert first["buying"] == "yes"
    assert first["why"].startswith("They asked")


def test_a_next_action_in_csv_has_a_column_for_each_part(pipectl: Shell) -> None:
    pipectl("add", "Acme", "--next", "Call", "--due", "fri 14:30")
    done = pipectl("list", "--format", "csv", "--columns", "id,next_action,close_on")
    assert done.lines == ["id,next_action,next_due,next_time,close_on", "1,Call,2026-11-20,14:30,"]


def test_tsv_quotes_nothing_and_starts_no_formula(deals: Shell) -> None:
    done = deals("list", "--format", "tsv", "--columns", "id,title,account")
    assert done.out == (
        "id\ttitle\taccount\n1\tAcme rollout\tAcme Corp\n2\t'=1+1 <b>&amp; {{ id }}\t\n"
    )


def test_tabs_and_line_ends_in_a_value_are_spaces(deals: Shell) -> None:
    deals("log", "note", 1, 'a\tb\nc "d"')
    line = deals("activity", "list", "--format", "tsv").lines[-1]
    assert 'a b c "d"' in line
    assert line.count("\t") == deals("activity", "list", "--format", "tsv").lines[0].count("\t")


@pytest.mark.parametrize("command", ["stage list", "account list", "config list", "history"])
def test_every_list_prints_tsv(deals: Shell, command: str) -> None:
    lines = deals(*command.split(), "--format", "tsv").lines
    assert len(lines) > 1
    assert {line.count("\t") for line in lines} == {lines[0].count("\t")}


# --- templates


@pytest.mark.parametrize(
    ("template", "line"),
    [
        (r"{{ title }}\t{{ amount }}", "Acme rollout\t12000.00"),
        ("{{.title}}|{{ .amount }}|{{- .id -}} ", "Acme rollout|12000.00|1"),
        ("{{.next_action.action}} {{ next_action['due_on'] }}", "Call 2026-11-20"),
        ("{{ qualification.why }}", "They asked for a date"),
        (
            "{{ tags }} {{ tags|join('+') }} {{ tags[0] }} {{ tags[-1] }}",
            "big, hot big+hot big hot",
        ),
        ("{{ tags[9] }}.{{ reason }}.{{ reason|upper }}.", "..."),
        ("{{ reason|default('-') }} {{ account|default('-') }}", "- Acme Corp"),
        ("{{ reason or 'none' }}", "none"),
        ("{{ title|truncate(5) }} {{ title[:4] }} {{ title|length }}", "Acme… Acme 12"),
        ("{{ title|upper }}{{ title|lower }}", "ACME ROLLOUTacme rollout"),
        ("{% if amount > 10000 and not reason %}big{% else %}small{% endif %}", "big"),
        ("{{ 'hot' if 'hot' in tags else 'cold' }}", "hot"),
        ("{{ weighted }} {{ probability }} {{ days_in_stage }}", "1200.00 10 0"),
        (r"{{ id }}\n", "1"),
        (r"a\\tb\\n", r"a\tb\n"),
        ("{{ '<b>&' }}", "<b>&"),
    ],
)
def test_a_template_makes_a_line_of_each_deal(deals: Shell, template: str, line: str) -> None:
    assert deals("list", "acme", "--template", template).out == f"{line}\n"


def test_a_template_has_the_user_s_fields_in_any_spelling_the_fit_and_the_score(
    deals: Shell,
) -> None:
    deals("field", "add", "Go-live", "--on", "deal", "--type", "date")
    deals("field", "add", "Size", "--on", "account", "--type", "number")
    deals("edit", "acme", "--set", "go-live=2027-01-31")
    deals("account", "edit", "acme", "--set", "size=40")
    deals("icp", "set", "size=20..50", "--weight", "3")
    deals("icp", "set", "campaign=Webinar")

    def line(template: str) -> str:
        return deals("list", "acme", "--template", template).out

    assert line("{{ fields['Go-live'] }} {{ fields.go_live }}") == "2027-01-31 2027-01-31\n"
    assert line("{{ fields.SIZE }} {% if fields.size > 30 %}big{% endif %}") == "40 big\n"
    assert line("{{ fit.score }} {{ fit.grade }} {{ fit.known }}/{{ fit.of }}") == "75 A 1/2\n"
    assert int(line("{{ score }}")) >= 37
    wrong = deals("list", "--template", "{{ fields.sise }}", code=2).err
    assert wrong == (
        'pipectl: No key "fields.sise". Did you mean "Size"?\n'
        "  Available: fields.Go-live and fields.Size.\n"
    )


def test_values_are_text_and_never_read_as_a_template(deals: Shell) -> None:
    done = deals("list", "--template", "{{ id }} {{ title }}")
    assert done.out == "1 Acme rollout\n2 =1+1 <b>&amp; {{ id }}\n"


def test_filters_and_order_hold_for_templates_too(deals: Shell) -> None:
    words = ("--sort", "id", "--reverse", "--limit", "1", "--template", "{{ id }}")
    assert deals("list", *words).out == "2\n"
    assert deals("list", "nothing", "--template", "{{ id }}").out == ""


def test_every_key_of_json_is_a_key_of_a_template(deals: Shell) -> None:
    template = "".join(f"{{{{ {key} }}}}" for key in OPPORTUNITY_KEYS)
    assert deals("list", "--template", template).code == 0
    deals("edit", "acme", "--amount", "1k/mo", "--term", 12)
    found = deals("list", "acme", "--json").json[0]
    assert {key: tuple(found[key]) for key in KEYS_BELOW} == KEYS_BELOW


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ titel }}", f'No key "titel". Did you mean title?\n{KEYS}'),
        ("{{ ''.__class__ }}", f'No key "__class__".\n{KEYS}'),
        ("{{ title.__class__.__mro__ }}", f'No key "__mro__".\n{KEYS}'),
        ("{{ title['__class__'] }}", f'No key "title.__class__".\n{KEYS}'),
        (
            "{{ next_action.owner }}",
            'No key "next_action.owner".\n'
            "  Available: next_action.action, next_action.due_on and next_action.due_time.\n",
        ),
        ("{{ self }}", f'No key "self".\n{KEYS}'),
        ("{{ self._TemplateReference__context }}", "No key"),
        ("{{ title.upper() }}", f"A template can't have calls such as range(9).\n{HOW}"),
        ("{{ range(10**9) }}", f"A template can't have calls such as range(9).\n{HOW}"),
        ("{{ cycler.__init__.__globals__ }}", "No key"),
        ("{% for x in tags %}{{ x }}{% endfor %}", f"A template can't have loops (for).\n{HOW}"),
        ("{% set x = title %}{{ x }}", "can't have assignments (set)."),
        ("{{ 10 ** 10 ** 10 }}", "can't have arithmetic."),
        ("{{ title * 1000000000 }}", "can't have arithmetic."),
        ("{{ '%999999999d' % 1 }}", "can't have arithmetic."),
        ("{{ title ~ title }}", "can't have ~ between values."),
        ("{% include '/etc/passwd' %}", "can't have other templates."),
        ("{% import 'os' as os %}", "can't have other templates."),
        ("{% macro m() %}{{ m() }}{% endmacro %}", "can't have blocks."),
        ("{{ {'a': 1} }}", "can't have dictionaries."),
        ("{{ title is string }}", "A template can't have tests (is)."),
        ("{{ title|attr('__class__') }}", 'No filter "attr".\n  Available: upper, lower,'),
        ("{{ title|center(1000000000) }}", 'No filter "center".'),
        ("{{ title", "The template can't be read: unexpected end of template"),
        ("{% if %}", "The template can't be read: "),
        (
            "{{ " + "(" * 900 + "id" + ")" * 900 + " }}",
            f"The template is nested too deeply.\n{HOW}",
        ),
        ("{% if id %}" * 150 + "{% endif %}" * 150, "has 3,300 bytes. The limit is 2,000"),
        ("x" * 2001, "has 2,001 bytes. The limit is 2,000"),
        ("", "The template is empty or invisible."),
        ("\x1b[31m{{ id }}", "The template can't contain a control character (U+001B"),
        ("{{ amount > title }}", "The template can't be used for deal 1: it compares or cuts"),
        ("{{ reason[:3] }}", "  Test it first: {% if amount %}…{% endif %}.\n"),
        ("{{ title|truncate('x') }}", "The template can't be used for deal 1"),
        ("{{ id|length }}", "The template can't be used for deal 1"),
    ],
)
def test_a_hostile_or_mistaken_template_is_refused(deals: Shell, template: str, said: str) -> None:
    done = deals("list", "--template", template, code=2)
    assert said in done.err
    assert done.out == ""
    assert done.err.startswith("pipectl: ")


def test_a_line_that_is_far_too_long_is_refused(deals: Shell) -> None:
    deals("move", 1, "--buying", "yes", "--why", "x" * 2000, "--next", "Call", "--due", "fri")
    template = "{{qualification.why}}" * 90
    done = deals("list", "acme", "--template", template, code=2)
    assert "The template makes a line of 180,000 characters. The limit is 100,000." in done.err


@pytest.mark.parametrize(
    "others", [["--json"], ["--format", "csv"], ["--columns", "id"], ["--format", "table"]]
)
def test_a_template_goes_with_no_other_form(deals: Shell, others: list[str]) -> None:
    done = deals("list", "--template", "{{ id }}", *others, code=2)
    assert done.err == (
        f"pipectl: --template and {others[0]} can't be used together.\n  Use one of them.\n"
    )


def test_jinja_is_loaded_for_templates_alone(deals: Shell) -> None:
    def loads(*words: str) -> bool:
        script = (
            "import sys\nfrom pipectl.app.main import main\n"
            "try:\n    main()\nexcept SystemExit:\n    pass\n"
            "sys.stderr.write(str('jinja2' in sys.modules))\n"
        )
        ran = subprocess.run(
            [sys.executable, "-c", script, *words],
            env=deals.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return ran.stderr == "True"

    assert loads("list", "--template", "{{ id }}")
    for words in (["list"], ["list", "--json"], ["--help"], ["list", "--help"]):
        assert not loads(*words), words
