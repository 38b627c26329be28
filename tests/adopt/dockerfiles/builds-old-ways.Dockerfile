from busybox as Base
maintainer Some Body <somebody@example.org>
env GREETING hello   there "you two"
env PLAIN one
Run echo $GREETING > /greeting
add . /context/
volume /data /more
expose 80 443/tcp
user 1000:1000
workdir /data
cmd echo $GREETING
From base As Final
entrypoint echo final
