"""The morphological analyser, Kiwi, and the worker processes that run it."""
