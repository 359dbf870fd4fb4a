"""What everything speaks of: articles, dates, results and reports, errors."""
