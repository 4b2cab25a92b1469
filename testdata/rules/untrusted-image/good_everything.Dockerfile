FROM quay.io/a/b/c:1
