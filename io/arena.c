/* arena.c - a chain of blocks; small requests share a block, large ones have their own. */
#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum
{
  ALIGNMENT = 16,
  SMALLEST_BLOCK = 4096,
  LARGEST_SHARED = 1 << 20
};

struct arena_block
{
  struct arena_block *next;
  size_t size, used;
  _Alignas(ALIGNMENT) unsigned char bytes[];
};

void *arena_take(struct arena *arena, size_t size)
{
  if (size > SIZE_MAX / 2)
    return NULL;
  size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  struct arena_block *block = arena->blocks;
  if (block == NULL || block->size - block->used < rounded)
  {
    // blocks grow with what was taken so far, so that many small requests need few of them
    size_t room = block == NULL ? SMALLEST_BLOCK : block->size * 2;
    if (room > LARGEST_SHARED)
      room = LARGEST_SHARED;
    if (room < rounded)
      room = rounded;
    block = calloc(1, sizeof *block + room);
    if (block == NULL)
      return NULL;
    block->size = room;
    block->next = arena->blocks;
    arena->blocks = block;
  }
  void *taken = block->bytes + block->used;
  block->used += rounded;
  return taken;
}

void *arena_take_array(struct arena *arena, size_t count, size_t size)
{
  if (size != 0 && count > SIZE_MAX / 2 / size)
    return NULL;
  return arena_take(arena, count * size);
}

char *arena_copy(struct arena *arena, const char *text, size_t length)
{
  char *copy = arena_take(arena, length + 1);
  if (copy != NULL && length > 0)
    memcpy(copy, text, length);
  return copy;
}

void arena_free(struct arena *arena)
{
  while (arena->blocks != NULL)
  {
    struct arena_block *block = arena->blocks;
    arena->blocks = block->next;
    free(block);
  }
}
