"""The pipeline, all reading from outside, and the command line."""
