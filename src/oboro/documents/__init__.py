"""Values to paper: a notice becomes a Word file, a report becomes a page of evidence.

The portal starts with `letter.compose`, then `word.docx` and `pdf.pdf`; the data wing with `evidence.page`.
"""
