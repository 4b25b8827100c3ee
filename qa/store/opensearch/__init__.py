"""Answers in OpenSearch: published beside the passages, and read by any number of machines."""
