#!/bin/sh
# Builds dist/mirrorlight on macOS. NEVER RUN: written by the documentation of its parts, on Linux. Expect to mend it.
# Needs Python 3.11 or newer. The result is not signed or notarised: macOS asks for Input Monitoring, Accessibility and
# Screen Recording, and forgets the answer with each build that is not signed by the same identity.
set -eu
cd "$(dirname "$0")/../.."
python3 -m venv .venv
# The pinned list is Linux's: these exist there alone. macOS' pynput needs PyObjC instead.
grep -vE '^(SecretStorage|jeepney|python-xlib|pulsectl)==' packaging/constraints.txt > build-constraints.txt
.venv/bin/python -m pip install --no-deps -r build-constraints.txt -r packaging/constraints-package.txt macholib
.venv/bin/python -m pip install pyobjc-framework-Quartz pyobjc-framework-ApplicationServices pyobjc-framework-Cocoa
.venv/bin/python -m pip install --no-deps --no-build-isolation -e .
.venv/bin/python packaging/package.py wheel folder
rm build-constraints.txt
