"""Everything that Whoosh is used for: its parser, its view of our arrays, its matchers."""
