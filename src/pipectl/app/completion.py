"""Shell completion: how a shell asks for words, and takes them in."""

import os
import re
import shlex
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from pipectl.app.condition_values import rejoined
from pipectl.app.offers import OFFERS, OFFERS_BY_METAVAR, OTHER, Offer, fixed
from pipectl.cli.command_aliases import expanded
from pipectl.cli.completion_values import inactive
from pipectl.cli.typer_internals import (
    BashComplete,
    CompletionItem,
    Context,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    completed_part,
    get_completion_script,
    install,
    running_shell,
    set_script,
    split_arg_string,
)
from pipectl.errors import PipectlError, UsageError, quoted
from pipectl.render.output import print_note, write_output

ASKED = "_PIPECTL_COMPLETE"  # set by the shell's script
SHORT = "2"  # seconds that Tab waits for the server of a store; libpq takes no less

# As typer's, but what is offered is never globbed, and quoted where a word of it isn't one. Files
# are offered only where pipectl asks for them with its exit code.
BASH = """
%(complete_func)s() {
    local index found
    COMPREPLY=()
    found=$( IFS=$'\\n'; env COMP_WORDS="${COMP_WORDS[*]}" \\
        COMP_CWORD=$COMP_CWORD %(autocomplete_var)s=complete_bash "$1" 2>/dev/null ) || return 0
    if [[ -z "$found" ]]; then
        compopt +o default
        return 0
    fi
    mapfile -t COMPREPLY <<< "$found"
    if [[ "${COMP_WORDS[COMP_CWORD]}" != [\\"\\']* ]]; then
        for index in "${!COMPREPLY[@]}"; do
            printf -v "COMPREPLY[index]" %%q "${COMPREPLY[index]}"
        done
    fi
    return 0
}

complete -o default -F %(complete_func)s %(prog_name)s
"""

# As typer's, but a file of it in a folder of fpath answers the first Tab, too: there the file is
# the function `_pipectl`. And a word that differs in case from what was typed is offered.
ZSH = """
#compdef %(prog_name)s

%(complete_func)s() {
  zstyle ':completion:*:*:%(prog_name)s:*' matcher 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}'
  eval $(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" \\
    %(autocomplete_var)s=complete_zsh %(prog_name)s)
}

if [[ $funcstack[1] == _%(prog_name)s ]]; then
  %(complete_func)s "$@"
else
  compdef %(complete_func)s %(prog_name)s
fi
"""


class JoinedCompletion(ShellComplete):
    """Completes a value that is joined to its option, `--stage=disc`, as one word."""

    wants_file = False  # nothing is offered, and the word is the name of a file

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """What is offered, with the option where that belongs to the word."""
        with suppress(PipectlError):
            args = expanded(args, os.environ)
        found = super().get_completions(args, incomplete)
        if not found:
            metavar = getattr(completed_part(self, args, incomplete), "metavar", None)
            self.wants_file = re.search("FILE|PATH", metavar or "") is not None
        option, equals, _ = incomplete.partition("=")
        if equals and option.startswith("--"):
            return [CompletionItem(f"{option}={item.value}", help=item.help) for item in found]
        return found


class ZshCompletion(JoinedCompletion, ZshComplete):
    """For zsh; the text beside a word goes through its eval, and through no Rich, which is slow."""

    def format_completion(self, item: CompletionItem) -> str:
        """A word with its help, quoted for `_arguments`."""
        word = str(item.value).replace(":", r"\\:")
        return f'"{word}":"{inactive(item.help).replace(":", "")}"' if item.help else f'"{word}"'

    @staticmethod
    def described(item: CompletionItem) -> str:
        """A word with its help, quoted for `_describe`."""
        word = shlex.quote(str(item.value).replace(":", r"\:"))
        return f"{word}:{shlex.quote(inactive(item.help).replace(':', ''))}" if item.help else word

    def complete(self) -> str:
        """What zsh runs: nothing if there is nothing to offer and no file is meant.

        A word with accents is replaced by what is offered (-U), as zsh's matchers know none.
        """
        args, incomplete = self.get_completion_args()
        if not incomplete.isascii() and (items := self.get_completions(args, incomplete)):
            words = " ".join(map(self.described, items))
            return f"local -a found=({words}); _describe pipectl found -U"
        found = super().complete()
        return found if found != "_files" or self.wants_file else ""


