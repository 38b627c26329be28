FROM busybox AS s
RUN --mount=type=cache,target=/root/.cache,id=go,sharing=locked,uid=1000 --mount=type=bind,from=busybox,source=/bin,target=/b,readonly --mount=type=tmpfs,target=/tmp,size=64m --mount=type=secret,id=token,target=/run/secrets/t,mode=0400,required=true --mount=type=ssh make
RUN --mount=type=bind,\"target=/with\ space,\ and\ \\\'quote\\\'\",source=C:\\\\x make
RUN --mount=target=/etc/x,src=x --mount=type=bind,dst=/other,from=other,ro=true --mount=type=cache,target=$HOME/.cache,from=other,source=/seed,mode=0700,gid=5 --mount=type=secret,id=token,env=TOKEN,required --mount=type=ssh,id=default,required=true,mode=0600 --mount=type=secret,required=true,id=a make
