#!/usr/bin/env bash
# Makes the pictures of docs/dashboards.md anew.
#   tests/dashboards-pictures/draw.sh                                two gateways live through four minutes, then are drawn
#   tests/dashboards-pictures/draw.sh PROMETHEUS_URL FOLDER [THEME...]   draws what a Prometheus has already
# Needs node, chromium and pngquant (Debian's packages), and the built tests for the first form.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..

if [ $# -eq 0 ]; then
  exec "$root/tests/Canary.EndToEnd/bin/Release/net10.0/Canary.EndToEnd" -noColor -explicit only -class '*DashboardPictureTests'
fi

prometheus=$1 folder=$(realpath "$2") themes=("${@:3}")
cd "$here"
[ -d node_modules ] || npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
node draw.mjs "$prometheus" "$folder" "${themes[@]}"
pngquant --force --ext .png --speed 1 "$folder"/dashboard-*.png
