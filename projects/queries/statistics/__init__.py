"""How a cohort gets on: a few queries of many rows each, which are counted in one pass here.

SQLite knows no percentiles, and windows over 45,000 rows take longer than reading two columns.
Pages keep what is counted for a minute.
"""
