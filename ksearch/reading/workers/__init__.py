"""Processes that read documents within bounds of time and memory, and are killed beyond them.

The libraries that read web pages, PDFs, office documents and the like cannot be interrupted, and a
hostile document may keep one busy for hours or have it take all memory. `pool` is the side that
asks and goes on whatever happens; `worker` is the program of such a process.
"""
