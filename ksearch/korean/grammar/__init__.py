"""What words are made of: morphemes to the terms that an index keeps."""
