FROM busybox AS s
ENTRYPOINT ["/bin/tool", "--flag", "two words", "q\"uote"]
ENTRYPOINT exec tool $HOME
ENTRYPOINT []
CMD ["serve"]
CMD serve --all
HEALTHCHECK CMD curl -f http://localhost/
HEALTHCHECK --interval=30s --timeout=1m30s --start-period=5s --start-interval=500ms --retries=3 CMD ["curl", "-f", "x"]
HEALTHCHECK NONE
