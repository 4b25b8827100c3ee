"""A question over time: how its answer changed, and the figures that recur in the answers."""
