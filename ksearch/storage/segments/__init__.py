"""A segment, the immutable part of an index, and the kinds of arrays in it."""
