"""What the two systems of the first user build, written down as data and compared with what cigen renders."""
