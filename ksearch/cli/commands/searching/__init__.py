"""Commands that find articles, and show or open them."""
