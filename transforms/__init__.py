"""Pure functions from documents to facts: no clock, network, path, logger or Prefect."""
