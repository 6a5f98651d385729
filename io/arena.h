/* arena.h - memory that is given back all at once, so that no path of an error can leak. */
#ifndef NEOCOL_IO_ARENA_H
#define NEOCOL_IO_ARENA_H

#include <stddef.h>

struct arena_block;

/* init with {0}; not copyable while in use */
struct arena
{
  struct arena_block *blocks;
};

/* `size` bytes of zeros, aligned for everything; NULL when the system refuses memory. Size 0 is fine. */
void *arena_take(struct arena *arena, size_t size);

/* `count` items of `size` bytes; NULL also when the product is too large. */
void *arena_take_array(struct arena *arena, size_t count, size_t size);

/* A copy of `length` bytes of text with a NUL behind it; NULL when the system refuses memory. */
char *arena_copy(struct arena *arena, const char *text, size_t length);

/* Gives everything back; the arena can be used again. */
void arena_free(struct arena *arena);

#endif
