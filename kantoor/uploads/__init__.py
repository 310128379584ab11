"""Getting files in: transfers that can be resumed, and the look at what came."""
