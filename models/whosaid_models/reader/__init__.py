"""The transformer that reads an article once, and its heads."""
