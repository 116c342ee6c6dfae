"""Readers of the corpora. Each checks what it reads and names the file and line of what is wrong."""
