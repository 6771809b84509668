def session():
    yield "orders"
