/* The M(t)/M/c(t)+M day in C: what a careful programmer writes for this one queue, with a general list of events.
 *
 * One binary heap of (time, kind, number) holds shifts, ends, abandonments and the next arrival; the queue is a
 * doubly linked list, so that whoever hangs up leaves it at once. No lazy tricks: this is the yardstick for the floor.
 */
#include <stdint.h>
#include <stdlib.h>

enum { SHIFT = 0, END = 2, ABANDON = 3, ARRIVE = 4 };

typedef struct {
    double time;
    int64_t code; /* kind << 40 | number: the order at one instant */
} event;

typedef struct {
    event *rows;
    int length;
} heap;

static inline int before(event a, event b) { return a.time < b.time || (a.time == b.time && a.code < b.code); }

static inline void push(heap *h, double time, int64_t kind, int64_t number) {
    event e = {time, kind << 40 | number};
    int i = h->length++;
    while (i > 0) {
        int up = (i - 1) / 2;
        if (!before(e, h->rows[up])) break;
        h->rows[i] = h->rows[up];
        i = up;
    }
    h->rows[i] = e;
}

static inline event pop(heap *h) {
    event first = h->rows[0];
    int n = --h->length;
    event e = h->rows[n];
    int i = 0, down = 1;
    while (down < n) {
        if (down + 1 < n && before(h->rows[down + 1], h->rows[down])) down++;
        if (!before(h->rows[down], e)) break;
        h->rows[i] = h->rows[down];
        i = down;
        down = 2 * i + 1;
    }
    h->rows[i] = e;
    return first;
}

/* Fills start, end, waited and outcome (1 served, 2 abandoned); returns how many abandoned, -1 without memory. */
int64_t play(int64_t n, const double *enter, const double *work, const double *patience, int64_t shifts,
             const double *from, const int64_t *staff, double *start, double *end, double *waited, int8_t *outcome) {
    heap h = {malloc(sizeof(event) * (2 * (size_t)n + (size_t)shifts + 1)), 0};
    int *next = malloc(sizeof(int) * (size_t)n), *previous = malloc(sizeof(int) * (size_t)n);
    char *waits = calloc((size_t)n, 1);
    int first = -1, last = -1;
    int64_t capacity = 0, busy = 0, abandoned = h.rows && next && previous && waits ? 0 : -1;
    for (int64_t s = 0; s < shifts && abandoned == 0; s++) push(&h, from[s], SHIFT, s);
    if (n > 0 && abandoned == 0) push(&h, enter[0], ARRIVE, 0);
    while (h.length > 0) {
        event e = pop(&h);
        int kind = (int)(e.code >> 40), c = (int)(e.code & ((1LL << 40) - 1));
        double now = e.time;
        if (kind == ARRIVE) {
            if (c + 1 < n) push(&h, enter[c + 1], ARRIVE, c + 1);
            if (busy < capacity) {
                busy++;
                start[c] = now;
                waited[c] = 0.0;
                push(&h, now + work[c], END, c);
            } else {
                waits[c] = 1;
                next[c] = -1;
                previous[c] = last;
                if (last >= 0) next[last] = c;
                else first = c;
                last = c;
                push(&h, now + patience[c], ABANDON, c);
            }
        } else if (kind == ABANDON) {
            if (waits[c]) {
                waits[c] = 0;
                if (previous[c] >= 0) next[previous[c]] = next[c];
                else first = next[c];
                if (next[c] >= 0) previous[next[c]] = previous[c];
                else last = previous[c];
                abandoned++;
                end[c] = now;
                waited[c] = now - enter[c];
                outcome[c] = 2;
            }
        } else {
            if (kind == END) {
                busy--;
                end[c] = now;
                outcome[c] = 1;
            } else {
                capacity = staff[c];
            }
            while (busy < capacity && first >= 0) {
                int d = first;
                first = next[d];
                if (first >= 0) previous[first] = -1;
                else last = -1;
                waits[d] = 0;
                busy++;
                start[d] = now;
                waited[d] = now - enter[d];
                push(&h, now + work[d], END, d);
            }
        }
    }
    free(h.rows);
    free(next);
    free(previous);
    free(waits);
    return abandoned;
}
