"""Claims as tables: the schema, and the formats that the tables can be written in."""
