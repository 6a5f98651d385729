/* memory.h - what the allocator keeps, for programs that compute many runs on several threads. */
#ifndef NEOCOL_BASE_MEMORY_H
#define NEOCOL_BASE_MEMORY_H

/* One arena for all threads: a run is computed by one and written by another, and with arenas of their own each keeps what the
 * other has given back. Runs allocate seldom enough that threads do not wait for each other. And what a run gives back is kept
 * for the next: taking the same pages from the system again and again cost two threads 8 % of their time. Called once, at the
 * start. */
void memory_share(void);

/* From now on up to `threads` threads have arenas of their own, so that a run is computed in memory that is in the cache of its
 * core. For few runs, because each arena has its own peak. Before any thread but the first allocates. */
void memory_part(int threads);

/* Gives what is kept back to the system, where whole pages are free: what lies between long-lived pieces adds up otherwise. Takes
 * about as long as a run, so it is called once in many. */
void memory_give_back(void);

#endif
