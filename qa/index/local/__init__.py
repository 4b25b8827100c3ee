"""The local index: BM25 over postings in arrays, mapped from disk."""
