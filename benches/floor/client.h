/* The functions that client.c needs from a database: sqlite.c or mariadb.c. */
#ifndef CLIENT_H
#define CLIENT_H

/* The values that a statement names: `:id`, `:priority`, `:offset`, and `:inserted`, the ID of the work's first new row. */
enum value { ID, PRIORITY, OFFSET, INSERTED, VALUES };

struct statement {
    char *sql; /* with a question mark for each value */
    int count;
    enum value parameters[8];
};

struct session;

/* Ends the program with a message. */
_Noreturn void fail(const char *what, const char *why);

/* The name and version of the library. */
const char *library(void);

/* Whether the library executes statements in this process, so that it has one writer at a time. */
int is_embedded(void);

/* A connection with all statements prepared. */
struct session *session_open(const char *database, const struct statement *statements, int count);

/* Runs a statement and reads its rows, which are written to standard output if `print`; returns the ID of a new row, or 0. */
long long session_run(struct session *session, int index, const long long values[VALUES], int print);

#endif
