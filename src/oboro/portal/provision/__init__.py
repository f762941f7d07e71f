"""Making and handing over: the order goes out, the sealed delivery comes in, the register follows, a link hands over.

No raw data ever enters: what is uploaded is opened as a sealed delivery or refused, and of a delivery only the part
meant for the recipient is kept. Start at `actions`.
"""
