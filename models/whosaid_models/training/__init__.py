"""Training the reader: ``python -m whosaid_models.training --data FOLDER``."""
