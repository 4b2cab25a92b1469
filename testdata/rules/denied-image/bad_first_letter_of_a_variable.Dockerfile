ARG FIRST=i
FROM ${FIRST}nternal/legacy
