from . import claims, labels, rates, returns, tracking
