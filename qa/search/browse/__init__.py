"""Browsing: facets, timeline, feed, similar questions, prior answers."""
