#!/bin/sh
# Creates RELEASE/fixture: build_fixture.sh RELEASE
# The release's migrations create the tables; copy_rows.py copies the rows of ../fixture.
set -e
cd "$(dirname "$0")"
HERE=$(pwd); REL=$1; PY=${PYTHON:-$HERE/$REL/venv/bin/python}; TMP=$(mktemp -d)
[ -n "$REL" ] || { sed -n 2,3p "$0"; exit 2; }
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$HERE/site:$HERE/../oracle" ORACLE_DB="sqlite:$TMP/db.sqlite3" ORACLE_MEDIA="$TMP/media"
"$PY" site/manage.py migrate -v0
python3 copy_rows.py "$TMP/db.sqlite3"
mkdir -p "$REL/fixture"
cp "$TMP/db.sqlite3" "$REL/fixture/helpdesk.sqlite3"
sqlite3 "$TMP/db.sqlite3" .schema >"$REL/fixture/schema.sqlite.sql"
rm -rf "$TMP"
