/* straight_lu.c - a program of the build: prints the sparse elimination of the tissue's Jacobian as straight-line C.
 *
 * One kernel for each pattern that the structural variants have. Index arithmetic only: no equation is repeated here. The order
 * of operations is that of the lists in sparse_lu.c, so the bits are the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assembly.h"
#include "parameter.h"
#include "plan.h"
#include "registry.h"
#include "sparse_lu.h"
#include "sparse_lu_lists.h"

/* first touch of an entry: what it is before elimination, without a pass of its own over the matrix. Values are local variables
 * until they are final, so that what is between is never stored. */
static void entry_begin(const struct sparse_lu *lu, unsigned char *begun, unsigned entry)
{
  if (begun[entry])
    return;
  begun[entry] = 1;
  size_t given = 0, diagonal = 0;
  while (given < lu->given && lu->place[given] != entry)
    given++;
  while (diagonal < lu->size && lu->diagonal[diagonal] != entry)
    diagonal++;
  printf("  lane a%u = ", entry);
  if (given < lu->given)
    printf("-p[%zu]", given);
  else
    printf("zero");
  printf(diagonal < lu->size ? " + s;\n" : ";\n");
}

static void factor_print(const struct sparse_lu *lu, int number, unsigned char *begun)
{
  printf("VECTOR_CLONES\nstatic void factor_%d(const double *shift, const double *partials, double *values)\n{\n"
         "  const lane *p = (const lane *)partials, s = *(const lane *)shift, zero = { 0 };\n"
         "  lane *a = (lane *)values;\n  (void)zero;\n",
         number);
  memset(begun, 0, lu->entries);
  for (size_t p = 0, lower = 0, update = 0, upper = 0; p < lu->size; p++)
  {
    unsigned pivot = lu->diagonal[lu->order[p]];
    entry_begin(lu, begun, pivot);
    printf("  a%u = 1 / a%u;\n  a[%u] = a%u;\n", pivot, pivot, pivot, pivot);
    for (; lower < lu->lower_end[p]; lower++)
    {
      unsigned entry = lu->lower[lower].entry;
      entry_begin(lu, begun, entry);
      printf("  a%u *= a%u;\n  a[%u] = a%u;\n", entry, pivot, entry, entry);
    }
    for (; upper < lu->upper_end[p]; upper++)
    {
      unsigned entry = lu->upper[upper].entry;
      entry_begin(lu, begun, entry);
      printf("  a[%u] = a%u;\n", entry, entry);
    }
    for (; update < lu->update_end[p]; update++)
    {
      entry_begin(lu, begun, lu->update[update].target);
      printf("  a%u -= a%u * a%u;\n", lu->update[update].target, lu->update[update].lower, lu->update[update].upper);
    }
  }
  printf("}\n\n");
}

/* first touch of a state: its right-hand side */
static void side_begin(unsigned char *begun, unsigned state)
{
  if (!begun[state])
    printf("  lane x%u = r[%u] + x[%u] + w * d[%u];\n", state, state, state, state);
  begun[state] = 1;
}

static void solve_print(const struct sparse_lu *lu, int number, unsigned char *begun)
{
  printf(
      "VECTOR_CLONES\nstatic void solve_%d(const double *values, const double *rate, const double *weight, const double *drift,\n"
      "                    double *vector)\n{\n"
      "  const lane *a = (const lane *)values, *r = (const lane *)rate, *d = (const lane *)drift, w = *(const lane *)weight;\n"
      "  lane *x = (lane *)vector;\n",
      number);
  memset(begun, 0, lu->entries);
  for (size_t p = 0, lower = 0; p < lu->size; p++)
  {
    side_begin(begun, lu->order[p]);
    for (; lower < lu->lower_end[p]; lower++)
    {
      side_begin(begun, lu->lower[lower].index);
      printf("  x%u -= a[%u] * x%u;\n", lu->lower[lower].index, lu->lower[lower].entry, lu->order[p]);
    }
  }
  size_t upper = lu->uppers;
  for (size_t p = lu->size; p-- > 0;)
  {
    size_t first = p == 0 ? 0 : lu->upper_end[p - 1];
    unsigned state = lu->order[p];
    for (; upper > first; upper--)
      printf("  x%u -= a[%u] * x%u;\n", state, lu->upper[upper - 1].entry, lu->upper[upper - 1].index);
    printf("  x%u *= a[%u];\n  x[%u] = x%u;\n", state, lu->diagonal[state], state, state);
  }
  printf("}\n\n");
}

