/* MariaDB for client.c: statements that the server has prepared, over TCP. FLOOR_HOST, FLOOR_PORT, FLOOR_USER and
 * FLOOR_PASSWORD name the server. */
#include "client.h"

#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH (1 << 20)
#define COLUMNS 3

struct session {
    MYSQL *database;
    const struct statement *statements;
    MYSQL_STMT *prepared[16];
    MYSQL_BIND results[COLUMNS];
    unsigned long lengths[COLUMNS];
    my_bool nulls[COLUMNS];
};

const char *library(void) {
    static char name[100];
    snprintf(name, sizeof name, "MariaDB Connector/C %s", mysql_get_client_info());
    return name;
}

int is_embedded(void) { return 0; }

static const char *setting(const char *name) {
    const char *value = getenv(name);
    return value ? value : "";
}

struct session *session_open(const char *database, const struct statement *statements, int count) {
    struct session *session = calloc(1, sizeof *session);
    if (!session || !(session->database = mysql_init(NULL))) fail("memory", "exhausted");
    session->statements = statements;
    unsigned protocol = MYSQL_PROTOCOL_TCP;
    mysql_options(session->database, MYSQL_OPT_PROTOCOL, &protocol);
    mysql_options(session->database, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_options(session->database, MYSQL_INIT_COMMAND, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    if (!mysql_real_connect(session->database, setting("FLOOR_HOST"), setting("FLOOR_USER"), setting("FLOOR_PASSWORD"), database,
                            (unsigned)atoi(setting("FLOOR_PORT")), NULL, 0))
        fail(database, mysql_error(session->database));
    for (int i = 0; i < COLUMNS; i++) {
        session->results[i] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_STRING, .buffer = malloc(LENGTH + 1), .buffer_length = LENGTH,
                                           .length = &session->lengths[i], .is_null = &session->nulls[i]};
        if (!session->results[i].buffer) fail("memory", "exhausted");
    }
    for (int i = 0; i < count; i++) {
        session->prepared[i] = mysql_stmt_init(session->database);
        if (!session->prepared[i]) fail("memory", "exhausted");
        if (mysql_stmt_prepare(session->prepared[i], statements[i].sql, strlen(statements[i].sql)))
            fail(statements[i].sql, mysql_stmt_error(session->prepared[i]));
        if (mysql_stmt_field_count(session->prepared[i]) > COLUMNS) fail(statements[i].sql, "has too many columns");
    }
    return session;
}

long long session_run(struct session *session, int index, const long long values[VALUES], int print) {
    const struct statement *statement = &session->statements[index];
    MYSQL_STMT *prepared = session->prepared[index];
    MYSQL_BIND parameters[8] = {0};
    long long numbers[8];
    for (int i = 0; i < statement->count; i++) {
        numbers[i] = values[statement->parameters[i]];
        parameters[i].buffer_type = MYSQL_TYPE_LONGLONG;
        parameters[i].buffer = &numbers[i];
    }
    unsigned columns = mysql_stmt_field_count(prepared);
    if ((statement->count && mysql_stmt_bind_param(prepared, parameters)) || mysql_stmt_execute(prepared)
        || (columns && mysql_stmt_bind_result(prepared, session->results)))
        fail(statement->sql, mysql_stmt_error(prepared));
    int outcome = MYSQL_NO_DATA;
    while (columns && !(outcome = mysql_stmt_fetch(prepared))) {
        for (unsigned i = 0; print && i < columns; i++) {
            int length = session->nulls[i] ? 0 : (int)session->lengths[i];
            printf("%s%.*s%s", i ? "|" : "", length, (char *)session->results[i].buffer, i + 1 == columns ? "\n" : "");
        }
    }
    if (outcome == MYSQL_DATA_TRUNCATED) fail(statement->sql, "has a longer answer than expected");
    if (outcome != MYSQL_NO_DATA) fail(statement->sql, mysql_stmt_error(prepared));
    mysql_stmt_free_result(prepared);
    return (long long)mysql_stmt_insert_id(prepared);
}
