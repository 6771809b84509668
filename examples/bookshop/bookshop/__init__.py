"""A small online bookshop: catalogue, orders, payments, reports and live prices."""
