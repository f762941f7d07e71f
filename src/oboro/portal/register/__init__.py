"""The register (個人情報ファイル簿): entries in versions, eligibility, public search.

Start at `models`; `actions` holds every write. Later rooms read `queries` and call `actions.record_made`.
"""
