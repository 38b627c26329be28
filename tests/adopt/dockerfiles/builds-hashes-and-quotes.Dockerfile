FROM busybox
RUN echo "# no comment" > /a # a comment
RUN echo yes: no && echo - 'a: b' "c" \'d\'
RUN echo '# also none \
    here' > /b && \
    # but here
    echo \
#   and here
    end
ENV YAML="- a: {b: [c]}" STAR=*x AND=&y AT=@z BANG='!tag' PERCENT=%p YES=yes NULL=null NUMBER=010 FLOAT=1.10
LABEL empty="" spaces="  two  "
RUN	echo	tabs 	between
