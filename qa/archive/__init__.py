"""The archive: how answers are read, merged, stored and checked against what was published."""
