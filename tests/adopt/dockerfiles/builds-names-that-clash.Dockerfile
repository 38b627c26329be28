FROM busybox AS busybox
RUN echo 1 > /1
FROM busybox AS results
RUN echo 2 > /2
FROM busybox AS cigen-build
COPY --from=results /2 /
FROM busybox AS Final
RUN echo final > /f
FROM results
COPY --from=FINAL /f /
COPY --from=cigen-build /2 /3
