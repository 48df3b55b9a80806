"""The warehouse: what every table is, where it is stored, what is known beforehand."""
