"""Options of commands: declared once, parsed, and made typer's."""
