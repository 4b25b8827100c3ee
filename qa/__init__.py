"""Written Answers QA: retrieval over the written answers of ministers, with citation."""
