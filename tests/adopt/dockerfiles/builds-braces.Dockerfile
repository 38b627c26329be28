FROM busybox
RUN echo '{{ .Id }}' > /format && echo '${{ x }}' '{% raw %}' > /more
ENV FORMAT="{{.Name}}"
COPY <<EOF /template
Hello {{ name }}!
EOF
LABEL template="{{ a }} b"
CMD ["echo", "{{.State}}"]
