#!/bin/sh
# Prints the path of a Python this project runs on, or says what to install.
# A name on the PATH proves nothing (version managers leave shims that fail), so each candidate is started.

fits='import ensurepip, sqlite3, ssl, sys, venv; sys.exit(not (3, 12) <= sys.version_info[:2] <= (3, 14))'

try() {
    found=$("$1" -c "$fits; " 2>/dev/null && "$1" -c 'import sys; print(sys.executable)' 2>/dev/null) || return 1
    echo "$found"
    exit 0
}

for name in python3.14 python3.13 python3.12 python3 python; do
    command -v "$name" >/dev/null 2>&1 && try "$name"
done

for version in 3.14 3.13 3.12; do
    for python in "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin/python; do
        [ -x "$python" ] && try "$python"
    done
done

if command -v uv >/dev/null 2>&1; then
    python=$(uv python find '>=3.12,<3.15' 2>/dev/null) && try "$python"
fi

echo "No Python 3.12, 3.13 or 3.14 with its venv module was found: install one (on Debian and Ubuntu: apt install python3 python3-venv) and try again." >&2
exit 1
