FROM busybox AS s
COPY . .
COPY a b c/
COPY a b
COPY ["a b", "it\\'s", "C:\\\\x", "a\\\"b", "to here/"]
COPY ["--odd", "/x"]
COPY ["[x]", "/x"]
COPY ["<<x", "/x"]
COPY --from=golang:1.25 /go /go
COPY --link --chown=1000:1000 --chmod=0755 --from=other /x /x
COPY --exclude=*.md --exclude=a\ b . .
COPY ["$HOME/a", "/b $c"]
COPY ["\\$literal", "/b c"]
