"""What counts and what blocks: pure functions from findings and attribution to labelled findings and a decision."""
