"""All places that answer a question or bear on it: the page, and the files made of them."""
