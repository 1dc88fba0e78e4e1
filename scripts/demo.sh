#!/bin/sh
# The main job: a real Chromium, driven through a real Appium server over the sample bank, judged and reported.
set -eu
cd "$(dirname "$0")/.."
run=mobcompliance-report/demo-$(date +%Y%m%d-%H%M%S)-$$

code=0
.venv/bin/python -m pytest --pyargs pytest_mobcompliance.checks -q -p no:cacheprovider \
    --mob-config examples/h5_bank/mobcompliance.toml --mob-report "$run" --alluredir "$run/allure-results" \
    "$@" || code=$?
folder=$(ls -d "$run"/run-*)
rig/node_modules/.bin/allure generate "$run/allure-results" -c "$folder/allurerc.mjs" -o "$run/allure-report" >/dev/null
echo
echo "matrix: $folder/matrix.html"
echo "Allure: $(find "$run/allure-report" -name index.html | head -n 1)"
exit $code
