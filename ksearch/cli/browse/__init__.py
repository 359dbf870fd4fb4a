"""`ksearch browse`: the screen on which one searches as one types.

`view.py` is the state of the screen, `answers.py` asks the index, `lines.py` lays the answers out;
none of them knows Textual. `panes.py`, `dialogs.py` and `app.py` put it on the screen.
"""
