"""What will be solved: a Spec in, a Plan of stages, cells and instructions out."""
