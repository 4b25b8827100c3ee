"""Ranking: candidates fused, re-ranked and collapsed; confidence and explanation."""
