"""One module for each command, by what it is for."""
