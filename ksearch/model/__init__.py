"""Data types that all rooms share: articles, dates, results, reports, errors."""
