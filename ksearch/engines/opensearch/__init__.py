"""The engine on an OpenSearch cluster: postings, texts and lexicon in the cluster, ranked here."""
