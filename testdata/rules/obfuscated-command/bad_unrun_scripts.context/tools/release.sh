#!/bin/sh
"$(cat tool.txt)" --all
