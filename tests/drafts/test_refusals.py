"""What a draft or an experiment refuses, and how that is said."""

from conftest import Shell


def test_a_template_that_compares_a_text_with_a_number_is_refused_when_filled_in(
    pipectl: Shell,
) -> None:
    pipectl("add", "Acme", "5k")
    pipectl("template", "add", "Odd", "-", stdin="{% if deal.title < 3 %}x{% endif %}\n")
    done = pipectl.outcome("draft", "acme", "odd")
    assert (done.code, done.out) == (2, "")
    assert "can't be filled in: it compares or cuts a value of anot" in done.err


def test_an_experiment_cannot_end_before_it_started(pipectl: Shell) -> None:
    pipectl("experiment", "start", "Video", "--stage", "discovery", "--arms", "plain,video")
    done = pipectl.outcome("experiment", "end", "video", "--on", "2026-11-02")
    assert done.code == 4
    assert "can't end on" in done.err
