"""Files that are no delimited text: fixed widths, workbooks, Parquet, databases. Each reader yields (line, fields).

Floor 3, below `engine.reading`, which chooses among them. The first row is the header; every value comes as it is
shown or stored, as text.
"""
