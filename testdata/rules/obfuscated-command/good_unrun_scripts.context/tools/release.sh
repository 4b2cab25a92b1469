#!/bin/sh
./release --name "$(cat tool.txt)"
