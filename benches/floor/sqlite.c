/* SQLite for client.c, with deskql's settings: foreign keys on, and each commit is on the disk. */
#include "client.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

struct session {
    sqlite3 *database;
    const struct statement *statements;
    sqlite3_stmt *prepared[16];
};

const char *library(void) { return "SQLite " SQLITE_VERSION; }

int is_embedded(void) { return 1; }

struct session *session_open(const char *database, const struct statement *statements, int count) {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* only the first call, before the first connection, does something */
    struct session *session = calloc(1, sizeof *session);
    if (!session) fail("memory", "exhausted");
    session->statements = statements;
    if (sqlite3_open_v2(database, &session->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL))
        fail(database, sqlite3_errmsg(session->database));
    sqlite3_busy_timeout(session->database, 30000);
    if (sqlite3_exec(session->database, "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL", NULL, NULL, NULL))
        fail(database, sqlite3_errmsg(session->database));
    for (int i = 0; i < count; i++)
        if (sqlite3_prepare_v3(session->database, statements[i].sql, -1, SQLITE_PREPARE_PERSISTENT, &session->prepared[i], NULL))
            fail(statements[i].sql, sqlite3_errmsg(session->database));
    return session;
}

long long session_run(struct session *session, int index, const long long values[VALUES], int print) {
    const struct statement *statement = &session->statements[index];
    sqlite3_stmt *prepared = session->prepared[index];
    int outcome;
    for (int i = 0; i < statement->count; i++) sqlite3_bind_int64(prepared, i + 1, values[statement->parameters[i]]);
    while ((outcome = sqlite3_step(prepared)) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(prepared); i++) {
            const unsigned char *text = sqlite3_column_text(prepared, i);
            if (print) printf("%s%s", i ? "|" : "", text ? (const char *)text : "");
        }
        if (print) putchar('\n');
    }
    if (outcome != SQLITE_DONE || sqlite3_reset(prepared)) fail(statement->sql, sqlite3_errmsg(session->database));
    return sqlite3_strnicmp(statement->sql, "INSERT", 6) ? 0 : sqlite3_last_insert_rowid(session->database);
}
