"""Measuring the model: ``python -m whosaid_models.evaluation --data FOLDER``."""
