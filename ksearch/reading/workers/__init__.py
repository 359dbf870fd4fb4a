"""Processes that read documents within bounds of time and memory, and are killed beyond them.

The libraries that read web pages, PDFs and office documents cannot be interrupted, and a hostile
document may keep one busy for hours or exhaust the memory. `pool` is the client side; `worker` is
the program of such a process.
"""
