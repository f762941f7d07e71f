"""The use of what was handed over: period and reports, reminders, the end with the erasure, incidents.

Start with `actions`. A use opens by itself with the confirmed receipt; its row is made by the first deed.
"""
