ARG FIRST=o
FROM ${FIRST}ther.example.invalid/base:1
