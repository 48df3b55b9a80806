"""Data quality: what every table must satisfy, why, and the gate that finds out."""
