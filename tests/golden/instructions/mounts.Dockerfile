FROM busybox AS s
RUN --mount=type=cache,target=/root/.cache,id=go,sharing=locked,uid=1000 --mount=type=bind,from=busybox,source=/bin,target=/b,readonly --mount=type=tmpfs,target=/tmp,size=64m --mount=type=secret,id=token,target=/run/secrets/t,mode=0400,required=true --mount=type=ssh make
RUN --mount=type=bind,\"target=/with\ space,\ and\ \'quote\'\",source=C:\\x make
