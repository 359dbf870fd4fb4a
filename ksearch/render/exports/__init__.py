"""Hits to take along: as CSV, as a workbook, as lines by a template."""
