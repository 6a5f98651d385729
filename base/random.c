/* random.c - Philox4x32 with ten rounds, checked against the known answers of its authors. */
#include "random.h"

#include <math.h>

void random_block(const uint32_t counter[4], const uint32_t key[2], uint32_t words[4])
{
  uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3], k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; round++)
  {
    uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
    uint32_t n0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0, n2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
    c1 = (uint32_t)p1;
    c3 = (uint32_t)p0;
    c0 = n0;
    c2 = n2;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  words[0] = c0;
  words[1] = c1;
  words[2] = c2;
  words[3] = c3;
}

double random_uniform(struct random_stream stream, uint64_t n)
{
  uint32_t counter[4] = { (uint32_t)n, (uint32_t)(n >> 32), stream.run, stream.purpose };
  uint32_t key[2] = { (uint32_t)stream.seed, (uint32_t)(stream.seed >> 32) };
  uint32_t words[4];
  random_block(counter, key, words);
  uint64_t bits = ((uint64_t)words[0] << 21) ^ (uint64_t)(words[1] >> 11);
  return (double)(bits & ((UINT64_C(1) << 53) - 1)) * 0x1p-53;
}

double random_normal(struct random_stream stream, uint64_t n)
{
  double radius = sqrt(-2 * log(1 - random_uniform(stream, 2 * n)));
  return radius * cos(2 * 3.14159265358979323846 * random_uniform(stream, 2 * n + 1));
}
