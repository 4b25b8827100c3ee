"""Quote check: what a text quotes of the answers, how exactly, and what has become of it since."""
