"""What the user wrote: YAML text in, a located and checked Spec out."""
