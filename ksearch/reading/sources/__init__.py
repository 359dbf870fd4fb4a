"""Sources, files and folders: walked, filtered, watched, read."""
