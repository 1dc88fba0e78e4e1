#!/bin/sh
# All ready-made checks, judged and reported.
#   demo.sh phone   on the built-in phone with its demo bank: needs Python only
#   demo.sh h5      against the sample H5 bank, in a real Chromium through a real Appium server
set -eu
cd "$(dirname "$0")/.."
what=$1
shift
case $what in
    phone) set -- --mob-device virtual -n 3 --dist loadgroup "$@" ;; # three phones at once: half of their time they wait
    h5) set -- --mob-config examples/h5_bank/mobcompliance.toml "$@" ;;
    *) echo "demo: phone or h5, not $what" >&2; exit 2 ;;
esac
begin=$(date +%s)
run=mobcompliance-report/demo-$what-$(date +%Y%m%d-%H%M%S)-$$

code=0
.venv/bin/python -m pytest --pyargs pytest_mobcompliance.checks -q -p no:cacheprovider \
    --mob-report "$run" --alluredir "$run/allure-results" "$@" || code=$?
set -- "$run"/run-*
folder=$1
[ -d "$folder" ] || exit "$code" # pytest said why it did not begin
echo
echo "checks: $(($(date +%s) - begin)) s"
echo "matrix: $folder/matrix.html"
allure=rig/node_modules/.bin/allure
if [ -x "$allure" ]; then
    "$allure" generate "$run/allure-results" -c "$folder/allurerc.mjs" -o "$run/allure-report" >/dev/null
    echo "Allure: $(find "$run/allure-report" -name index.html | head -n 1)"
else
    echo "Allure: results in $run/allure-results; \`make setup\` brings the reporter"
fi
exit $code
