"""The pages of the window: views only; what they show lives in their controllers."""
