FROM busybox AS build
WORKDIR /src
RUN echo 'int main;' > main.c && wc -c main.c > size
FROM busybox
COPY --from=build /src/size /size
CMD ["cat", "/size"]
