"""The overview of access: matrix and list, bulk ends, exports."""
