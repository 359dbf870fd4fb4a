"""Documents of office programs: Word, PowerPoint, OpenDocument and RTF."""
