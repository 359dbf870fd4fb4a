"""What was probably meant: words that were mistyped, and words that are typed half."""
