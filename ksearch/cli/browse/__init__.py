"""`ksearch browse`: the screen on which one searches as one types.

`view.py` says what is looked at, `answers.py` asks the index for it, `lines.py` lays it out, and
none of them knows Textual; `panes.py`, `dialogs.py` and `app.py` put it on the screen.
"""
