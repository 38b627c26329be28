FROM busybox AS s
ENV A=plain B="1" C="5.10" D=true E="two words" F="say \"hi\"" G="it's" H="$PATH:/x" I="back\\slash" J="\$literal" K="" L="" M="tab	here" N="1.2.3" O="é" P="ends\\\\" Q="a=b" R="#x"
