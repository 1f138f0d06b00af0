"""What the figures of a simulation are worth: variance reduction, intervals, how many replications, which plan."""
