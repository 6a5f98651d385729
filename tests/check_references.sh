#!/bin/sh
# check_references.sh PROGRAM - every source that PROGRAM prints is a key of references.bib, and every key there is printed or
# marked keywords = {background}. No key is there twice.
set -eu
if [ $# -ne 1 ]; then
  echo "usage: $0 PROGRAM" >&2
  exit 64
fi
bib=$(dirname "$0")/../references.bib
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

"$1" describe --json >"$folder/describe"
sed -n 's/.*"source": *"\([^"]*\)".*/\1/p' "$folder/describe" | tr -s ' ,;' '[\n*]' | sed '/^$/d' | sort -u >"$folder/printed"
# one line per entry: its key, and "background" when it is marked
awk '/^@/ { key = $0; sub(/^@[A-Za-z]*\{/, "", key); sub(/,.*/, "", key); order[++count] = key }
  /keywords *= *\{background\}/ { mark[key] = " background" }
  END { for (i = 1; i <= count; i++) print order[i] mark[order[i]] }' "$bib" >"$folder/entries"
cut -d ' ' -f 1 "$folder/entries" | sort >"$folder/keys"

if [ ! -s "$folder/printed" ] || [ ! -s "$folder/keys" ]; then
  echo "no sources in the output of '$1 describe --json', or no keys in $bib"
  failures=1
fi
for key in $(uniq -d "$folder/keys"); do
  echo "references.bib has the key $key twice"
  failures=1
done
for key in $(comm -23 "$folder/printed" "$folder/keys"); do
  echo "the source $key is not in references.bib"
  failures=1
done
grep -v ' background$' "$folder/entries" | sort >"$folder/foreground"
for key in $(comm -13 "$folder/printed" "$folder/foreground"); do
  echo "$key in references.bib is not used; remove it or mark it keywords = {background}"
  failures=1
done
[ "$failures" -eq 0 ] && echo "$(wc -l <"$folder/printed") sources printed, $(wc -l <"$folder/entries") entries: all known"
exit "$failures"
