"""`ksearch serve`: a page and a JSON API over one index, for browsers and programs.

Useful for: one index that many people of an organisation open in their browsers; programs in other
languages. Not meant for: the open internet, because there are no user accounts and no rate limits;
scripts in Python, which import `ksearch` and need no network.
"""
