/* Sends the statements of a file over many connections, as pgbench does, through the library of SQLite or MariaDB.
 *
 *   client --version
 *   client FILE DATABASE LOW HIGH OFFSET PRIORITY                       one time, for the ticket LOW; prints the rows
 *   client FILE DATABASE LOW HIGH OFFSET CONNECTIONS SECONDS SEED       under load; prints figures
 *
 * Each connection has a thread and its own prepared statements. Values are those of client.h; tickets are random from LOW
 * to HIGH. Writes of SQLite wait for each other here, because its own waiting is sleep.
 */
#include "client.h"

#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *NAMES[VALUES] = {"id", "priority", "offset", "inserted"};
static struct statement statements[16];
static int statement_count, has_writes;
static long long low, high, offset;
static double seconds;
static pthread_mutex_t writer = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t start;

struct connection {
    pthread_t thread;
    struct session *session;
    unsigned seed;
    double ended;
    double *times;
    size_t requests, capacity;
};

_Noreturn void fail(const char *what, const char *why) {
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void *allocate(void *old, size_t size) {
    void *found = realloc(old, size);
    if (!found) fail("memory", "exhausted");
    return found;
}

/* A question mark for each `:name` outside of quotes. */
static void add_statement(const char *text, size_t length) {
    struct statement *added = &statements[statement_count];
    char *out = added->sql = allocate(NULL, length + 1);
    int quoted = 0;
    for (size_t i = 0; i < length; i++) {
        quoted ^= text[i] == '\'';
        int value = 0;
        size_t size = 0;
        if (!quoted && text[i] == ':' && isalpha((unsigned char)text[i + 1])) {
            while (isalpha((unsigned char)text[i + 1 + size])) size++;
            while (value < VALUES && (strlen(NAMES[value]) != size || strncmp(NAMES[value], text + i + 1, size))) value++;
            if (value == VALUES) fail("unknown value", text + i);
            if (added->count == 8) fail("too many values", text);
            added->parameters[added->count++] = (enum value)value;
        }
        *out++ = size ? '?' : text[i];
        i += size;
    }
    *out = 0;
    has_writes |= strncasecmp(added->sql, "SELECT", 6) != 0;
    statement_count++;
}

/* Statements end with a semicolon at a line's end. */
static void read_statements(const char *name) {
    FILE *file = fopen(name, "r");
    if (!file) fail(name, "cannot be read");
    char *text = allocate(NULL, 1 << 16);
    text[fread(text, 1, (1 << 16) - 1, file)] = 0;
    fclose(file);
    for (char *end; (end = strstr(text, ";\n")); text = end + 2) {
        while (isspace((unsigned char)*text)) text++;
        if (statement_count == 16) fail(name, "has too many statements");
        add_statement(text, (size_t)(end - text));
    }
    if (!statement_count) fail(name, "has no statement");
}

static void run_once(struct session *session, long long id, long long priority, int print) {
    long long values[VALUES] = {id, priority, offset, 0};
    int waits = has_writes && is_embedded();
    if (waits) pthread_mutex_lock(&writer);
    for (int i = 0; i < statement_count; i++) {
        long long inserted = session_run(session, i, values, print);
        if (!values[INSERTED]) values[INSERTED] = inserted;
    }
    if (waits) pthread_mutex_unlock(&writer);
}

static void *load(void *argument) {
    struct connection *self = argument;
    pthread_barrier_wait(&start);
    double began = now(), end = began + seconds;
    while (began < end) {
        long long id = low + rand_r(&self->seed) % (high - low + 1);
        run_once(self->session, id, 1 + rand_r(&self->seed) % 5, 0);
        double after = now();
        if (self->requests == self->capacity) {
            self->capacity = self->capacity ? 2 * self->capacity : 1024;
            self->times = allocate(self->times, self->capacity * sizeof(double));
        }
        self->times[self->requests++] = after - began;
        began = after;
    }
    self->ended = began;
    return NULL;
}

static int compare(const void *a, const void *b) {
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

int main(int count, char **arguments) {
    if (count == 2 && !strcmp(arguments[1], "--version")) return puts(library()) < 0;
    if (count != 7 && count != 9) fail("client", "wrong arguments; see client.c");
    read_statements(arguments[1]);
    low = atoll(arguments[3]), high = atoll(arguments[4]), offset = atoll(arguments[5]);
    if (count == 7) {
        run_once(session_open(arguments[2], statements, statement_count), low, atoll(arguments[6]), 1);
        return 0;
    }
    int number = atoi(arguments[6]);
    seconds = atof(arguments[7]);
    struct connection *connections = calloc((size_t)number, sizeof *connections);
    if (!connections) fail("memory", "exhausted");
    pthread_barrier_init(&start, NULL, (unsigned)number + 1);
    for (int i = 0; i < number; i++) {
        connections[i].session = session_open(arguments[2], statements, statement_count);
        connections[i].seed = (unsigned)atoi(arguments[8]) * 1000 + (unsigned)i;
        if (pthread_create(&connections[i].thread, NULL, load, &connections[i])) fail("thread", "cannot be started");
    }
    double began = now(), ended = 0;
    pthread_barrier_wait(&start);
    size_t requests = 0;
    for (int i = 0; i < number; i++) {
        pthread_join(connections[i].thread, NULL);
        requests += connections[i].requests;
        if (connections[i].ended > ended) ended = connections[i].ended;
    }
    double *times = allocate(NULL, requests * sizeof(double)), *next = times;
    for (int i = 0; i < number; i++) {
        memcpy(next, connections[i].times, connections[i].requests * sizeof(double));
        next += connections[i].requests;
    }
    qsort(times, requests, sizeof(double), compare);
    printf("requests %zu\nmicroseconds %.0f\np50 %.1f\np99 %.1f\n", requests, (ended - began) * 1e6, times[requests / 2] * 1e6,
           times[requests * 99 / 100] * 1e6);
    return 0;
}
