"""Tables: CSV, workbooks and Parquet; an article a row, by the names of the columns."""
