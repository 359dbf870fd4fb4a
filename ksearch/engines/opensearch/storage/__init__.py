"""How an index lies in a cluster: documents, files of lexicon and statistics, the manifest."""
