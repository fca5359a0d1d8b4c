#!/bin/sh
# Keeps seven daily copies of a folder.
set -eu

source=${1:?usage: backup.sh SOURCE TARGET}
target=${2:?usage: backup.sh SOURCE TARGET}
today=$(date +%u)

mkdir -p "$target/$today"
rsync --archive --delete "$source/" "$target/$today/"
echo "copied $source to $target/$today"
