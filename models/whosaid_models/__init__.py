"""Reading an article: tokens, the transformer and its heads, attribution, decomposition."""
