"""What was taken, by day and branch."""


def revenue(orders):
    return orders
