ARG IMAGE=busybox
ARG TAG="latest"
ARG UNSET
FROM ${IMAGE}:${TAG} AS base
ARG TAG
ARG GREETING='hello world'
ARG A=1 B="two words" C
ENV SHOWN=$GREETING-${A:-none}${C:+c}${UNSET:-"by default"} \
    DOLLAR=\$HOME SINGLE='$HOME' ESCAPED=a\ b TAG=${TAG}
RUN echo "$SHOWN $DOLLAR" > /shown
FROM $IMAGE AS other
RUN echo other > /other
FROM base
COPY --from=other /other /
LABEL org.example.tag=$TAG \
      org.example.text="a \"quoted\" text, it's long" "org.example.key"=1
WORKDIR /srv/$A
