"""Export of hits: as CSV, as a workbook, as lines by a template."""
