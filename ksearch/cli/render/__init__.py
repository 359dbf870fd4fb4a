"""What commands print: results, articles, reports and tables, as text and as data."""
