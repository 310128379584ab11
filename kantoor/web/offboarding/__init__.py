"""The page on which somebody who leaves hands over what depends on them."""
