#!/bin/sh
# Starts an older release of django-helpdesk on the loopback interface with a fresh copy of its fixture.
#
#   run.sh RELEASE sqlite [PORT]            database and media under RELEASE/run (default port 8000)
#   run.sh RELEASE pg DSN [PORT]            e.g. run.sh 1.0.0 pg postgres://postgres@127.0.0.1:5432/helpdesk
#                                           (the database must exist; its public schema is replaced)
#
# The environment is that of ../oracle/run.sh: SMTP_PORT, HOOK_PORT, MAIL, HOOKS, PYTHON, RUN_DIR, WORKERS,
# ORACLE_QUEUE_PERMISSIONS, ORACLE_VALIDATORS, ORACLE_TIME_ZONE; and ORACLE_API=off for a site
# that does not enable the API.
set -e
cd "$(dirname "$0")"
HERE=$(pwd); REL=$1
[ -d "$HERE/$REL/fixture" ] && [ -n "$REL" ] || { sed -n '2,10p' "$0"; exit 2; }
FIX="$HERE/$REL/fixture"
RUN=${RUN_DIR:-$HERE/$REL/run}
PYTHON=${PYTHON:-$HERE/$REL/venv/bin/python}
mkdir -p "$RUN/mail"
rm -rf "$RUN/media"; cp -r "$HERE/../fixture/media" "$RUN/media"
export ORACLE_MEDIA="$RUN/media" ORACLE_MAIL_DIR="$RUN/mail" PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH="$HERE/site:$HERE/../oracle"
[ "$MAIL" = file ] || export ORACLE_SMTP="127.0.0.1:${SMTP_PORT:-8025}"
if [ "$HOOKS" != none ]; then
  export HELPDESK_NEW_TICKET_WEBHOOK_URLS="http://127.0.0.1:${HOOK_PORT:-8026}/new-ticket"
  export HELPDESK_FOLLOWUP_WEBHOOK_URLS="http://127.0.0.1:${HOOK_PORT:-8026}/followup"
fi
case "$2" in
  sqlite)
    PORT=${3:-8000}
    cp "$FIX/helpdesk.sqlite3" "$RUN/helpdesk.sqlite3"
    export ORACLE_DB="sqlite:$RUN/helpdesk.sqlite3" ;;
  pg)
    PORT=${4:-8000}
    psql -X -q -v ON_ERROR_STOP=1 -d "$3" -c 'SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public'
    psql -X -q -v ON_ERROR_STOP=1 -d "$3" -f "$FIX/schema.pg.sql" >/dev/null
    python3 rows.py "$FIX/helpdesk.sqlite3" | psql -X -q -v ON_ERROR_STOP=1 -d "$3" >/dev/null
    export ORACLE_DB="$3" ;;
  *) sed -n '2,10p' "$0"; exit 2 ;;
esac
exec "$PYTHON" -m gunicorn --bind "127.0.0.1:$PORT" --workers "${WORKERS:-2}" --timeout 300 --no-control-socket release_site.wsgi:application
