"""The statutes as dated, cited data, and the rules that read them. The only room where an article or amount may stand.

Floor 2. Standard library and kernel only; every rule takes a Regime, which knows its date. Enter by
`regime.regime_on(body=…, on=…)`, then ask register, eligibility, periods, criteria, fees, forms, ….
The data stands in data/<scheme>/*.toml, read by `source`; `topics` shows all of it as rows.
"""
