"""Keeping a body's records and parting with them: times of keeping, holds, disposal, whole export and import, the
monthly review of the record, derivatives of papers that a sanitiser changed.

Start with `actions`. What hangs on what is read from the models themselves (`graph`), so a new room is never forgotten.
"""
