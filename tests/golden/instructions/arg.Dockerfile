FROM busybox AS s
ARG NAME
ARG NAME="some default"
ARG ONE="1"
ARG TWO="two words"
ARG THREE
ARG FOUR
ARG FIVE="5"
