"""Saved web pages: the element of the article, and the page's metadata.

`tree` shows a page's lines as a browser does, `container` finds the article's element,
`statements` reads what the page declares of itself, `marks` reads date and reporters where papers
and portals put them, `scripts` finds text that only a script holds.
"""
