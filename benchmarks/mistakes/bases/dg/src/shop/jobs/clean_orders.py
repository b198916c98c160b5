"""Orders without those of other currencies."""


def clean_orders(orders, currency):
    return orders
