"""The bridge to Whoosh: its parser, its codec over our arrays, its matchers."""