class FishCompletion(JoinedCompletion, FishComplete):
    """For fish; as for zsh."""

    def format_completion(self, item: CompletionItem) -> str:
        """A word with its help behind a tab."""
        return f"{item.value}\t{inactive(item.help)}" if item.help else str(item.value)

    def complete(self) -> str:
        """The words; or an exit code that says whether fish offers them (0) or files (1)."""
        if os.environ.get("_TYPER_COMPLETE_FISH_ACTION") != "is-args":
            return super().complete()
        self.get_completions(*self.get_completion_args())
        raise SystemExit(int(self.wants_file))


class BashCompletion(JoinedCompletion, BashComplete):
    """Bash parts `--stage=disc` into three words; they are one."""

    before = ""  # of the word that is begun, what bash takes for words of their own

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is begun, and that one."""
        given = re.split(
            "\n" if "\n" in os.environ["COMP_WORDS"] else " ", os.environ["COMP_WORDS"]
        )
        last = int(os.environ["COMP_CWORD"])
        begun = given[last] if last < len(given) else ""
        words = rejoined([*given[1:last], begun])
        self.before = words[-1].removesuffix(begun) if begun != "=" else words[-1]
        return [unquoted(word) for word in words[:-1]], unquoted(words[-1])

    def format_completion(self, item: CompletionItem) -> str:
        """A word without the part of it that bash takes for words before."""
        return super().format_completion(item).removeprefix(self.before)

    def complete(self) -> str:
        """The words; where there are none, the exit code 1 asks bash for files."""
        found = super().complete()
        if self.wants_file:
            raise SystemExit(1)
        return found


SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


def script_or_install(arguments: Sequence[str]) -> bool:
    """Do what `--show-completion [SHELL]` or `--install-completion [SHELL]` asks, if it does.

    Without a shell it is the one that runs pipectl; raises UsageError where that can't be told.
    """
    option, _, joined = arguments[0].partition("=")
    words = [joined] if joined else list(arguments[1:])
    if option not in ("--show-completion", "--install-completion") or len(words) > 1:
        return False
    shell = words[0] if words else running_shell()
    if shell not in SHELLS:
        known = f"{option} bash, zsh, fish or powershell"
        if not words:
            raise UsageError("Your shell can't be detected.", hint=f"Name it: {known}.")
        raise UsageError(f"No completion for {quoted(words[0])}.", hint=f"There is {known}.")
    if option == "--show-completion":
        script = get_completion_script(prog_name="pipectl", complete_var=ASKED, shell=shell)
        write_output(script.strip() + "\n")
        return True
    _, place = install(shell=shell, prog_name="pipectl", complete_var=ASKED)
    print_note(f"Completion for {shell} is in {place}. Open a new terminal to use it.")
    return True


def unquoted(word: str) -> str:
    """A word as the shell would take it, whether it is closed or not."""
    return " ".join(split_arg_string(word))


def set_up() -> None:
    """Put our way of completing in the place of typer's."""
    os.environ.setdefault("PGCONNECT_TIMEOUT", SHORT)
    for shell, kind in (("bash", BashCompletion), ("zsh", ZshCompletion), ("fish", FishCompletion)):
        add_completion_class(kind, shell)
    set_script("bash", BASH)
    set_script("zsh", ZSH)


def add_completion(command: Any, group: str | None = None) -> Any:
    """Let a command's parameters, and those of the commands below it, be completed."""
    for param in command.params:
        offer = offer_for(param)
        places = {(command.name, param.name), (group, param.name)}
        if offer is not None and not places & OTHER:
            param._custom_shell_complete = completer(offer)
    for below in getattr(command, "commands", {}).values():
        add_completion(below, command.name)
    return command


def offer_for(param: Any) -> Offer | None:
    """What is offered for a parameter; words of a metavar such as `yes|no`, too."""
    if re.fullmatch(r"[a-z]+(\|[a-z]+)+", param.metavar or ""):
        return fixed(param.metavar.split("|"))
    return OFFERS.get(param.name) or OFFERS_BY_METAVAR.get(param.metavar or "")


def completer(offer: Offer) -> Callable[[Context, Any, str], list[CompletionItem]]:
    """What typer calls; nothing is offered where that fails."""

    def complete(ctx: Context, _param: Any, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(word, help=about) for word, about in offer(ctx, incomplete)]

    return complete