static void indices_print(const char *name, int number, size_t count, const uint32_t *values)
{
  printf("static const uint32_t %s_%d[] = {", name, number);
  for (size_t e = 0; e < count; e++)
    printf("%s%u,", e % 24 == 0 ? "\n  " : " ", values[e]);
  printf("\n};\n");
}

/* the processes of a variant, wired; NULL and a message when that fails */
static struct assembly *variant_make(const char *variant, const double *parameters)
{
  const struct process *on[128];
  size_t first[128];
  static struct trail trail;
  struct assembly *assembly = NULL;
  if (tissue_process_count > sizeof on / sizeof *on)
    return NULL;
  for (size_t i = 0; i < tissue_process_count; i++)
  {
    const char *own = tissue_processes[i]->variant;
    on[i] = own == NULL || strcmp(own, variant) == 0 ? tissue_processes[i] : NULL;
    first[i] = parameter_first(tissue_processes[i]);
  }
  if (assembly_create(on, tissue_process_count, NULL, 0, parameters, first, &assembly, &trail) != STATUS_OK)
    fprintf(stderr, "straight_lu: %s\n", trail.errors);
  return assembly;
}

int main(void)
{
  double *parameters = calloc(parameter_count() + 1, sizeof *parameters);
  int kernels = 0, failed = parameters == NULL;
  struct sparse_lu *made[PLAN_VARIANTS] = { NULL };
  if (!failed)
    parameter_defaults(parameters);
  printf("/* made by the build: the elimination of each Jacobian of the tissue */\n#include \"sparse_lu.h\"\n"
         "#include \"straight_lu_kernels.h\"\n#include \"vector.h\"\n\n"
         "typedef vector_row lane;\n\n");
  for (int v = 0; v < PLAN_VARIANTS && !failed; v++)
  {
    struct assembly *assembly = variant_make(plan_variants[v], parameters);
    struct sparse_lu *lu = NULL;
    if (assembly != NULL)
      lu = sparse_lu_create(assembly_state_count(assembly), assembly_entry_count(assembly), assembly_entry_rows(assembly),
                            assembly_entry_columns(assembly));
    assembly_free(assembly);
    failed = lu == NULL;
    int known = 0;
    for (int k = 0; k < kernels && !failed; k++)
      known |= made[k]->size == lu->size && made[k]->given == lu->given &&
               memcmp(made[k]->row, lu->row, lu->given * sizeof *lu->row) == 0 &&
               memcmp(made[k]->column, lu->column, lu->given * sizeof *lu->column) == 0;
    if (failed || known)
    {
      sparse_lu_free(lu);
      continue;
    }
    unsigned char *begun = malloc(lu->entries);
    if (begun == NULL)
      return 1;
    factor_print(lu, kernels, begun);
    solve_print(lu, kernels, begun);
    free(begun);
    indices_print("row", kernels, lu->given, lu->row);
    indices_print("column", kernels, lu->given, lu->column);
    made[kernels++] = lu;
  }
  printf("const struct straight_lu straight_lu_kernels[] = {\n");
  for (int k = 0; k < kernels; k++)
  {
    printf("  { %zu, %zu, %zu, row_%d, column_%d, factor_%d, solve_%d },\n", made[k]->size, made[k]->given, made[k]->entries, k,
           k, k, k);
    sparse_lu_free(made[k]);
  }
  printf("};\nconst size_t straight_lu_kernel_count = %d;\n", kernels);
  free(parameters);
  return failed;
}
