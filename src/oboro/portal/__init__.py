"""The web portal: the procedure of an office, one Django app with one label.

Floor 5. Rooms in the order of the procedure: audit, tenancy, register, proposals, reviews, contracts, provision;
a later room may import an earlier one, never the reverse. Inside a room: models, queries, actions, forms, views, urls.
"""
