"""`ksearch serve`: a page and a JSON API over one index, for browsers and programs.

Useful for: one index that many people of a house open in their browsers; programs in other
languages. Not useful for: the open internet, as there are no users and no rates; scripts in Python,
which embed `ksearch` itself and wait for no wire.
"""
