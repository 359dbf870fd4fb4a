"""Defaults of options, from the environment and ``ksearch.toml``."""
