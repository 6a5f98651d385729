/* test_random.c - Philox against the known answers of its authors, and streams: pure, distinct, with the right moments. */
#include "check.h"
#include "random.h"

static void philox_gives_the_known_answers_of_its_authors(void **unused)
{
  (void)unused;
  // kat_vectors of Random123: philox4x32 10
  static const struct
  {
    uint32_t counter[4], key[2], words[4];
  } rows[] = {
    { { 0, 0, 0, 0 }, { 0, 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
    { { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
      { 0xffffffff, 0xffffffff },
      { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
    { { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
      { 0xa4093822, 0x299f31d0 },
      { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
  {
    uint32_t words[4];
    random_block(rows[i].counter, rows[i].key, words);
    for (size_t k = 0; k < 4; k++)
      assert_int_equal(words[k], rows[i].words[k]);
  }
}

static void uniform_is_the_top_53_bits_of_its_block(void **unused)
{
  (void)unused;
  // counter (n, run, purpose), key seed: with all zero the first known answer, 32 and 21 bits of two words
  CHECK_NEAR(random_uniform((struct random_stream){ 0, 0, 0 }, 0), 0x6627e8d5 * 0x1p-32 + (0xe169c58du >> 11) * 0x1p-53, 0);
  CHECK_NEAR(random_uniform((struct random_stream){ UINT64_MAX, UINT32_MAX, UINT32_MAX }, UINT64_MAX),
             0x408f276d * 0x1p-32 + (0x41c83b0eu >> 11) * 0x1p-53, 0);
  // the third answer puts each part of the stream where it belongs
  struct random_stream stream = { 0x299f31d0a4093822, 0x13198a2e, 0x03707344 };
  CHECK_NEAR(random_uniform(stream, 0x85a308d3243f6a88), 0xd16cfe09u * 0x1p-32 + (0x94fdccebu >> 11) * 0x1p-53, 0);
}

static void streams_differ_in_seed_run_purpose_and_number(void **unused)
{
  (void)unused;
  struct random_stream stream = { 1, 2, 3 };
  double value = random_uniform(stream, 4);
  assert_true(value == random_uniform(stream, 4));
  assert_true(value != random_uniform((struct random_stream){ 5, 2, 3 }, 4));
  assert_true(value != random_uniform((struct random_stream){ 1 + (UINT64_C(1) << 32), 2, 3 }, 4));
  assert_true(value != random_uniform((struct random_stream){ 1, 5, 3 }, 4));
  assert_true(value != random_uniform((struct random_stream){ 1, 2, 5 }, 4));
  assert_true(value != random_uniform(stream, 4 + (UINT64_C(1) << 32)));
}

/* the first moments of both distributions; the seed is fixed, so this passes always or never */
static void moments_are_right(void **unused)
{
  (void)unused;
  struct random_stream stream = { 7, 0, 0 };
  enum
  {
    COUNT = 100000
  };
  double u1 = 0, u2 = 0, lag = 0, n1 = 0, n2 = 0, n4 = 0, before = 0.5;
  for (uint64_t n = 0; n < COUNT; n++)
  {
    double u = random_uniform(stream, n), z = random_normal(stream, n);
    assert_true(u >= 0 && u < 1 && isfinite(z));
    u1 += u;
    u2 += (u - 0.5) * (u - 0.5);
    lag += (u - 0.5) * (before - 0.5);
    before = u;
    n1 += z;
    n2 += z * z;
    n4 += z * z * z * z;
  }
  // four standard errors: standard deviations 1/sqrt 12, 1/sqrt 180, 1/12, 1, sqrt 2, sqrt 96
  double four = 4 / sqrt(COUNT);
  CHECK_NEAR(u1 / COUNT, 0.5, four / sqrt(12));
  CHECK_NEAR(u2 / COUNT, 1.0 / 12, four / sqrt(180));
  CHECK_NEAR(lag / COUNT, 0, four / 12);
  CHECK_NEAR(n1 / COUNT, 0, four);
  CHECK_NEAR(n2 / COUNT, 1, four * sqrt(2));
  CHECK_NEAR(n4 / COUNT, 3, four * sqrt(96));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(philox_gives_the_known_answers_of_its_authors),
    cmocka_unit_test(uniform_is_the_top_53_bits_of_its_block),
    cmocka_unit_test(streams_differ_in_seed_run_purpose_and_number),
    cmocka_unit_test(moments_are_right),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
