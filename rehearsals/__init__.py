"""Several nodes on one machine, under load, while parts of them are killed or replaced (docs/nodes.md)."""
