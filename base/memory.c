/* memory.c - asks glibc's allocator; others are left as they are. */
#include "memory.h"

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

void memory_share(void)
{
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}

void memory_part(int threads)
{
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, threads);
#else
  (void)threads;
#endif
}

void memory_give_back(void)
{
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}
