"""Saved web pages: the element that holds the article, and what the page says of it.

`tree` shows a page's lines as a browser does, `container` finds the article's element,
`statements` reads what the page declares of itself, `marks` reads date and reporters where papers
and portals put them, `scripts` finds text that only a script holds.
"""
