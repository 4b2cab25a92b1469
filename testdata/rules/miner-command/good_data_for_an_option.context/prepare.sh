#!/bin/sh
python3 ./label.py --birds="./birds.txt" --out="$1"
