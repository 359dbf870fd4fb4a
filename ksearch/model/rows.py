"""Answers as rows, for tables and data frames."""

from __future__ import annotations

from typing import Any

from ksearch.messages import Message
from ksearch.model.errors import MissingExtra


class Rows:
    """A mixin for answers that have ``to_dicts``."""

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return a dictionary for each row, all with the same names."""
        raise NotImplementedError

    def to_pandas(self) -> Any:
        """Return a data frame of `to_dicts`.

        Raises:
            MissingExtra: pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise MissingExtra(
                Message(
                    "a data frame needs the package pandas, which is not installed; run `pip "
                    "install pandas`"
                ),
                "pandas",
            ) from error
        return pandas.DataFrame(self.to_dicts())
