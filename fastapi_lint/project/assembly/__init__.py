"""Assembly: runs the code that puts applications together, symbolically, from its facts."""
