"""Evaluation: test sets, runs, measures, comparison and report, so that quality is a number."""
