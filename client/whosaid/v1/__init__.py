"""The contract of the service, generated from proto/whosaid/v1 by `make proto`."""
