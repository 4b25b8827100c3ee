"""Evaluation: test sets, runs, measures, comparisons and the report."""
