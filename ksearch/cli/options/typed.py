"""Makes a typer command of a table of options."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import typer
from typer.core import TyperCommand

from ..completion import VALUE_COMPLETIONS, completer_of
from ..help import WithHelpPage
from ..running import run_command
from ..settings.lookup import not_overridden, settings_of
from .option import MANY, POSITIONAL, Command, Option, OptionKind
from .parsing import is_word

#: Prefix of a word that begins with a dash, so that typer does not take it for an option. No
#: argument of a process can contain it.
_SHIELD = "\0"

#: Options with which help is printed, even if others are wrong.
_HELP = frozenset(("--help", "-h"))

#: The Python types of values by kind; str for all others.
_TYPES = {OptionKind.FLAG: bool, OptionKind.NUMBER: int, OptionKind.SECONDS: float}


class TableCommand(WithHelpPage, TyperCommand):
    """A command of the table, with what the environment and a file set for its options.

    Its words may begin with a dash before Hangul or a digit: `-포항`, `-5도`.
    """

    declared: ClassVar[Command]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Have typer parse the arguments, with such words shielded from it."""
        if not ctx.resilient_parsing and not _HELP.intersection(args):
            settings = settings_of(self.declared.name, self.declared.options)
            settings = not_overridden(settings, self.declared.options, args)
            ctx.default_map = {name: setting.value for name, setting in settings.items()}
        takes = {
            flag
            for param in self.params
            if not getattr(param, "is_flag", True)
            for flag in param.opts
        }
        shielded = [
            _SHIELD + arg if _looks_like_option(arg, value=before in takes) else arg
            for before, arg in zip(["", *args], args, strict=False)
        ]
        return super().parse_args(ctx, shielded)


def _looks_like_option(argument: str, *, value: bool) -> bool:
    """Return whether a word begins with a dash; a number may be the value of an option before."""
    if not argument.startswith("-") or argument == "-" or not is_word(argument):
        return False
    return not (value and argument.isascii())


def class_for(declared: Command) -> type[TableCommand]:
    """Return the class of a command."""
    return type("TableCommand", (TableCommand,), {"declared": declared})


def command_from(declared: Command) -> Callable[..., int]:
    """Return a function that typer can make a command of, with a parameter for each option."""

    def command(**values: Any) -> int:
        return run_command(declared, {key: _unshielded(each) for key, each in values.items()})

    command.__name__ = declared.name
    command.__doc__ = declared.summary
    signature = inspect.Signature(
        [
            inspect.Parameter(
                option.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=_default(option),
                annotation=_annotation(declared, option),
            )
            for option in declared.options
        ]
    )
    command.__signature__ = signature  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in signature.parameters.values()}
    return command


def _annotation(declared: Command, option: Option) -> Any:
    completer = _completer(declared, option)
    if option.kind in POSITIONAL:
        argument = typer.Argument(
            help=option.help,
            metavar=option.metavar,
            show_default=False,
            autocompletion=completer,
        )
        return Annotated[_type_of(option), argument]
    flags = list(option.flags)
    if option.off:
        flags[0] = f"{flags[0]}/{option.off}"
    numeric = option.kind in (OptionKind.NUMBER, OptionKind.SECONDS)
    info = typer.Option(
        *flags,
        help=option.help,
        metavar=option.metavar,
        envvar=option.variable,
        show_default=bool(option.default) or numeric,
        autocompletion=completer,
    )
    return Annotated[_type_of(option), info]


def _completer(declared: Command, option: Option) -> Callable[..., Any] | None:
    """Return the completer of an option's value; typer itself completes a single choice."""
    if option.completion in VALUE_COMPLETIONS or option.kind is OptionKind.CHOICES:
        return completer_of(declared, option)
    return None


def _type_of(option: Option) -> Any:
    if option.kind in MANY:
        return list[str]  # typer does not support lists of choices; the command checks them
    taken: Any = _TYPES.get(option.kind, str)
    if option.choices:
        taken = Literal[option.choices]
    optional = option.default is None and option.kind not in POSITIONAL
    return taken | None if optional else taken


def _default(option: Option) -> Any:
    if option.kind in POSITIONAL and option.required:
        return inspect.Parameter.empty
    return list(option.default) if isinstance(option.default, tuple) else option.default


def _unshielded(value: Any) -> Any:
    if isinstance(value, str):
        return value.removeprefix(_SHIELD)
    if isinstance(value, list | tuple):
        return tuple(_unshielded(part) for part in value)
    return value
