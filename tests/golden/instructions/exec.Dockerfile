FROM busybox AS s
RUN ["make", "two words", "q\"uote", "$HOME"]
RUN --mount=type=tmpfs,target=/t --network=none ["env", "A=it's", "B=$HOME", "make"]
# a name
RUN ["/bin/true"]
