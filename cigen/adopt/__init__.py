"""What a project has already, a Dockerfile or a build system, in; a spec for it out."""
