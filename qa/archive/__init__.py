"""The archive: how answers come in, are merged, and are proved to be what was published."""
