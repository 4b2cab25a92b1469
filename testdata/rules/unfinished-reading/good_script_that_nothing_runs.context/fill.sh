#!/bin/sh
n="1 2 3 4 5 6 7 8 9 0"
for a in $n; do for b in $n; do for c in $n; do for d in $n; do for e in $n; do
  mkdir -p "/cache/$a/$b/$c/$d/$e"
done; done; done; done; done
