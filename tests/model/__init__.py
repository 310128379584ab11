"""The rules of access a second time: slow, plain, written from the domain page, sharing no code with the product."""
