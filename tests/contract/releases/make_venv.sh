#!/bin/sh
# Creates RELEASE/venv with that release of django-helpdesk: make_venv.sh 1.0.0
set -e
cd "$(dirname "$0")"
[ -f "$1/requirements.txt" ] || { sed -n 2p "$0"; exit 2; }
"${PYTHON3:-python3}" ../../virtual_environment.py "$1/venv" "$1/requirements.txt"
"$1/venv/bin/python" -c "import django, rest_framework; print('Django', django.__version__, '- DRF', rest_framework.__version__)"
