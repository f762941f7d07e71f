"""The hatch between the two sites: signed bundles in versioned formats that open for ever.

Floor 3. Knows no engine, no web and no case: an order goes one way, a delivery comes back, a provision is handed
over. Start at `bundle` (one file, signed, byte-exact); `order`, `delivery` and `provision` say what is inside.
"""
