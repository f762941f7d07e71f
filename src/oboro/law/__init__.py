"""The statutes as dated, cited data, and the rules that read them. The only room where an article or amount may stand.

Floor 2. Standard library and kernel only; every rule takes a Regime, which knows its date. Enter by
`regime.regime_on(body=…, on=…)` (or `regime_under` for an ordinance of 2017), then ask register, eligibility, periods,
clocks, criteria, fees, forms, transition, contact, …. The data stands in data/<scheme>/*.toml, read by `source`;
`topics` shows all of it as rows, `coverage` tells where each article is kept, `review` asks about ordinances.
"""
