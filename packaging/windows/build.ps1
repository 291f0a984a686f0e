# Builds dist\mirrorlight on Windows. NEVER RUN: written by the documentation of its parts, on Linux. Expect to mend it.
# Needs Python 3.11 or newer. Nothing is signed; an antivirus program may well object (see README).
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")
python -m venv .venv
# The pinned list is Linux's. Two of its packages exist on Linux alone; Windows' keyring needs pywin32-ctypes instead.
Get-Content packaging\constraints.txt | Where-Object { $_ -notmatch '^(SecretStorage|jeepney|python-xlib|pulsectl)==' } |
    Set-Content build-constraints.txt
.venv\Scripts\python -m pip install --no-deps -r build-constraints.txt -r packaging\constraints-package.txt pywin32-ctypes pefile
.venv\Scripts\python -m pip install --no-deps --no-build-isolation -e .
.venv\Scripts\python packaging\package.py wheel folder
Remove-Item build-constraints.txt
