"""Documents that come by mail: addresses of organizations, what stands in a message, taking in its files."""
