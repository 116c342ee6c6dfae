"""What the benchmark of the service is made of: articles, the server's process, load, and things to compare with."""
