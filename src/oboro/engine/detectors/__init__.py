"""Knowledge about Japanese values: which column holds a number, a name, an address, something sensitive.

Floor 3, inside the engine. A detector is a frozen value; `verdict.detect` asks all of them about one column and answers
with the likeliest first. Only counts and shares leave this room, never a value. The lists of the law stay in
`law.codes`.
"""
