#!/bin/sh
# Everything that tests and demos need, on a Debian machine with Python 3.11, Node 20 and make. Done once: the
# stamp carries a hash of what it depends on, so a second call returns at once.
#   setup.sh          everything
#   setup.sh python   the virtual environment only, which is all that the built-in phone needs
set -eu
cd "$(dirname "$0")/.."
part=${1:-all}
case $part in
    all | python) ;;
    *) echo "setup: python or nothing, not $part" >&2; exit 2 ;;
esac

# The place counts too: programs of a virtual environment that was moved do not start.
hash=$({ pwd; cat pyproject.toml rig/package.json rig/package-lock.json scripts/setup.sh; } | sha256sum | cut -c1-16)
stamp=".venv/setup-$hash"
python_stamp=".venv/setup-python-$hash"
font=/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
sdk_adb=rig/android-sdk/platform-tools/adb # all that Appium's Android driver wants of an Android SDK
is_done() {
    if [ "$part" = python ] && [ -e "$python_stamp" ] && [ -x .venv/bin/python ]; then
        return 0
    fi
    [ -e "$stamp" ] && [ -x .venv/bin/python ] && [ -x rig/node_modules/.bin/appium ] && [ -x "$sdk_adb" ]
}

has_font() {
    [ -e "$font" ] || fc-list :lang=zh 2>/dev/null | grep -q .
}

has_venv() {
    "$python" -c 'import ensurepip' 2>/dev/null
}

system_ready() {
    command -v adb >/dev/null && command -v chromium >/dev/null && command -v chromedriver >/dev/null &&
        has_font && has_venv
}

install_system() {
    packages=$*
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        echo "setup: please install these Debian packages first: apt-get install $packages" >&2
        exit 1
    fi
    echo "setup: installing Debian's $packages"
    # shellcheck disable=SC2086 # words are meant
    $as_root apt-get update -q >/dev/null &&
        $as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -q -y --no-install-recommends $packages >/dev/null || {
        echo "setup: that failed; please install by hand: apt-get install $packages" >&2
        exit 1
    }
}

python=$(command -v python3.11 || command -v python3 || true)
if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "setup: Python 3.11 or newer is needed: apt-get install python3" >&2
    exit 1
fi
if [ "$part" = python ]; then
    has_venv || install_system python3-venv
elif ! command -v npm >/dev/null || [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
    echo "setup: Node.js 20 or newer with npm is needed" >&2
    exit 1
else
    system_ready || install_system adb chromium chromium-driver fonts-noto-cjk python3-venv
fi
is_done && exit 0

# Two calls at once wait for each other; the second finds the work done.
exec 9>.setup-lock
flock 9
is_done && exit 0
quietly() { # what an installer says matters only when it fails
    "$@" >.setup-log 2>&1 || { cat .setup-log >&2; exit 1; }
}
echo "setup: virtual environment .venv"
.venv/bin/python -m pip --version >/dev/null 2>&1 || "$python" -m venv --clear .venv
if [ "$part" = python ]; then
    quietly .venv/bin/python -m pip install -q --disable-pip-version-check -e '.[xdist,network]'
    touch "$python_stamp"
    echo "setup: done"
    exit 0
fi
quietly .venv/bin/python -m pip install -q --disable-pip-version-check 'pip>=25.1' # --group came with 25.1
quietly .venv/bin/python -m pip install -q --disable-pip-version-check -e '.[xdist]' --group dev
echo "setup: Appium, its drivers, axe-core and Allure in rig/"
quietly npm ci --prefix rig --ignore-scripts --no-audit --no-fund --loglevel=error
mkdir -p "${sdk_adb%/*}"
ln -sf "$(command -v adb)" "$sdk_adb"
rm -f .venv/setup-*
touch "$stamp" "$python_stamp"
echo "setup: done"
