"""Tasks and coroutines: what is wrong with the way they are made, handed over and shared."""
