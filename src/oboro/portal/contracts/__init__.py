"""Contracts (契約): application, payment, conclusion, end and termination.

`queries` tells the provision room what may be made and for whom.
"""
