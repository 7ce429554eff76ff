"""`daoctl completion`: the scripts that let a shell complete daoctl's commands."""

from __future__ import annotations

from typing import Annotated

import typer

from daoctl.cli.frame import noun
from daoctl.cli.output import Output
from daoctl.words import _

app = noun(_("Let the shell complete daoctl's commands."))

# bash takes ":" and "=" for ends of words: what it has already is cut from every reply.
BASH = """\
_daoctl() {
    local line="${COMP_LINE:0:COMP_POINT}" typed have reply
    typed="${line##*[[:space:]]}"
    have="${typed%"${typed##*[:=]}"}"
    COMPREPLY=()
    while IFS= read -r reply; do
        COMPREPLY+=("$(printf '%q' "${reply#"$have"}")")
    done < <(daoctl completion words "$line" 2>/dev/null)
    case "${#COMPREPLY[@]}:${COMPREPLY[0]-}" in
        1:*/) compopt -o nospace 2>/dev/null ;;
    esac
}
complete -F _daoctl daoctl
"""

ZSH = """\
#compdef daoctl
_daoctl() {
    local -a replies paths
    replies=("${(@f)$(daoctl completion words "${(j: :)words[1,CURRENT]}" 2>/dev/null)}")
    paths=(${(M)replies:#*/})
    replies=(${replies:#*/})
    (( ${#replies} )) && compadd -- $replies
    (( ${#paths} )) && compadd -S '' -- $paths
}
(( ${+functions[compdef]} )) || { autoload -Uz compinit && compinit; }
compdef _daoctl daoctl
"""

FISH = """\
complete -c daoctl -f -a '(daoctl completion words (commandline -cp | string collect) 2>/dev/null)'
"""


@app.command("bash", help=_('For bash: put `eval "$(daoctl completion bash)"` into ~/.bashrc.'))
def bash_command() -> None:
    """Prints the script for bash."""
    Output().data(BASH.rstrip("\n"))


@app.command("zsh", help=_('For zsh: put `eval "$(daoctl completion zsh)"` into ~/.zshrc.'))
def zsh_command() -> None:
    """Prints the script for zsh."""
    Output().data(ZSH.rstrip("\n"))


@app.command(
    "fish",
    help=_("For fish: put `daoctl completion fish | source` into ~/.config/fish/config.fish."),
)
def fish_command() -> None:
    """Prints the script for fish."""
    Output().data(FISH.rstrip("\n"))


@app.command("words", hidden=True, help=_("What may come next on a command line."))
def words_command(
    line: Annotated[str, typer.Argument(metavar="LINE", help=_("The line up to the cursor."))] = "",
) -> None:
    """Prints one word a line, for the scripts; nothing where nothing fits."""
    from daoctl.cli.completing import candidates

    out = Output()
    for word in candidates(line):
        out.data(word)
