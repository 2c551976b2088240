#!/bin/sh
# Creates RELEASE/fixture: build_fixture.sh RELEASE [DSN]
# The release's migrations create the tables; copy_rows.py copies the rows of ../fixture. DSN names an empty PostgreSQL
# database that may be wiped; it also creates schema.pg.sql, which rows.py fills from the SQLite file.
set -e
cd "$(dirname "$0")"
HERE=$(pwd); REL=$1; DSN=$2; PY=${PYTHON:-$HERE/$REL/venv/bin/python}; TMP=$(mktemp -d)
[ -n "$REL" ] || { sed -n 2,4p "$0"; exit 2; }
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$HERE/site:$HERE/../oracle" ORACLE_MEDIA="$TMP/media"
ORACLE_DB="sqlite:$TMP/db.sqlite3" "$PY" site/manage.py migrate -v0
python3 copy_rows.py "$TMP/db.sqlite3"
mkdir -p "$REL/fixture"
cp "$TMP/db.sqlite3" "$REL/fixture/helpdesk.sqlite3"
sqlite3 "$TMP/db.sqlite3" .schema >"$REL/fixture/schema.sqlite.sql"
if [ -n "$DSN" ]; then
  psql -X -q -v ON_ERROR_STOP=1 -d "$DSN" -c 'SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public'
  ORACLE_DB="$DSN" "$PY" site/manage.py migrate -v0
  pg_dump "$DSN" --no-owner --no-privileges --schema-only |
    grep -v -e '^.restrict' -e '^.unrestrict' -e '^--' -e '^$' -e 'CREATE SCHEMA public' >"$REL/fixture/schema.pg.sql"
fi
rm -rf "$TMP"
