"""What commands share: the rooms joined into a project, a build, a report, a release."""
