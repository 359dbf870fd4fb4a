"""Results as people and programs read them: text, HTML, JSON; widths, colours, harmless output."""
