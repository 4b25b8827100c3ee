"""Text: from the published form to plain text, from text to passages, from text to terms."""
