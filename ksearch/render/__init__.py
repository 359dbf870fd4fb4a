"""Output formats of results: text, HTML, JSON; widths, colours, sanitising."""
