"""Query understanding: what a typed question asks for."""
