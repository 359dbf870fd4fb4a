"""One module for each format; `registry` says which suffix it reads."""
