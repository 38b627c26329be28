# check=skip=JSONArgsRecommended;error=false
# escape=\

# syntax=this is a comment by now
FROM busybox
CMD echo fine
