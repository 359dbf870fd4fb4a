"""Every distinct eojeol of an index with its terms: how it is built, kept and looked up."""
