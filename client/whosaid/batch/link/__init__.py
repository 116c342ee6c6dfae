"""The same claim in several articles: which claims of a run say the same."""
