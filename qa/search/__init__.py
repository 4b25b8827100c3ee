"""Search: from a question to a reply."""
