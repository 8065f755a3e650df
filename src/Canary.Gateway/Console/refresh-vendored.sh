#!/usr/bin/env bash
# Fetches the libraries that the console brings along, at the versions named here, by npm, which checks their hashes.
#   src/Canary.Gateway/Console/refresh-vendored.sh
# Afterwards: git diff, run the console's tests, and look at a graph.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

uplot=1.6.32
uplot_sha512=KIMVnG68zvu5XXUbC4LQEPnhwOxBuLyW1AHtpm6IKTXImkbLgkMy+jabjLgSLMasNuGGzQm/ep3tOkyTxpiQIw==

vendor=Assets/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm pack "uplot@$uplot" --pack-destination "$work" --silent >/dev/null
archive=$work/uplot-$uplot.tgz
sum=$(openssl dgst -sha512 -binary "$archive" | base64 -w0)
if [ "$sum" != "$uplot_sha512" ]; then
  echo "uplot $uplot has another content than the one that was looked at: sha512-$sum" >&2
  exit 1
fi

tar -xzf "$archive" -C "$work"
mkdir -p "$vendor"

# The page's policy allows no markup from strings: a version that needs it can't be used.
if grep -qE 'innerHTML|outerHTML|insertAdjacentHTML|document\.write|new Function|\beval\(' "$work/package/dist/uPlot.iife.min.js"; then
  echo "uplot $uplot makes markup or code from strings, which the console's content security policy refuses." >&2
  exit 1
fi

# The small build is a script; the console wants a module.
{ cat "$work/package/dist/uPlot.iife.min.js"; echo "export default uPlot;"; } >"$vendor/uPlot.js"
cp "$work/package/dist/uPlot.min.css" "$vendor/uPlot.css"
cp "$work/package/LICENSE" "$vendor/uPlot.LICENSE.txt"
echo "uplot $uplot is in $vendor."
