"""Facts: everything that one file says, by the standard library's `ast` (DESIGN §3).

`extract.extract_facts` is the door; `codec` stores its result.
"""
