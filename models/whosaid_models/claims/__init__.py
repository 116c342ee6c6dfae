"""From a reading to claims: decomposition, decontextualisation, rewriting with recorded edits, labels, merging."""
