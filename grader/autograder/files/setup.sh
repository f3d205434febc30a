#!/usr/bin/env bash
# Installs what the judge needs: once, as root, on the machine where it is to run.
# With DLKIT_PYTHON set to a Python that has the packages already, nothing is installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
environment=/opt/dlkit-autograder

if [ -z "${DLKIT_PYTHON:-}" ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update || true
    apt-get install -y --no-install-recommends bubblewrap || echo "bubblewrap cannot be installed, and so no sandbox with namespaces can be made."
    found=""
    find_python() {
        for version in 3.13 3.12 3.11 3.14; do
            if [ -z "$found" ] && command -v "python$version" >/dev/null; then
                apt-get install -y --no-install-recommends "python$version-venv" || true
                found=$(command -v "python$version")
            fi
        done
    }
    find_python
    if [ -z "$found" ]; then
        for version in 3.13 3.12 3.11; do
            apt-get install -y --no-install-recommends "python$version" "python$version-venv" && break
        done
        find_python
    fi
    if [ -z "$found" ]; then
        echo "The judge needs Python 3.11 or later, and this image has none to install: choose a newer base image." >&2
        exit 1
    fi
    "$found" -m venv "$environment"
    "$environment/bin/python" -m pip install --no-cache-dir -r requirements.txt -c constraints.txt
    chmod -R a+rX "$environment"
    DLKIT_PYTHON=$environment/bin/python
fi

printf '%s\n' "$DLKIT_PYTHON" >python-path
"$DLKIT_PYTHON" -P -m compileall -q dlkit grader solutions
chmod -R go-rwx .
